// Amazon EventBridge Scheduler on a laptop: schedules of the template and of the API, kept in the state folder, and fired.
// What recurs is not made up for after the laptop cloud was off; what happens once is, until its flexible window closes.

import { join } from 'node:path';
import { type Clock, realClock } from 'states-language';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { DeliveryOutcome } from '../deliveries.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import { createTimers, PRECISION_MS } from '../timing/timers.ts';
import { compileTiming, type Timing } from '../timing/timing.ts';
import { groupOperations } from './group-operations.ts';
import { createInvocations, type InvocationsOptions } from './invocations.ts';
import type { SchedulerParts } from './parts.ts';
import { resourceTypes } from './resource-types.ts';
import type { Schedule, ScheduleProperties } from './schedule.ts';
import { scheduleOperations } from './schedule-operations.ts';
import { createSchedules } from './schedules.ts';
import { compileTarget } from './target.ts';
import { parametersOf } from './universal-action.ts';

export interface SchedulerOptions extends Omit<InvocationsOptions, 'clock'> {
  /** Where schedules are kept; nowhere without. */
  folder?: string;
  clock?: Clock;
  /** From 0 to 1, where in flexible windows invocations fall. */
  random?(): number;
  /** Nothing is fired but what is asked for: of a command that ends by itself. */
  isSilent?: boolean;
}

export interface Scheduler {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Once the stack is made: forgets what the template has no more, and starts to fire. */
  settle(): void;
  /** When each schedule is due next, the soonest first. */
  upcoming(): { schedule: Schedule; nextMs: number }[];
  /** Calls the listener with each invocation that is over. */
  onInvoked(listener: (schedule: Schedule, outcome: DeliveryOutcome) => void): void;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock = realClock(), random = Math.random, folder, actions, principalOf, log } = options;
  const now = () => clock.now();
  const file = folder === undefined ? null : join(folder, 'schedules.json');
  const schedules = createSchedules(options, file, now);
  const timers = createTimers({ clock, random });
  const invocations = createInvocations({ ...options, clock });
  const listeners: ((schedule: Schedule, outcome: DeliveryOutcome) => void)[] = [];
  const lastOf = new Map<string, Promise<unknown>>();
  const ofTemplate = new Set<string>();
  const startedMs = now();
  let isFiring = false;

  function arm(schedule: Schedule, fromMs?: number): void {
    timers.disarm(schedule.arn);
    if (!isFiring || !isLive(schedule)) return;
    const timing = timingOf(schedule);
    timers.arm({
      arn: schedule.arn,
      timing,
      anchorMs: schedule.anchorMs,
      fromMs: fromMs ?? firstSeen(schedule, timing, now()),
      windowMs: windowMs(schedule),
      due: (scheduledMs) => {
        if (timing.isOneTime) {
          schedule.isOver = true;
          schedules.save();
        }
        const invoked = invoke(schedule, scheduledMs);
        lastOf.set(schedule.arn, invoked);
      },
      ended: () => void end(schedule, timing),
    });
  }

  async function invoke(schedule: Schedule, scheduledMs: number): Promise<DeliveryOutcome> {
    const outcome = await invocations.invoke(schedule, scheduledMs);
    for (const listener of listeners) listener(schedule, outcome);
    return outcome;
  }

  async function end(schedule: Schedule, { isOneTime }: Timing): Promise<void> {
    if (isOneTime && !schedule.isOver)
      log(
        `scheduler: ${schedule.arn} was due while nobody fired it: ${schedule.properties.ScheduleExpression}`,
      );
    await lastOf.get(schedule.arn);
    lastOf.delete(schedule.arn);
    const isThere = schedules.find(schedule.group, schedule.name) === schedule;
    if (isThere && schedule.properties.ActionAfterCompletion === 'DELETE') schedules.remove(schedule);
  }

  /** Throws with the name of what cannot be honoured. */
  function check(properties: ScheduleProperties): void {
    compileTiming(definitionOf(properties));
    compileTarget(properties.Target, actions);
  }

  /** What needs the roles of the stack and the SDK, too. */
  async function checkCall({ Target }: ScheduleProperties): Promise<void> {
    const { Arn, RoleArn, Input } = Target;
    if (principalOf && !principalOf(RoleArn))
      throw new Error(`RoleArn ${RoleArn} is no role of this stack, so nobody can assume it`);
    const target = compileTarget(Target, actions);
    if (target.kind !== 'universal') return;
    try {
      await actions.check({ ...target.action, parameters: parametersOf(Input ?? '{}') });
    } catch (error) {
      throw new Error(`Target ${Arn}: ${(error as Error).message}`, { cause: error });
    }
  }

  const parts: SchedulerParts = {
    schedules,
    check,
    checkCall,
    arm: (schedule) => arm(schedule),
    disarm: ({ arn }: Schedule) => timers.disarm(arn),
    run: (schedule: Schedule) => invoke(schedule, now()),
  };

  async function close(): Promise<void> {
    await timers.close();
    await invocations.close();
  }

  return {
    service: restJsonService({
      scope: 'scheduler',
      operations: [...scheduleOperations(parts), ...groupOperations(parts)],
      log,
      close,
    }),
    resourceTypes: resourceTypes({ ...parts, provisioned: (arn) => void ofTemplate.add(arn) }),
    settle() {
      for (const schedule of schedules.all())
        if (schedule.isOfTemplate && !ofTemplate.has(schedule.arn)) schedules.remove(schedule);
      for (const group of schedules.groups())
        if (group.isOfTemplate && !ofTemplate.has(group.arn)) schedules.removeGroup(group);
      isFiring = options.isSilent !== true;
      // A rate is due as soon as it is made, which was before all of the stack was.
      for (const schedule of schedules.all())
        arm(schedule, schedule.anchorMs >= startedMs ? schedule.anchorMs - 1 : undefined);
    },
    upcoming() {
      const due = schedules.all().flatMap((schedule) => {
        if (!isLive(schedule)) return [];
        const timing = timingOf(schedule);
        const nextMs = timing.next(firstSeen(schedule, timing, now()), schedule.anchorMs);
        return nextMs === undefined ? [] : [{ schedule, nextMs }];
      });
      return due.sort((one, other) => one.nextMs - other.nextMs);
    },
    onInvoked: (listener) => void listeners.push(listener),
    close,
  };
}

function isLive({ isOver, properties: { State } }: Schedule): boolean {
  return State !== 'DISABLED' && !isOver;
}

function timingOf({ properties }: Schedule): Timing {
  return compileTiming(definitionOf(properties));
}

function definitionOf(properties: ScheduleProperties) {
  return {
    expression: properties.ScheduleExpression,
    timeZone: properties.ScheduleExpressionTimezone,
    startMs: properties.StartDate,
    endMs: properties.EndDate,
  };
}

function windowMs({ properties: { FlexibleTimeWindow } }: Schedule): number {
  return (FlexibleTimeWindow.MaximumWindowInMinutes ?? 0) * MINUTE_MS;
}

/** Nothing before is looked at. */
function firstSeen(schedule: Schedule, { isOneTime }: Timing, nowMs: number): number {
  return nowMs - 1 - (isOneTime ? Math.max(PRECISION_MS, windowMs(schedule)) : 0);
}
