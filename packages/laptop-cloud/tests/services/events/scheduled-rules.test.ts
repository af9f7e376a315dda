// Rules with a ScheduleExpression, which their targets are told of.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { createBus } from '../../../src/services/bus.ts';
import { createEvents, type Events } from '../../../src/services/events/events.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:Sweep`;
const NOON = Date.parse('2026-05-01T12:00:00Z');

let clock: ManualClock;
let events: Events;
let gateway: TestGateway;
let client: EventBridgeClient;
let delivered: { arn: string; event: Record<string, unknown> }[];

beforeEach(async () => {
  clock = manualClock(NOON);
  delivered = [];
  const bus = createBus();
  bus.target('lambda', async (arn, input) => void delivered.push({ arn, event: JSON.parse(input) }));
  events = createEvents({ bus, clock, accountId: ACCOUNT_ID, region: REGION });
  gateway = await startGateway([events.service]);
  client = new EventBridgeClient(gateway.clientConfig);
  events.scheduled.start();
});
afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const make = (properties: Record<string, unknown>) =>
  events.resourceTypes['AWS::Events::Rule']!.provision!(
    { logicalId: 'Tick', type: 'AWS::Events::Rule', physicalName: 'Tick', properties, metadata: {} },
    { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' },
  );

async function put(ScheduleExpression: string): Promise<void> {
  await client.send(new PutRuleCommand({ Name: 'Tick', ScheduleExpression }));
  await client.send(new PutTargetsCommand({ Rule: 'Tick', Targets: [{ Id: 'f', Arn: FUNCTION }] }));
}

async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(60_000);
    await settle();
  }
}

it('a rate tells the targets each time that it has passed', async () => {
  await put('rate(5 minutes)');
  await pass(10);

  expect(delivered.map(({ event }) => event['time'])).toEqual([
    '2026-05-01T12:05:00Z',
    '2026-05-01T12:10:00Z',
  ]);
  expect(delivered[0]).toEqual({
    arn: FUNCTION,
    event: {
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: ACCOUNT_ID,
      time: '2026-05-01T12:05:00Z',
      region: REGION,
      resources: [`arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/Tick`],
      detail: {},
    },
  });
});

it('a rule of the template is due by the clock of UTC', async () => {
  await make({ ScheduleExpression: 'cron(3 12 * * ? *)', Targets: [{ Id: 'f', Arn: FUNCTION }] });
  events.scheduled.start();

  expect(events.scheduled.upcoming().map(({ nextMs }) => new Date(nextMs).toISOString())).toEqual([
    '2026-05-01T12:03:00.000Z',
  ]);
  await pass(4);
  expect(delivered).toHaveLength(1);
});

it('a rule that is disabled or deleted is silent', async () => {
  await put('rate(1 minute)');
  await client.send(new DisableRuleCommand({ Name: 'Tick' }));
  await pass(2);
  expect(delivered).toEqual([]);

  await client.send(new EnableRuleCommand({ Name: 'Tick' }));
  await pass(1);
  expect(delivered).toHaveLength(1);

  await client.send(new RemoveTargetsCommand({ Rule: 'Tick', Ids: ['f'] }));
  await client.send(new DeleteRuleCommand({ Name: 'Tick' }));
  await pass(2);
  expect(delivered).toHaveLength(1);
});

it('a rule says when it is due', async () => {
  await put('cron(0 9 ? * MON-FRI *)');

  expect(await client.send(new DescribeRuleCommand({ Name: 'Tick' }))).toMatchObject({
    ScheduleExpression: 'cron(0 9 ? * MON-FRI *)',
  });
});

it.each([
  ['rate(1 minutes)', /without the plural/],
  ['rate(5 minute)', /with the plural/],
  ['rate( 5 minutes )', /is no rate/],
  ['at(2026-05-01T00:00:00)', /EventBridge Scheduler/],
  ['cron(0 9 * * * *)', /must be "\?"/],
])('%s is refused', async (ScheduleExpression, message) => {
  await expect(client.send(new PutRuleCommand({ Name: 'Tick', ScheduleExpression }))).rejects.toThrow(
    message,
  );
});

it('a rule with neither pattern nor schedule is refused', async () => {
  for (const more of [{}, { ScheduleExpression: '' }])
    await expect(client.send(new PutRuleCommand({ Name: 'Tick', ...more }))).rejects.toThrow(
      'must be specified',
    );
});

describe('over a restart', () => {
  let folder: string;
  let logged: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scheduled-rules-'));
    logged = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The next process over the same folder. */
  async function restart(minutesOff = 0): Promise<void> {
    client.destroy();
    await gateway.close();
    clock.advance(minutesOff * 60_000);
    const bus = createBus();
    bus.target('lambda', async (arn, input) => void delivered.push({ arn, event: JSON.parse(input) }));
    const log = (line: string) => logged.push(line);
    events = createEvents({ bus, clock, accountId: ACCOUNT_ID, region: REGION, folder, log });
    gateway = await startGateway([events.service]);
    client = new EventBridgeClient(gateway.clientConfig);
    events.scheduled.start();
    await settle();
  }
  const times = () => delivered.map(({ event }) => event['time']);

  it('a rate counts on, and tells once of what was due while nothing ran', async () => {
    await restart();
    await put('rate(60 minutes)');
    await pass(45);
    await restart();
    await pass(15);
    await restart(150);

    expect(times()).toEqual(['2026-05-01T13:00:00Z', '2026-05-01T15:00:00Z']);
    expect(logged).toEqual([
      'events: Tick was due at 2026-05-01T15:00:00.000Z, when nothing ran, and is told now',
    ]);
  });

  it('what was told is not told again, and what is older than a day is let go', async () => {
    await restart();
    await put('cron(5 12 ? * FRI *)');
    await pass(5);
    await restart();
    expect(times()).toEqual(['2026-05-01T12:05:00Z']);

    await restart(9 * 24 * 60);
    expect(times()).toEqual(['2026-05-01T12:05:00Z']);
  });
});
