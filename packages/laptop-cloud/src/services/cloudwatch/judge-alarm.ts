// The state of an alarm, from the values of its last periods.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
import type { Alarm } from './alarm.ts';
import type { Points } from './points.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface Judgement {
  state: AlarmState;
  reason: string;
}

/** How a value compares with the threshold, in the words of the reason. */
const COMPARISONS: Readonly<
  Record<string, readonly [string, (value: number, threshold: number) => boolean]>
> = {
  GreaterThanOrEqualToThreshold: ['greater than or equal to', (value, threshold) => value >= threshold],
  GreaterThanThreshold: ['greater than', (value, threshold) => value > threshold],
  LessThanOrEqualToThreshold: ['less than or equal to', (value, threshold) => value <= threshold],
  LessThanThreshold: ['less than', (value, threshold) => value < threshold],
};

/** `before`: its last state, which an alarm keeps that ignores missing values. The last period ends now. */
export function judgeAlarm(alarm: Alarm, points: Points, nowMs: number, before: AlarmState): Judgement {
  const { definition, periodMs, hindrance } = alarm;
  const {
    EvaluationPeriods: periods,
    DatapointsToAlarm: needed = periods,
    TreatMissingData: missing,
  } = definition;
  const { ComparisonOperator: operator, Threshold: threshold = 0 } = definition;
  const comparison = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  const why = hindrance ?? (comparison ? undefined : `the laptop does not compare by ${operator}`);
  if (why !== undefined) return { state: 'INSUFFICIENT_DATA', reason: `Unchecked: ${why}` };
  const values = Array.from({ length: periods }, (_, index) => {
    const toMs = nowMs - index * periodMs;
    return alarm.valueOf((metric) => points.between(metric, toMs - periodMs, toMs));
  });
  const given = values.filter((value) => value !== undefined);
  if (given.length === 0) {
    if (missing === 'ignore') return { state: before, reason: 'Unchanged: no datapoints were received' };
    if (missing === 'missing')
      return { state: 'INSUFFICIENT_DATA', reason: 'Unchecked: no datapoints were received' };
  }
  const [words, breaches] = comparison!;
  const breaching = given.filter((value) => breaches(value, threshold)).length;
  const assumed = missing === 'breaching' ? periods - given.length : 0;
  // With fewer values than it needs, an alarm that treats missing ones as missing goes by those that it has.
  const wanted = missing === 'missing' ? Math.min(needed, given.length) : needed;
  const isOn = breaching + assumed >= wanted;
  const shown = given.map((value) => value.toFixed(1)).join(', ');
  const count = `${given.length} datapoint${given.length === 1 ? '' : 's'} [${shown}]`;
  return {
    state: isOn ? 'ALARM' : 'OK',
    reason: `Threshold Crossed: ${count}, of which ${breaching} ${breaching === 1 ? 'was' : 'were'} ${words} the threshold (${threshold.toFixed(1)})`,
  };
}
