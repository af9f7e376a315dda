// When a rule with a schedule is due: rate and cron alone, in UTC.
// Source: EventBridge User Guide, "Setting a schedule pattern for scheduled rules (legacy)".
import { ExpressionError } from '../timing/expression-error.ts';
import { compileTiming, type Timing } from '../timing/timing.ts';

/** Throws ExpressionError. */
export function compileRuleTiming(expression: string): Timing {
  const timing = compileTiming({ expression });
  if (timing.isOneTime)
    throw new ExpressionError(`Rules have no ${expression}: that is for EventBridge Scheduler`);
  if (/^rate\(\s*1\s+\w+s\s*\)$/.test(expression))
    throw new ExpressionError(`Rules take ${expression} without the plural`);
  return timing;
}
