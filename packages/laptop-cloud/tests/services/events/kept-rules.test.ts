// Buses and rules over a restart, in pages, with tags and policies.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateEventBusCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  TestEventPatternCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-eventbridge';
import { createBus } from '../../../src/services/bus.ts';
import { createEvents, type Events } from '../../../src/services/events/events.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';
import { settle } from '../manual-clock.ts';

const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Inbox`;
const RULE = `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule`;
const PLACE = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'app' };
const guest = { arn: `arn:aws:iam::${ACCOUNT_ID}:role/Guest`, can: () => false };

let folder: string;
let gateway: TestGateway;
let client: EventBridgeClient;
let events: Events;
let delivered: string[];
let logged: string[];

async function start(): Promise<void> {
  delivered = [];
  logged = [];
  const bus = createBus();
  bus.target('sqs', async (_arn, input) => void delivered.push(input));
  events = createEvents({
    bus,
    accountId: ACCOUNT_ID,
    region: REGION,
    folder,
    log: (line) => logged.push(line),
  });
  gateway = await startGateway([events.service], { guest });
  client = new EventBridgeClient(gateway.clientConfig);
}

async function stop(): Promise<void> {
  client.destroy();
  await gateway.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'events-kept-'));
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const rule = (Name: string, more: object = {}) =>
  client.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: ['mine'] }), ...more }));
const target = (Rule: string, more: object = {}, bus?: string) =>
  client.send(
    new PutTargetsCommand({
      Rule,
      Targets: [{ Id: 'inbox', Arn: QUEUE, ...more }],
      ...(bus === undefined ? {} : { EventBusName: bus }),
    }),
  );
const put = (EventBusName = 'default', detail: object = {}) =>
  client.send(
    new PutEventsCommand({
      Entries: [{ Source: 'mine', DetailType: 'Test', Detail: JSON.stringify(detail), EventBusName }],
    }),
  );

it('buses and rules made by the API are there after a restart as they were', async () => {
  await client.send(
    new CreateEventBusCommand({ Name: 'own', Description: 'for tests', Tags: [{ Key: 'a', Value: 'b' }] }),
  );
  await rule('all', { EventBusName: 'own', Tags: [{ Key: 'c', Value: 'd' }] });
  await target('all', { InputPath: '$.detail' }, 'own');

  await stop();
  await start();
  await put('own', { n: 1 });
  await settle();

  const { Description } = await client.send(new DescribeEventBusCommand({ Name: 'own' }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: `${RULE}/own/all` }));
  expect(Description).toBe('for tests');
  expect(Tags).toEqual([{ Key: 'c', Value: 'd' }]);
  expect(delivered).toEqual(['{"n":1}']);
});

it('a rule that the template has no more is gone after a restart', async () => {
  await events.resourceTypes['AWS::Events::Rule']!.provision!(
    {
      logicalId: 'Mine',
      type: 'AWS::Events::Rule',
      physicalName: 'mine',
      properties: { EventPattern: { source: ['mine'] }, Targets: [{ Id: 'inbox', Arn: QUEUE }] },
      metadata: {},
    },
    PLACE,
  );

  await stop();
  await start();

  expect((await client.send(new ListRulesCommand({}))).Rules).toEqual([]);
});

it('a rule has no schedule or pattern that is empty', async () => {
  await rule('patterned', { ScheduleExpression: '' });
  await rule('timed', { EventPattern: '', ScheduleExpression: 'rate(1 day)' });

  const patterned = await client.send(new DescribeRuleCommand({ Name: 'patterned' }));
  const timed = await client.send(new DescribeRuleCommand({ Name: 'timed' }));

  expect(patterned).not.toHaveProperty('ScheduleExpression');
  expect(timed).not.toHaveProperty('EventPattern');
});

it('lists come in pages', async () => {
  for (const name of ['a', 'b', 'c']) await rule(name);
  await client.send(new CreateEventBusCommand({ Name: 'own' }));

  const first = await client.send(new ListRulesCommand({ Limit: 2 }));
  const rest = await client.send(new ListRulesCommand({ Limit: 2, NextToken: first.NextToken }));
  const buses = await client.send(new ListEventBusesCommand({ Limit: 1 }));

  expect(first.Rules?.map(({ Name }) => Name)).toEqual(['a', 'b']);
  expect(rest.Rules?.map(({ Name }) => Name)).toEqual(['c']);
  expect(rest.NextToken).toBeUndefined();
  expect([buses.EventBuses?.length, typeof buses.NextToken]).toEqual([1, 'string']);
});

it('tags come and go', async () => {
  await rule('a');
  const ResourceARN = `${RULE}/a`;
  await client.send(
    new TagResourceCommand({
      ResourceARN,
      Tags: [
        { Key: 'x', Value: '1' },
        { Key: 'y', Value: '2' },
      ],
    }),
  );
  await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['x'] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
  expect(Tags).toEqual([{ Key: 'y', Value: '2' }]);
});

it('the policy of a bus lets others put events, until it is taken back', async () => {
  const asGuest = new EventBridgeClient(gateway.as('guest'));
  const send = () =>
    asGuest.send(new PutEventsCommand({ Entries: [{ Source: 'mine', DetailType: 'Test', Detail: '{}' }] }));
  const grant = { Action: 'events:PutEvents', Principal: ACCOUNT_ID, StatementId: 'guests' };
  await expect(send()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  const arn = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`;
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'g', Effect: 'Allow', Principal: { AWS: guest.arn }, Action: 'events:PutEvents', Resource: arn },
    ],
  });
  await client.send(new PutPermissionCommand({ Policy }));
  const allowed = await send();
  await client.send(new PutPermissionCommand(grant));
  const { Policy: both } = await client.send(new DescribeEventBusCommand({}));
  await client.send(new RemovePermissionCommand({ RemoveAllPermissions: true }));

  expect(allowed.FailedEntryCount).toBe(0);
  expect(JSON.parse(both!).Statement).toMatchObject([{ Sid: 'g' }, { Sid: 'guests' }]);
  await expect(send()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  asGuest.destroy();
});

