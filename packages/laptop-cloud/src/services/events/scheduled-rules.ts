// Rules with a ScheduleExpression: each tells its own targets that it is due.
// A rate is due for the first time when it has passed once, counted from the start of the laptop cloud.
import type { Clock } from 'states-language';
import type { Account } from '../../arns.ts';
import type { AwsEvent } from '../bus.ts';
import { secondsOf } from '../timing/seconds.ts';
import { createTimers } from '../timing/timers.ts';
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
}

export function createScheduledRules({
  buses,
  routing,
  clock,
  ...account
}: ScheduledRulesOptions): ScheduledRules {
  const timers = createTimers({ clock, random: () => 0 });
  const startedMs = clock.now();
  let isFiring = false;

  const eventOf = (rule: Rule, dueMs: number): AwsEvent =>
    scheduledEvent({ ...account, now: dueMs }, rule.arn, secondsOf(dueMs));
  const fire = (rule: Rule, dueMs: number): void =>
    routing.routeBy([rule], buses.bus(rule.busName), eventOf(rule, dueMs));
  const scheduled = (): Rule[] =>
    buses.all().flatMap(({ rules }) => [...rules.values()].filter(({ definition }) => isLive(definition)));

  function follow(rule: Rule, isThere = true): void {
    timers.disarm(rule.arn);
    const { definition } = rule;
    if (!isFiring || !isThere || !isLive(definition)) return;
    timers.arm({
      arn: rule.arn,
      timing: compileRuleTiming(definition.schedule),
      anchorMs: startedMs,
      fromMs: clock.now(),
      windowMs: 0,
      due: (dueMs) => fire(rule, dueMs),
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
        const timing = compileRuleTiming(rule.definition.schedule ?? '');
        const nextMs = timing.next(clock.now(), startedMs);
        return nextMs === undefined ? [] : [{ rule, nextMs }];
      }),
    run: (rule) => fire(rule, clock.now()),
    close: timers.close,
  };
}

function isLive(definition: Rule['definition']): definition is Rule['definition'] & { schedule: string } {
  return definition.isEnabled && definition.schedule !== undefined;
}
