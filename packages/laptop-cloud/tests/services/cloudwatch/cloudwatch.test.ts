import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch';
import { type CloudWatch, createCloudWatch } from '../../../src/services/cloudwatch/cloudwatch.ts';
import type { Principal } from '../../../src/services/service.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const place = { accountId: ACCOUNT_ID, region: REGION };
const ARNS = `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm`;
const ofApp: Principal = {
  arn: `arn:aws:iam::${ACCOUNT_ID}:role/App`,
  can: (action, resource) => action === 'cloudwatch:DescribeAlarms' && resource.startsWith(`${ARNS}:app-`),
};
const MINUTE = 60_000;
const FAILED = { namespace: 'AWS/States', name: 'ExecutionsFailed', dimensions: { StateMachineArn: 'm' } };
const SUM = {
  Namespace: 'AWS/States',
  MetricName: 'ExecutionsFailed',
  Dimensions: [{ Name: 'StateMachineArn', Value: 'm' }],
  Statistic: 'Sum',
  Period: '60',
  EvaluationPeriods: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Threshold: '2',
  TreatMissingData: 'notBreaching',
};

let nowMs = 0;
let waiting = 0;
let cloudWatch: CloudWatch;
let gateway: TestGateway;
let client: CloudWatchClient;
beforeEach(async () => {
  [nowMs, waiting] = [1_700_000_000_000, 0];
  cloudWatch = createCloudWatch({
    ...place,
    clock: { now: () => nowMs, schedule: () => () => {} } as never,
    gauges: () => [
      {
        metric: {
          namespace: 'AWS/SQS',
          name: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: 'dead' },
        },
        value: waiting,
      },
    ],
  });
  gateway = await startGateway([cloudWatch.service], { app: ofApp });
  client = new CloudWatchClient(gateway.clientConfig);
});
afterEach(async () => {
  client.destroy();
  cloudWatch.close();
  await gateway.close();
});

async function alarm(
  physicalName: string,
  properties: Record<string, unknown>,
  type = 'AWS::CloudWatch::Alarm',
) {
  await cloudWatch.resourceTypes[type]!.provision!(
    { logicalId: physicalName, type, physicalName, properties, metadata: {} },
    { ...place, partition: 'aws', stackName: 'app' },
  );
}
async function stateOf(name: string) {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  return [MetricAlarms[0]?.StateValue, MetricAlarms[0]?.StateReason];
}

it('an alarm goes on with the values that reach its threshold, and off when their period is over', async () => {
  await alarm('app-Fail', SUM);
  expect(await stateOf('app-Fail')).toEqual(['OK', expect.any(String)]);

  cloudWatch.record(FAILED, [1]);
  expect((await stateOf('app-Fail'))[0]).toBe('OK');
  cloudWatch.record(FAILED, [1]);
  nowMs += MINUTE / 2;

  expect(await stateOf('app-Fail')).toEqual([
    'ALARM',
    'Threshold Crossed: 1 datapoint [2.0], of which 1 was greater than or equal to the threshold (2.0)',
  ]);
  const onSince = nowMs;
  nowMs += MINUTE / 4;
  const { MetricAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'app-' }));
  expect(MetricAlarms![0]).toMatchObject({
    AlarmArn: `${ARNS}:app-Fail`,
    Threshold: 2,
    Period: 60,
    StateUpdatedTimestamp: new Date(onSince),
  });
  nowMs += MINUTE;
  expect((await stateOf('app-Fail'))[0]).toBe('OK');
});

it.each([
  ['missing', 'INSUFFICIENT_DATA'],
  ['breaching', 'ALARM'],
  ['notBreaching', 'OK'],
  ['ignore', 'INSUFFICIENT_DATA'],
])('without values an alarm that treats them as %s is %s', async (TreatMissingData, state) => {
  await alarm('app-Fail', { ...SUM, TreatMissingData });
  expect((await stateOf('app-Fail'))[0]).toBe(state);
});