it('an event without resources can be tried against a pattern', async () => {
  const Event = JSON.stringify({
    id: '1',
    account: ACCOUNT_ID,
    source: 'mine',
    time: '2026-01-01T00:00:00Z',
    region: REGION,
    'detail-type': 'Test',
    detail: {},
  });
  const { Result } = await client.send(
    new TestEventPatternCommand({ EventPattern: JSON.stringify({ source: ['mine'] }), Event }),
  );
  expect(Result).toBe(true);
});

it.each([
  ['an object in a text loses its quotes', '"Payload of <payload>"', '"Payload of {acc_id:0a,n:1}"'],
  ['an object beside others keeps them', '{"p":<payload>}', '{"p":{"acc_id":"0a","n":1}}'],
  [
    'the event has the type in its own spelling',
    '{"e":<aws.events.event>}',
    expect.stringContaining('"detailType":"Test"'),
  ],
])('of a template, %s', async (_, InputTemplate, expected) => {
  await rule('a');
  await target('a', { InputTransformer: { InputPathsMap: { payload: '$.detail' }, InputTemplate } });
  await put('default', { acc_id: '0a', n: 1 });
  await settle();
  expect(delivered).toEqual([expected]);
});

it('an event whose filled template is no JSON is not delivered, and the log says so', async () => {
  await rule('a');
  await target('a', {
    InputTransformer: { InputPathsMap: { payload: '$.detail' }, InputTemplate: '{"p":"<payload>"}' },
  });
  await put('default', { n: 1, s: 'x' });
  await settle();
  expect(delivered).toEqual([]);
  expect(logged).toEqual([expect.stringContaining('JSON syntax error in the filled InputTemplate')]);
});

it('a bus tells when it was made and last changed, also after a restart', async () => {
  await client.send(new CreateEventBusCommand({ Name: 'photos' }));
  const made = await client.send(new DescribeEventBusCommand({ Name: 'photos' }));
  await client.send(
    new PutPermissionCommand({
      EventBusName: 'photos',
      Action: 'events:PutEvents',
      Principal: '111111111111',
      StatementId: 'partner',
    }),
  );
  const changed = await client.send(new DescribeEventBusCommand({ Name: 'photos' }));
  await stop();
  await start();

  const after = await client.send(new DescribeEventBusCommand({ Name: 'photos' }));
  expect(made.LastModifiedTime).toEqual(made.CreationTime);
  expect(after.CreationTime).toEqual(made.CreationTime);
  expect(after.LastModifiedTime).toEqual(changed.LastModifiedTime);
  expect(changed.LastModifiedTime!.getTime()).toBeGreaterThanOrEqual(made.CreationTime!.getTime());
});

it('everybody is no account in the policy of a bus', async () => {
  const grant = { Action: 'events:PutEvents', StatementId: 'all', Principal: '*' };
  await client.send(new CreateEventBusCommand({ Name: 'open' }));

  await client.send(new PutPermissionCommand({ ...grant, EventBusName: 'open' }));

  const { Policy } = await client.send(new DescribeEventBusCommand({ Name: 'open' }));
  expect(JSON.parse(Policy!).Statement).toMatchObject([{ Sid: 'all', Principal: '*' }]);
});

it('a rule tells whose it is', async () => {
  await client.send(new PutRuleCommand({ Name: 'all', EventPattern: '{"source":["app"]}' }));

  expect(await client.send(new DescribeRuleCommand({ Name: 'all' }))).toMatchObject({
    CreatedBy: ACCOUNT_ID,
  });
});

it.each([
  [`${RULE}/gone`, 'Rule gone does not exist on EventBus default.'],
  [RULE.replace(/rule$/, 'event-bus/gone'), 'Event bus gone does not exist.'],
  [`${RULE}/gone/all`, 'Event bus gone does not exist.'],
])('tags of %s, which is not there, are refused in the words of its kind', async (ResourceARN, message) => {
  const list = client.send(new ListTagsForResourceCommand({ ResourceARN }));
  await expect(list).rejects.toMatchObject({ name: 'ResourceNotFoundException', message });
});
