// DescribeAlarms: the alarms of the template with the state that they would be in, reckoned when somebody asks.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import type { AlarmState } from './judge-alarm.ts';

export interface JudgedAlarm {
  name: string;
  arn: string;
  /** As the template has it. */
  properties: Record<string, unknown>;
  state: AlarmState;
  reason: string;
  updatedMs: number;
}

const Input = z.strictObject({
  AlarmNames: z.array(z.string()).max(100).optional(),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: z.array(z.enum(['MetricAlarm', 'CompositeAlarm'])).optional(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
  MaxRecords: z.int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
});

/** What the template says of an alarm and the answer repeats. */
const TOLD = [
  'AlarmDescription',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Metrics',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
];
const NUMBERS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];

/** `arnOf`: of the names that a caller may ask for, with wildcards. */
export function describeAlarms(judged: () => JudgedAlarm[], arnOf: (name: string) => string) {
  return defineOperation({
    name: 'DescribeAlarms',
    actions: ['cloudwatch:DescribeAlarms'],
    input: Input,
    errors: ['InvalidNextToken'],
    resource: ({ AlarmNames, AlarmNamePrefix = '', AlarmTypes = [] }) => {
      // Composite alarms are shown to those alone who may see all.
      if (AlarmTypes.includes('CompositeAlarm')) return '*';
      return AlarmNames && AlarmNames.length > 0 ? AlarmNames.map(arnOf) : arnOf(`${AlarmNamePrefix}*`);
    },
    run({ input: { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, MaxRecords = 50, NextToken } }) {
      if (AlarmNames && AlarmNamePrefix !== undefined)
        throw new ServiceError('ValidationError', 'AlarmNames and AlarmNamePrefix exclude each other');
      const found = judged().filter(
        ({ name, state }) =>
          (AlarmNames === undefined || AlarmNames.includes(name)) &&
          name.startsWith(AlarmNamePrefix ?? '') &&
          (StateValue === undefined || state === StateValue) &&
          (AlarmTypes === undefined || AlarmTypes.includes('MetricAlarm')),
      );
      const refusal = () => new ServiceError('InvalidNextToken', 'The next token specified is invalid.');
      const { items, next } = pageOf(found, { size: MaxRecords, token: NextToken, refusal });
      return { MetricAlarms: items.map(written), CompositeAlarms: [], NextToken: next };
    },
  });
}

function written({ name, arn, properties, state, reason, updatedMs }: JudgedAlarm): Record<string, unknown> {
  const told = TOLD.filter((member) => properties[member] !== undefined);
  const numbers = NUMBERS.filter((member) => properties[member] !== undefined);
  return {
    ...Object.fromEntries(told.map((member) => [member, properties[member]])),
    ...Object.fromEntries(numbers.map((member) => [member, Number(properties[member])])),
    AlarmName: name,
    AlarmArn: arn,
    ActionsEnabled: false,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: new Date(updatedMs),
  };
}