it('wants as many breaching periods as it says, of those it looks at', async () => {
  await alarm('app-Two', { ...SUM, Threshold: 1, EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  cloudWatch.record(FAILED, [1]);
  nowMs += MINUTE;
  expect((await stateOf('app-Two'))[0]).toBe('OK');
  cloudWatch.record(FAILED, [1]);
  nowMs += 1;
  expect((await stateOf('app-Two'))[0]).toBe('ALARM');
});

it('reckons an expression over several metrics, and percentiles', async () => {
  const metric = (Id: string, MetricName: string, Stat: string) => ({
    Id,
    ReturnData: false,
    MetricStat: {
      Stat,
      Period: 60,
      Metric: { Namespace: 'AWS/States', MetricName, Dimensions: SUM.Dimensions },
    },
  });
  const { Namespace, MetricName, Dimensions, Statistic, Period, ...rest } = SUM;
  const Metrics = [
    { Id: 'all', Expression: 'FILL(failed, 0) + FILL(late, 0)' },
    metric('failed', 'ExecutionsFailed', 'Sum'),
    metric('late', 'ExecutionsTimedOut', 'Sum'),
  ];
  await alarm('app-Both', { ...rest, Metrics });
  await alarm('app-P50', { ...SUM, Statistic: undefined, ExtendedStatistic: 'p50', Threshold: 3 });
  cloudWatch.record(FAILED, [1, 2, 9]);
  cloudWatch.record({ ...FAILED, name: 'ExecutionsTimedOut' }, [1]);

  expect((await stateOf('app-Both'))[1]).toContain('[13.0]');
  expect((await stateOf('app-P50'))[1]).toContain('[2.0]');
});

it('looks at queues when it is asked', async () => {
  await alarm('app-Dead', {
    ...SUM,
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: 'dead' }],
    Statistic: 'Maximum',
    Threshold: 1,
  });
  expect((await stateOf('app-Dead'))[0]).toBe('OK');
  waiting = 1;
  nowMs += 1;
  expect((await stateOf('app-Dead'))[0]).toBe('ALARM');
});

it.each([
  [
    'Namespace',
    { Namespace: 'AWS/Events' },
    'the laptop does not measure AWS/Events ExecutionsFailed by StateMachineArn',
  ],
  ['Dimensions', { Dimensions: [] }, 'the laptop does not measure AWS/States ExecutionsFailed'],
  ['Statistic', { Statistic: 'TM(1%:99%)' }, 'the laptop does not reckon the statistic TM(1%:99%)'],
  ['Threshold', { Threshold: undefined }, 'the laptop knows no bands of anomaly detection'],
  [
    'ComparisonOperator',
    { ComparisonOperator: 'LessThanLowerThreshold' },
    'the laptop does not compare by LessThanLowerThreshold',
  ],
  [
    'Metrics',
    { Metrics: [{ Id: 'a', Expression: 'RATE(b)' }] },
    'the laptop does not reckon the function RATE',
  ],
])('says why it cannot judge an alarm by its %s', async (_, changed, why) => {
  await alarm('app-Odd', { ...SUM, ...changed });
  expect(await stateOf('app-Odd')).toEqual(['INSUFFICIENT_DATA', `Unchecked: ${why}`]);
});

it('says so of a metric that a filter makes of log lines', async () => {
  const MetricTransformations = [{ MetricNamespace: 'App', MetricName: 'Lines', MetricValue: '1' }];
  await alarm('filter', { MetricTransformations }, 'AWS::Logs::MetricFilter');
  await alarm('app-Lines', { ...SUM, Namespace: 'App', MetricName: 'Lines', Dimensions: [] });
  expect(await stateOf('app-Lines')).toEqual([
    'INSUFFICIENT_DATA',
    'Unchecked: the laptop makes no metric of log lines, as Lines is',
  ]);
});

it('refuses a property that fits no alarm when the stack is made', async () => {
  await expect(alarm('app-Bad', { ...SUM, EvaluationPeriods: 'often' })).rejects.toThrow(
    /^app-Bad: EvaluationPeriods: /,
  );
});

it('answers in pages, by prefix, by name and by state', async () => {
  for (const name of ['app-A', 'app-B', 'other-C']) await alarm(name, SUM);
  const first = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'app-', MaxRecords: 1 }));
  const { NextToken } = first;
  const second = await client.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'app-', MaxRecords: 1, NextToken }),
  );
  const names = [first, second].flatMap(({ MetricAlarms }) =>
    MetricAlarms!.map(({ AlarmName }) => AlarmName),
  );
  expect([names, second.NextToken]).toEqual([['app-A', 'app-B'], undefined]);
  const on = await client.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  expect(on.MetricAlarms).toEqual([]);
  await expect(client.send(new DescribeAlarmsCommand({ NextToken: 'rubbish' }))).rejects.toMatchObject({
    name: 'InvalidNextToken',
  });
  await expect(
    client.send(new DescribeAlarmsCommand({ AlarmNames: ['app-A'], AlarmNamePrefix: 'app-' })),
  ).rejects.toThrow('exclude each other');
});

it('asks for the right to the alarms that a caller names, by prefix or one by one', async () => {
  const app = new CloudWatchClient(gateway.as('app'));
  const ask = (input: DescribeAlarmsCommandInput) => app.send(new DescribeAlarmsCommand(input));
  await ask({ AlarmNamePrefix: 'app-' });
  await ask({ AlarmNames: ['app-A'] });
  await expect(ask({})).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await expect(ask({ AlarmNames: ['app-A', 'other-C'] })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await expect(ask({ AlarmTypes: ['CompositeAlarm'] })).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  app.destroy();
});

it('refuses other members and operations by name', async () => {
  await expect(client.send(new DescribeAlarmsCommand({ ActionPrefix: 'arn' }))).rejects.toThrow(
    'ActionPrefix is not supported here',
  );
  await expect(client.send(new ListMetricsCommand({}))).rejects.toThrow('ListMetrics');
});
