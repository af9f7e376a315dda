// An alarm of the template: which values of a period it looks at, and how it judges them.
import * as z from 'zod';
import { whyNotMeasured } from './measured.ts';
import { MathError, type MathExpression, parseMath } from './metric-math.ts';
import type { MetricId } from './points.ts';
import { statisticOf } from './statistics.ts';

const Dimensions = z.array(z.strictObject({ Name: z.string(), Value: z.string() })).default([]);
/** Parameters give numbers as texts. */
const Count = z.coerce.number().int().min(1);
const Query = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  ReturnData: z.union([z.boolean(), z.stringbool()]).default(true),
  Period: Count.optional(),
  MetricStat: z
    .object({
      Stat: z.string(),
      Period: Count,
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions }),
    })
    .optional(),
});
const Definition = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions,
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: Count.optional(),
  Metrics: z.array(Query).optional(),
  EvaluationPeriods: Count,
  DatapointsToAlarm: Count.optional(),
  ComparisonOperator: z.string(),
  Threshold: z.coerce.number().optional(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
});

export type AlarmDefinition = z.output<typeof Definition>;

export interface Alarm {
  definition: AlarmDefinition;
  /** The metrics it looks at. */
  watched: readonly MetricId[];
  periodMs: number;
  /** Its value in a period, from those of its metrics; undefined where there is none. */
  valueOf(values: (metric: MetricId) => readonly number[]): number | undefined;
  /** Why the laptop cannot judge it. */
  hindrance: string | undefined;
}

interface Source {
  metric: MetricId;
  statistic: string;
}

/** Throws naming the property that fits no alarm. What is sound but not reckoned here becomes its hindrance. */
export function readAlarm(logicalId: string, properties: Record<string, unknown>): Alarm {
  const parsed = Definition.safeParse(properties);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${logicalId}: ${issue!.path.join('.')}: ${issue!.message}`);
  }
  const definition = parsed.data;
  const { Metrics } = definition;
  const sources = new Map<string, Source>(Metrics ? sourcesOf(Metrics) : [['', plainSource(definition)]]);
  const watched = [...sources.values()].map(({ metric }) => metric);
  const asked = Metrics?.find(({ ReturnData }) => ReturnData);
  const seconds =
    definition.Period ?? asked?.Period ?? Metrics?.find((one) => one.MetricStat)?.MetricStat?.Period;
  let hindrance = hindranceOf(definition, sources);
  let value: MathExpression = (read) => read(asked?.Id ?? '');
  try {
    if (asked?.Expression !== undefined) value = parseMath(asked.Expression);
  } catch (error) {
    if (!(error instanceof MathError)) throw error;
    hindrance ??= `the laptop does not reckon ${error.message}`;
  }
  return {
    definition,
    watched,
    periodMs: (seconds ?? 60) * 1000,
    hindrance,
    valueOf: (valuesOf) =>
      value((id) => {
        const source = sources.get(id);
        const values = source ? valuesOf(source.metric) : [];
        return values.length === 0 ? undefined : statisticOf(source!.statistic)?.(values);
      }),
  };
}

function sourcesOf(queries: readonly z.output<typeof Query>[]): [string, Source][] {
  return queries.flatMap(({ Id, MetricStat }): [string, Source][] =>
    MetricStat ? [[Id, { metric: metricOf(MetricStat.Metric), statistic: MetricStat.Stat }]] : [],
  );
}

function plainSource({
  Namespace = '',
  MetricName = '',
  Dimensions: dimensions,
  ...rest
}: AlarmDefinition): Source {
  return {
    metric: metricOf({ Namespace, MetricName, Dimensions: dimensions }),
    statistic: rest.Statistic ?? rest.ExtendedStatistic ?? '',
  };
}

function metricOf(given: {
  Namespace: string;
  MetricName: string;
  Dimensions: z.output<typeof Dimensions>;
}): MetricId {
  return {
    namespace: given.Namespace,
    name: given.MetricName,
    dimensions: Object.fromEntries(given.Dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}

function hindranceOf(
  { Threshold, Metrics = [] }: AlarmDefinition,
  sources: ReadonlyMap<string, Source>,
): string | undefined {
  if (Threshold === undefined) return 'the laptop knows no bands of anomaly detection';
  const nested = Metrics.find(({ Expression, ReturnData }) => Expression !== undefined && !ReturnData);
  if (nested) return `the laptop does not reckon an expression within another, as ${nested.Id} is`;
  for (const { metric, statistic } of sources.values()) {
    const why = whyNotMeasured(metric);
    if (why !== undefined) return why;
    if (!statisticOf(statistic))
      return `the laptop does not reckon the statistic ${statistic || 'without a name'}`;
  }
  return undefined;
}
