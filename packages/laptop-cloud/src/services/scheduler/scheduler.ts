// Amazon EventBridge Scheduler on a laptop: schedules of the template and of the API, kept in the state folder, and fired.
// What was due while the laptop cloud was off is made up for when it starts: what happens once always, and of what recurs the last
// time, if that is not older than AWS would try to deliver it.

import { join } from 'node:path';
import { type Clock, realClock } from 'states-language';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { DeliveryOutcome } from '../deliveries.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import { parseExpression } from '../timing/expression.ts';
import { ExpressionError } from '../timing/expression-error.ts';
import { compileTiming } from '../timing/timing.ts';
import { Firing, timingDefinition } from './firing.ts';
import { groupOperations } from './group-operations.ts';
import { createInvocations, type InvocationsOptions } from './invocations.ts';
import type { SchedulerParts } from './parts.ts';
import { resourceTypes } from './resource-types.ts';
import type { Schedule, ScheduleProperties } from './schedule.ts';
import { scheduleOperations } from './schedule-operations.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { tagOperations } from './tag-operations.ts';
import { compileTarget } from './target.ts';
import { parametersOf } from './universal-action.ts';

export interface SchedulerOptions extends Omit<InvocationsOptions, 'clock' | 'file'> {
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
  /** Once the stack is made: forgets what the template has no more, and starts to fire; gives how many invocations of an earlier process go on. */
  settle(): number;
  /** When each schedule is due next, the soonest first. */
  upcoming(): { schedule: Schedule; nextMs: number }[];
  /** Calls the listener with each invocation that is over. */
  onInvoked(listener: (schedule: Schedule, outcome: DeliveryOutcome) => void): void;
  close(): Promise<void>;
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock = realClock(), random = Math.random, folder, log } = options;
  const now = () => clock.now();
  const file = folder === undefined ? null : join(folder, 'schedules.json');
  const schedules = createSchedules(options, file, now);
  const invocations = createInvocations({
    ...options,
    clock,
    file: folder === undefined ? undefined : join(folder, 'deliveries.jsonl'),
  });
  const firing = new Firing({ schedules, invocations, clock, random, log });
  const ofTemplate = new Set<string>();
  const close = () => firing.close();
  const parts: SchedulerParts = {
    schedules,
    ...checksOf(options),
    arm: (schedule) => firing.arm(schedule),
    disarm: (schedule) => firing.disarm(schedule),
    run: (schedule) => firing.invoke(schedule, now()),
  };
  return {
    service: restJsonService({
      scope: 'scheduler',
      operations: [...scheduleOperations(parts), ...groupOperations(parts), ...tagOperations(schedules)],
      log,
      close,
    }),
    resourceTypes: resourceTypes({ ...parts, provisioned: (arn) => void ofTemplate.add(arn) }),
    settle() {
      forgetOthers(schedules, ofTemplate);
      return options.isSilent === true ? 0 : firing.begin();
    },
    upcoming: () => firing.upcoming(),
    onInvoked: (listener) => firing.onInvoked(listener),
    close,
  };
}

function checksOf({ actions, principalOf }: SchedulerOptions): Pick<SchedulerParts, 'check' | 'checkCall'> {
  return {
    check(properties: ScheduleProperties) {
      checkTiming(properties);
      compileTarget(properties.Target, actions);
    },
    async checkCall({ Target }) {
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
    },
  };
}

/** Throws an ExpressionError: of an expression in AWS's words, with the reason as its cause. */
function checkTiming(properties: ScheduleProperties): void {
  try {
    parseExpression(properties.ScheduleExpression);
  } catch (cause) {
    throw new ExpressionError(`Invalid Schedule Expression ${properties.ScheduleExpression}.`, { cause });
  }
  compileTiming(timingDefinition(properties));
}

/** Removes what an earlier template has made and this one has not. */
function forgetOthers(schedules: Schedules, ofTemplate: ReadonlySet<string>): void {
  for (const schedule of schedules.all())
    if (schedule.isOfTemplate && !ofTemplate.has(schedule.arn)) schedules.remove(schedule);
  for (const group of schedules.groups())
    if (group.isOfTemplate && !ofTemplate.has(group.arn)) schedules.removeGroup(group);
}
