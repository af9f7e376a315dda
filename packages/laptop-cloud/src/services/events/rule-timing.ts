// When a rule with a schedule is due: rate and cron alone, in UTC.
// Source: EventBridge User Guide, "Setting a schedule pattern for scheduled rules (legacy)".
import { ExpressionError } from '../timing/expression-error.ts';
import { compileTiming, type Timing } from '../timing/timing.ts';

/** Throws ExpressionError. */
export function compileRuleTiming(expression: string): Timing {
  const timing = compileTiming({ expression });
  if (timing.isOneTime)
    throw new ExpressionError(`Rules have no ${expression}: that is for EventBridge Scheduler`);
  // EventBridge Scheduler takes either with any number.
  const [, count, unit = ''] = /^rate\((\d+)\s+(\w+)\)$/.exec(expression) ?? [];
  if (count !== undefined && (Number(count) === 1) === unit.endsWith('s'))
    throw new ExpressionError(
      `Rules take ${expression} ${unit.endsWith('s') ? 'without' : 'with'} the plural of its unit`,
    );
  return timing;
}
