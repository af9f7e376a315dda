// Amazon CloudWatch on a laptop: the alarms of the template, judged by what is measured here. They wake nobody: whoever wants to
// know asks. Source: CloudWatch API Reference, DescribeAlarms.
import { type Clock, realClock } from 'states-language';
import { type Account, alarmArn } from '../../arns.ts';
import { IGNORED_TYPES } from '../../stack/ignored-types.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { jsonService } from '../protocols/json.ts';
import type { Service } from '../service.ts';
import { type Alarm, readAlarm } from './alarm.ts';
import { describeAlarms, type JudgedAlarm } from './describe-alarms.ts';
import { type AlarmState, judgeAlarm } from './judge-alarm.ts';
import { createPoints, type MetricId } from './points.ts';

export interface CloudWatchOptions extends Account {
  /** What is told by looking at it, such as how many messages wait. */
  gauges(): readonly { metric: MetricId; value: number }[];
  clock?: Clock;
}

export interface CloudWatch {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Takes values of a metric. */
  record(metric: MetricId, values: readonly number[], atMs?: number): void;
  /** Looks at the gauges from now on, once a minute, as AWS does. */
  start(): void;
  close(): void;
}

const MINUTE_MS = 60_000;
/** Of the type whose properties all did nothing, those that are honoured now. */
const HONOURED =
  `AlarmName AlarmDescription ComparisonOperator DatapointsToAlarm Dimensions EvaluationPeriods ExtendedStatistic
  MetricName Metrics Namespace Period Statistic Threshold TreatMissingData`.split(/\s+/);

interface Made extends Alarm {
  name: string;
  properties: Record<string, unknown>;
  state: AlarmState;
  updatedMs: number;
}

export function createCloudWatch(options: CloudWatchOptions): CloudWatch {
  const { gauges, clock = realClock() } = options;
  const points = createPoints();
  const alarms = new Map<string, Made>();
  /** Metrics that filters make of log lines; the laptop reads no log lines but those that are metrics. */
  const filtered = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    for (const { metric, value } of gauges()) points.add(metric, [value], clock.now());
  }

  function judged(): JudgedAlarm[] {
    look();
    return [...alarms.values()].map((alarm) => {
      const byFilter = alarm.watched.find(({ namespace, name }) => filtered.has(`${namespace} ${name}`));
      const hindrance = byFilter
        ? `the laptop makes no metric of log lines, as ${byFilter.name} is`
        : alarm.hindrance;
      const { state, reason } = judgeAlarm({ ...alarm, hindrance }, points, clock.now(), alarm.state);
      if (state !== alarm.state) Object.assign(alarm, { state, updatedMs: clock.now() });
      const { name, properties, updatedMs } = alarm;
      return { name, arn: alarmArn(options, name), properties, state, reason, updatedMs };
    });
  }

  const asBefore = IGNORED_TYPES['AWS::CloudWatch::Alarm']!;
  return {
    service: jsonService({
      scope: 'monitoring',
      version: '1.0',
      targetPrefix: 'GraniteServiceVersion20100801',
      badInput: 'ValidationError',
      operations: [describeAlarms(judged, (name) => alarmArn(options, name))],
    }),
    resourceTypes: {
      'AWS::CloudWatch::Alarm': {
        ...asBefore,
        properties: HONOURED,
        ignored: Object.fromEntries(
          Object.entries(asBefore.ignored).filter(([name]) => !HONOURED.includes(name)),
        ),
        check: ({ logicalId, properties }) => void readAlarm(logicalId, properties),
        async provision({ logicalId, physicalName: name, properties }) {
          const alarm = readAlarm(logicalId, properties);
          const lookedBackMs = alarm.periodMs * alarm.definition.EvaluationPeriods;
          for (const metric of alarm.watched) points.watch(metric, lookedBackMs);
          alarms.set(name, {
            ...alarm,
            name,
            properties,
            state: 'INSUFFICIENT_DATA',
            updatedMs: clock.now(),
          });
        },
      },
      'AWS::Logs::MetricFilter': {
        ...IGNORED_TYPES['AWS::Logs::MetricFilter']!,
        async provision({ properties: { MetricTransformations = [] } }) {
          for (const one of MetricTransformations as { MetricNamespace?: string; MetricName?: string }[])
            filtered.add(`${one.MetricNamespace} ${one.MetricName}`);
        },
      },
    },
    record: (metric, values, atMs = clock.now()) => points.add(metric, values, atMs),
    start() {
      look();
      timer = setInterval(look, MINUTE_MS).unref();
    },
    close: () => clearInterval(timer),
  };
}
