// All schedules and their groups, kept in the state folder, each with the timer that invokes its target.
import { type Account, scheduleArn, scheduleGroupArn } from '../../arns.ts';
import { loadJson, saveJson } from '../../json-list.ts';
import { ServiceError } from '../service.ts';
import type { Schedule, ScheduleProperties } from './schedule.ts';

export interface ScheduleGroup {
  name: string;
  arn: string;
  createdMs: number;
  modifiedMs: number;
  isOfTemplate?: true;
  /** That it was made with. */
  clientToken?: string | undefined;
  tags?: Record<string, string> | undefined;
}

export interface Schedules {
  all(): Schedule[];
  groups(): ScheduleGroup[];
  arnOf(group: string, name: string): string;
  groupArnOf(name: string): string;
  find(group: string, name: string): Schedule | undefined;
  /** Throws ResourceNotFoundException. */
  schedule(group: string, name: string): Schedule;
  group(name: string): ScheduleGroup;
  /** Makes it, or makes it agree. */
  put(key: ScheduleKey, properties: ScheduleProperties, isOfTemplate?: true): Schedule;
  putGroup(name: string, made?: MadeGroup): ScheduleGroup;
  /** These are all its tags from now on. */
  tagGroup(group: ScheduleGroup, tags: Record<string, string>): void;
  /**
   * Notes that it was due. On disk not before `kept` resolves, whatever else is saved meanwhile: a process that dies between the two
   * would have lost the invocation.
   */
  told(schedule: Schedule, due: Told, kept: Promise<void>): Promise<void>;
  remove(schedule: Schedule): void;
  /** With all its schedules. */
  removeGroup(group: ScheduleGroup): Schedule[];
}

interface ScheduleKey {
  group: string;
  name: string;
  /** That it is made with. */
  clientToken?: string | undefined;
}

type MadeGroup = Pick<ScheduleGroup, 'isOfTemplate' | 'clientToken' | 'tags'>;

type Told = Pick<Schedule, 'lastMs' | 'isOver'>;

export const DEFAULT_GROUP = 'default';

export function createSchedules(account: Account, file: string | null, now: () => number): Schedules {
  const kept = loadJson(file) as (['group', ScheduleGroup] | ['schedule', Schedule])[];
  const groups = new Map<string, ScheduleGroup>();
  const schedules = new Map<string, Schedule>();
  /** What the file says of those whose invocations are not on disk yet. */
  const before = new Map<string, Told>();
  for (const [kind, one] of kept) {
    if (kind === 'group') groups.set(one.name, one);
    else schedules.set(keyOf(one.group, one.name), one);
  }
  if (!groups.has(DEFAULT_GROUP)) addGroup(DEFAULT_GROUP);

  function addGroup(name: string, made: MadeGroup = {}): ScheduleGroup {
    const at = now();
    const group = {
      name,
      arn: scheduleGroupArn(account, name),
      createdMs: at,
      modifiedMs: at,
      ...made,
    };
    groups.set(name, group);
    return group;
  }

  function save(): void {
    saveJson(file, [
      ...[...groups.values()].map((group) => ['group', group]),
      ...[...schedules.values()].map((schedule) => [
        'schedule',
        { ...schedule, ...before.get(schedule.arn) },
      ]),
    ]);
  }

  const group = (name: string): ScheduleGroup =>
    groups.get(name) ?? refuseMissing(`Schedule group ${name} does not exist.`);

  return {
    all: () => [...schedules.values()],
    groups: () => [...groups.values()],
    arnOf: (groupName, name) => scheduleArn(account, groupName, name),
    groupArnOf: (name) => scheduleGroupArn(account, name),
    find: (groupName, name) => schedules.get(keyOf(groupName, name)),
    schedule: (groupName, name) =>
      schedules.get(keyOf(groupName, name)) ?? refuseMissing(`Schedule ${name} does not exist.`),
    group,
    put({ group: groupName, name, clientToken }, properties, isOfTemplate) {
      group(groupName);
      const at = now();
      const before = schedules.get(keyOf(groupName, name));
      const isSame = before && JSON.stringify(before.properties) === JSON.stringify(properties);
      const keepsTime = before && timingOf(before.properties) === timingOf(properties);
      const schedule: Schedule = {
        name,
        group: groupName,
        arn: scheduleArn(account, groupName, name),
        properties,
        createdMs: before?.createdMs ?? at,
        modifiedMs: isSame ? before.modifiedMs : at,
        anchorMs: keepsTime ? before.anchorMs : at,
        ...(keepsTime && before.lastMs !== undefined ? { lastMs: before.lastMs } : {}),
        ...(keepsTime && before.isOver ? { isOver: true } : {}),
        ...(isOfTemplate ? { isOfTemplate } : {}),
        clientToken: clientToken ?? before?.clientToken,
      };
      schedules.set(keyOf(groupName, name), schedule);
      save();
      return schedule;
    },
    putGroup(name, made) {
      const found = groups.get(name) ?? addGroup(name, made);
      save();
      return found;
    },
    tagGroup(group, tags) {
      group.tags = tags;
      group.modifiedMs = now();
      save();
    },
    async told(schedule, due, kept) {
      const { arn, lastMs, isOver } = schedule;
      const untold = { ...(before.get(arn) ?? { lastMs, isOver }) } as Told;
      before.set(arn, untold);
      Object.assign(schedule, due);
      await kept;
      // Otherwise it was due once more.
      if (before.get(arn) === untold) before.delete(arn);
      save();
    },
    remove(schedule) {
      before.delete(schedule.arn);
      schedules.delete(keyOf(schedule.group, schedule.name));
      save();
    },
    removeGroup({ name }) {
      const inside = [...schedules.values()].filter((schedule) => schedule.group === name);
      for (const schedule of inside) schedules.delete(keyOf(name, schedule.name));
      groups.delete(name);
      save();
      return inside;
    },
  };
}

/** What makes a schedule start anew: a State that changes does, too. */
function timingOf(properties: ScheduleProperties): string {
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, State = 'ENABLED' } = properties;
  return JSON.stringify([ScheduleExpression, ScheduleExpressionTimezone, StartDate, State]);
}

function keyOf(group: string, name: string): string {
  return `${group}/${name}`;
}

function refuseMissing(message: string): never {
  throw new ServiceError('ResourceNotFoundException', message, 404);
}
