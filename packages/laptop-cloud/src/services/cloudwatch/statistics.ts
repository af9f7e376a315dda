// What the values of one period add up to, by the names that alarms give statistics.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html

/** Of at least one value. */
type Statistic = (values: readonly number[]) => number;

const PLAIN: Readonly<Record<string, Statistic>> = {
  Sum: sum,
  SampleCount: (values) => values.length,
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => Math.min(...values),
  Maximum: (values) => Math.max(...values),
};

/** Undefined for a name that is none, or that the laptop does not reckon, as trimmed means. */
export function statisticOf(name: string): Statistic | undefined {
  if (Object.hasOwn(PLAIN, name)) return PLAIN[name];
  const percent = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name)?.[1];
  return percent === undefined ? undefined : (values) => percentile(values, Number(percent));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The smallest value that so many percent of all do not exceed. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]!;
}
