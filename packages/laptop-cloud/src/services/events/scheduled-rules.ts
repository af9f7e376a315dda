// Rules with a ScheduleExpression: each tells its own targets that it is due.
// A rate is due for the first time when it has passed once, counted from when the rule was made. What was due while the laptop
// cloud was off is made up for when it starts: the last time, if that is not older than AWS would try to deliver it.
import type { Clock } from 'states-language';
import type { Account } from '../../arns.ts';
import type { AwsEvent } from '../bus.ts';
import { messageOf } from '../message-of.ts';
import { keepTimes } from '../timing/kept-times.ts';
import { secondsOf } from '../timing/seconds.ts';
import { createTimers, PRECISION_MS } from '../timing/timers.ts';
import type { EventBuses, Rule } from './event-buses.ts';
import { scheduledEvent } from './new-event.ts';
import type { Routing } from './routing.ts';
import { compileRuleTiming } from './rule-timing.ts';

export interface ScheduledRules {
  /** Follows what a rule is now: made, changed, enabled, disabled or deleted. */
  follow(rule: Rule, isThere?: boolean): void;
  /** Lets them fire. */
  start(): void;
  /** When each rule is due next. */
  upcoming(): { rule: Rule; nextMs: number }[];
  /** Tells the targets now. */
  run(rule: Rule): void;
  close(): Promise<void>;
}

export interface ScheduledRulesOptions extends Account {
  buses: EventBuses;
  routing: Routing;
  clock: Clock;
  /** Where it is kept what was told when; null: nowhere. */
  file: string | null;
  /** Gets a line for each that is told late. */
  log(line: string): void;
}

/** Of a rule's target, unless it says otherwise. */
const LONGEST_AGE_MS = 86_400_000;

export function createScheduledRules({
  buses,
  routing,
  clock,
  file,
  log,
  ...account
}: ScheduledRulesOptions): ScheduledRules {
  const timers = createTimers({ clock, random: () => 0 });
  const times = keepTimes(file, () => clock.now());
  let isFiring = false;

  const eventOf = (rule: Rule, dueMs: number): AwsEvent =>
    scheduledEvent({ ...account, now: dueMs }, rule.arn, secondsOf(dueMs));
  const fire = (rule: Rule, dueMs: number): void =>
    routing.routeBy([rule], buses.bus(rule.busName), eventOf(rule, dueMs));
  async function tell(rule: Rule, dueMs: number): Promise<void> {
    if (clock.now() - dueMs > PRECISION_MS)
      log(
        `events: ${rule.definition.name} was due at ${new Date(dueMs).toISOString()}, when nothing ran, and is told now`,
      );
    fire(rule, dueMs);
    // Not before: a process that dies between the two would have lost it.
    await routing.kept();
    times.told(rule.arn, dueMs);
  }
  const scheduled = (): Rule[] =>
    buses.all().flatMap(({ rules }) => [...rules.values()].filter(({ definition }) => isLive(definition)));

  function follow(rule: Rule, isThere = true): void {
    timers.disarm(rule.arn);
    const { definition } = rule;
    if (!isFiring) return;
    if (!isThere || !isLive(definition)) {
      times.forget(rule.arn);
      return;
    }
    const { anchorMs, lastMs = anchorMs } = times.of(rule.arn, definition.schedule);
    timers.arm({
      arn: rule.arn,
      timing: compileRuleTiming(definition.schedule),
      anchorMs,
      fromMs: lastMs,
      windowMs: 0,
      madeUpForMs: LONGEST_AGE_MS,
      due: (dueMs) => void tell(rule, dueMs).catch((error: unknown) => log(`events: ${messageOf(error)}`)),
    });
  }

  return {
    follow,
    start() {
      isFiring = true;
      for (const rule of scheduled()) follow(rule);
    },
    upcoming: () =>
      scheduled().flatMap((rule) => {
        const { schedule = '' } = rule.definition;
        const { anchorMs } = times.of(rule.arn, schedule);
        const nextMs = compileRuleTiming(schedule).next(clock.now(), anchorMs);
        return nextMs === undefined ? [] : [{ rule, nextMs }];
      }),
    run: (rule) => fire(rule, clock.now()),
    close: timers.close,
  };
}

function isLive(definition: Rule['definition']): definition is Rule['definition'] & { schedule: string } {
  return definition.isEnabled && definition.schedule !== undefined;
}
