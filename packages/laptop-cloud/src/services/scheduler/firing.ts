// Fires schedules: when each is due, and what follows when it was.
import type { Clock } from 'states-language';
import type { DeliveryOutcome } from '../deliveries.ts';
import { messageOf } from '../message-of.ts';
import { createTimers, PRECISION_MS } from '../timing/timers.ts';
import { compileTiming, type Timing } from '../timing/timing.ts';
import { type Invocations, LONGEST_AGE_SECONDS } from './invocations.ts';
import type { Schedule, ScheduleProperties } from './schedule.ts';
import type { Schedules } from './schedules.ts';

export interface FiringOptions {
  schedules: Schedules;
  invocations: Invocations;
  clock: Clock;
  /** From 0 to 1, where in flexible windows invocations fall. */
  random(): number;
  log(line: string): void;
}

const MINUTE_MS = 60_000;

export class Firing {
  readonly #options: FiringOptions;
  readonly #timers: ReturnType<typeof createTimers>;
  readonly #listeners: ((schedule: Schedule, outcome: DeliveryOutcome) => void)[] = [];
  readonly #lastOf = new Map<string, Promise<unknown>>();
  #isOn = false;

  constructor(options: FiringOptions) {
    this.#options = options;
    this.#timers = createTimers(options);
  }

  /** Arms every schedule, and from now on those that are made. */
  begin(): number {
    this.#isOn = true;
    const { invocations, schedules } = this.#options;
    const count = invocations.resume((invoked, outcome) => {
      const schedule = schedules.find(invoked.group, invoked.name);
      if (!schedule) return;
      for (const listener of this.#listeners) listener(schedule, outcome);
      this.#removeIfOver(schedule);
    });
    for (const schedule of this.#options.schedules.all()) this.arm(schedule);
    return count;
  }

  arm(schedule: Schedule): void {
    this.disarm(schedule);
    if (!this.#isOn || !isLive(schedule)) return;
    const timing = timingOf(schedule);
    this.#timers.arm({
      arn: schedule.arn,
      timing,
      anchorMs: schedule.anchorMs,
      fromMs: firstSeen(schedule, timing),
      windowMs: windowMs(schedule),
      madeUpForMs: madeUpForMs(schedule, timing),
      due: (scheduledMs) => this.#fire(schedule, timing, scheduledMs),
      ended: () => void this.#end(schedule, timing),
    });
  }

  disarm({ arn }: Schedule): void {
    this.#timers.disarm(arn);
  }

  async invoke(schedule: Schedule, scheduledMs: number): Promise<DeliveryOutcome> {
    const outcome = await this.#options.invocations.invoke(schedule, scheduledMs);
    for (const listener of this.#listeners) listener(schedule, outcome);
    return outcome;
  }

  onInvoked(listener: (schedule: Schedule, outcome: DeliveryOutcome) => void): void {
    this.#listeners.push(listener);
  }

  /** When each schedule is due next, the soonest first. */
  upcoming(): { schedule: Schedule; nextMs: number }[] {
    const due = this.#options.schedules.all().flatMap((schedule) => {
      if (!isLive(schedule)) return [];
      const timing = timingOf(schedule);
      const fromMs = this.#options.clock.now() - 1;
      const nextMs = timing.next(fromMs, schedule.anchorMs);
      return nextMs === undefined ? [] : [{ schedule, nextMs }];
    });
    return due.sort((one, other) => one.nextMs - other.nextMs);
  }

  async close(): Promise<void> {
    await this.#timers.close();
    await this.#options.invocations.close();
  }

  #fire(schedule: Schedule, { isOneTime }: Timing, scheduledMs: number): void {
    const { clock, log, schedules, invocations } = this.#options;
    if (clock.now() - scheduledMs > windowMs(schedule) + PRECISION_MS)
      log(
        `scheduler: ${schedule.name} was due at ${new Date(scheduledMs).toISOString()}, when nothing ran, and is invoked now`,
      );
    this.#lastOf.set(schedule.arn, this.invoke(schedule, scheduledMs));
    const due = { lastMs: scheduledMs, ...(isOneTime && { isOver: true as const }) };
    schedules
      .told(schedule, due, invocations.kept())
      .catch((error: unknown) => log(`scheduler: ${messageOf(error)}`));
  }

  /** One that was left to be deleted when its last invocation is over. */
  #removeIfOver(schedule: Schedule): void {
    if (schedule.isOver && schedule.properties.ActionAfterCompletion === 'DELETE')
      this.#options.schedules.remove(schedule);
  }

  async #end(schedule: Schedule, { isOneTime }: Timing): Promise<void> {
    const { schedules, log } = this.#options;
    if (isOneTime && !schedule.isOver)
      log(
        `scheduler: ${schedule.arn} was due while nobody fired it: ${schedule.properties.ScheduleExpression}`,
      );
    await this.#lastOf.get(schedule.arn);
    this.#lastOf.delete(schedule.arn);
    const isThere = schedules.find(schedule.group, schedule.name) === schedule;
    if (isThere && schedule.properties.ActionAfterCompletion === 'DELETE') schedules.remove(schedule);
  }
}

function isLive({ isOver, properties: { State } }: Schedule): boolean {
  return State !== 'DISABLED' && !isOver;
}

function timingOf({ properties }: Schedule): Timing {
  return compileTiming(timingDefinition(properties));
}

/** What `compileTiming` takes of it. */
export function timingDefinition(properties: ScheduleProperties) {
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

/** Nothing before is looked at: what was invoked, or was over when it was made. A rate is due as soon as it is made. */
function firstSeen(schedule: Schedule, { isOneTime }: Timing): number {
  const { lastMs, anchorMs } = schedule;
  return lastMs ?? anchorMs - 1 - (isOneTime ? Math.max(PRECISION_MS, windowMs(schedule)) : 0);
}

/** What happens once would never happen otherwise; what recurs is made up for as long as AWS tries to deliver it. */
function madeUpForMs({ properties: { Target } }: Schedule, { isOneTime }: Timing): number {
  if (isOneTime) return Number.POSITIVE_INFINITY;
  return (Target.RetryPolicy?.MaximumEventAgeInSeconds ?? LONGEST_AGE_SECONDS) * 1000;
}
