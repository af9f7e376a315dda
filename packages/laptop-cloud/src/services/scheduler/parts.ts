// What operations and resources use of the scheduler.
import type { DeliveryOutcome } from '../deliveries.ts';
import type { Schedule, ScheduleProperties } from './schedule.ts';
import type { Schedules } from './schedules.ts';

export interface SchedulerParts {
  schedules: Schedules;
  /** Throws with the name of what cannot be honoured. */
  check(properties: ScheduleProperties): void;
  /** What needs the roles of the stack and the SDK, too. */
  checkCall(properties: ScheduleProperties): Promise<void>;
  arm(schedule: Schedule): void;
  disarm(schedule: Schedule): void;
  run(schedule: Schedule): Promise<DeliveryOutcome>;
}
