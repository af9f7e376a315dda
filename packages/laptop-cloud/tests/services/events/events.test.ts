import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { type AwsEvent, type Bus, createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { createEvents, type Events } from '../../../src/services/events/events.ts';
import { type Principal, ServiceError } from '../../../src/services/service.ts';
import { ROOT } from '../../support/gateway.ts';
import {
  ACCOUNT_ID,
  type Cloud,
  fresh,
  IS_REMOTE,
  laptopOnly,
  REGION,
  removeAll,
  removeLater,
  startCloud,
} from '../../support/remote.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Uploads`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Dead`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:CheckPhoto`;
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/Rule`;
const mute: Principal = { arn: `arn:aws:iam::${ACCOUNT_ID}:role/Mute`, can: () => false };

interface Delivered {
  arn: string;
  input: string;
  options: DeliveryOptions;
}

let clock: ManualClock;
let bus: Bus;
let events: Events;
let cloud: Cloud;
let client: EventBridgeClient;
let delivered: Delivered[];
let logged: string[];
/** Errors that the next deliveries to an ARN meet. */
let failures: Map<string, Error[]>;
let roles: Map<string, Principal>;

beforeEach(async () => {
  clock = manualClock();
  delivered = [];
  logged = [];
  failures = new Map();
  roles = new Map([[ROLE, ROOT]]);
  bus = createBus();
  for (const service of ['sqs', 'states']) {
    bus.target(service, async (arn, input, options) => {
      const error = failures.get(arn)?.shift();
      if (error) throw error;
      delivered.push({ arn, input, options });
    });
  }
  events = createEvents({
    bus,
    accountId: ACCOUNT_ID,
    region: REGION,
    clock,
    principalOf: (arn) => roles.get(arn),
    log: (line) => logged.push(line),
  });
  cloud = await startCloud([events.service], { mute });
  client = new EventBridgeClient(cloud.clientConfig);
});
afterEach(async () => {
  await removeAll();
  client.destroy();
  await cloud.close();
});

const upload = (key: string): AwsEvent => ({
  version: '0',
  id: `id-${key}`,
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: ACCOUNT_ID,
  time: '2026-11-21T10:00:00Z',
  region: REGION,
  resources: ['arn:aws:s3:::photos'],
  detail: { bucket: { name: 'photos' }, object: { key, size: 12 } },
});

const RULE = fresh('R');

async function rule(pattern: object, target: Partial<Target> = {}, EventBusName = 'default'): Promise<void> {
  await client.send(new PutRuleCommand({ Name: RULE, EventBusName, EventPattern: JSON.stringify(pattern) }));
  const Targets = [{ Id: 'T', Arn: QUEUE, ...target }];
  removeLater(() => client.send(new DeleteRuleCommand({ Name: RULE, EventBusName })));
  await client.send(new PutTargetsCommand({ Rule: RULE, EventBusName, Targets }));
  removeLater(() => client.send(new RemoveTargetsCommand({ Rule: RULE, EventBusName, Ids: ['T'] })));
}
const uploads = { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'incoming/' }] } } };
const put = (more: object = {}) =>
  client.send(
    new PutEventsCommand({
      Entries: [{ Source: 'rider-photos', DetailType: 'PhotoApproved', Detail: '{"photoId":"p1"}', ...more }],
    }),
  );

laptopOnly('publishes from inside').describe('routing', () => {
  it('takes what services emit on the default bus to the targets of the rules that match', async () => {
    await rule(uploads);
    bus.publish(upload('incoming/ada/p1'));
    bus.publish(upload('derived/ada/p1'));
    await settle();

    expect(delivered).toHaveLength(1);
    expect(JSON.parse(delivered[0]!.input)).toEqual(upload('incoming/ada/p1'));
    expect(delivered[0]?.options).toEqual({
      source: { service: 'events.amazonaws.com', arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/R` },
    });
    expect(events.recent().map(({ deliveries }) => deliveries.map(({ status }) => status))).toEqual([
      ['delivered'],
      [],
    ]);
  });

  it('keeps the buses apart', async () => {
    await client.send(new CreateEventBusCommand({ Name: 'rider-photos' }));
    await rule({ source: ['rider-photos'] }, {}, 'rider-photos');
    const heard: string[] = [];
    events.onEvent(({ busName }) => heard.push(busName));

    await put();
    await put({ EventBusName: 'rider-photos' });
    await put({ EventBusName: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/rider-photos` });
    await settle();

    expect(heard).toEqual(['default', 'rider-photos', 'rider-photos']);
    expect(delivered.map(({ options }) => options.source?.arn)).toEqual(
      Array(2).fill(`arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/rider-photos/R`),
    );
  });

  it('makes an event of an entry as AWS does', async () => {
    await rule({ source: ['rider-photos'] });
    const { Entries } = await put({ Resources: ['arn:x'], Time: new Date('2026-01-02T03:04:05.678Z') });
    await settle();
    expect(JSON.parse(delivered[0]!.input)).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'PhotoApproved',
      source: 'rider-photos',
      account: ACCOUNT_ID,
      time: '2026-01-02T03:04:05Z',
      region: REGION,
      resources: ['arn:x'],
      detail: { photoId: 'p1' },
    });
  });

  it('does nothing for a disabled rule', async () => {
    await rule(uploads);
    await client.send(new DisableRuleCommand({ Name: 'R' }));
    bus.publish(upload('incoming/ada/p1'));
    await settle();
    expect(delivered).toEqual([]);
  });

  it('forwards whole events to another bus', async () => {
    await client.send(new CreateEventBusCommand({ Name: 'other' }));
    await rule(uploads, { Arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/other`, RoleArn: ROLE });
    bus.publish(upload('incoming/ada/p1'));
    await settle();
    expect(events.recent().map(({ busName, event }) => [busName, event.id])).toEqual([
      ['default', 'id-incoming/ada/p1'],
      ['other', 'id-incoming/ada/p1'],
    ]);
  });
});

laptopOnly('publishes from inside').it.each<[string, Partial<Target>, unknown]>([
  ['a constant', { Input: '{"run":true}' }, { run: true }],
  ['a part', { InputPath: '$.detail.object' }, { key: 'incoming/ada/a "b"', size: 12 }],
  [
    'a template',
    {
      InputTransformer: {
        InputPathsMap: { key: '$.detail.object.key', size: '$.detail.object.size' },
        InputTemplate:
          '{"file":<key>,"text":"<key>: <size> bytes by <aws.events.rule-name>","event":<aws.events.event.json>}',
      },
    },
    {
      file: 'incoming/ada/a "b"',
      text: 'incoming/ada/a "b": 12 bytes by R',
      event: upload('incoming/ada/a "b"'),
    },
  ],
])('sends %s where the target says so', async (_, target, expected) => {
  await rule(uploads, target);
  bus.publish(upload('incoming/ada/a "b"'));
  await settle();
  expect(JSON.parse(delivered[0]!.input)).toEqual(expected);
});

laptopOnly('delivers to stand-ins').describe('deliveries', () => {
  it('are repeated until they succeed', async () => {
    failures.set(QUEUE, [new Error('connection lost'), new ServiceError('InternalFailure', 'oops', 500)]);
    await rule(uploads);
    bus.publish(upload('incoming/ada/p1'));
    for (let turn = 0; turn < 2; turn++) {
      await settle();
      clock.advance(60_000);
    }
    await settle();
    expect(delivered).toHaveLength(1);
    expect(events.recent()[0]?.deliveries[0]?.status).toBe('delivered');
  });

  it('go to the dead-letter queue with the reason when retries are used up', async () => {
    failures.set(QUEUE, [new Error('lost'), new Error('lost'), new Error('lost')]);
    await rule(uploads, { DeadLetterConfig: { Arn: DEAD }, RetryPolicy: { MaximumRetryAttempts: 1 } });
    bus.publish(upload('incoming/ada/p1'));
    await settle();
    clock.advance(60_000);
    await settle();

    const attributes = delivered[0]?.options.parameters?.['MessageAttributes'];
    expect(delivered[0]?.arn).toBe(DEAD);
    expect(JSON.parse(delivered[0]!.input)).toEqual(upload('incoming/ada/p1'));
    expect(attributes).toMatchObject({
      TARGET_ARN: { DataType: 'String', StringValue: QUEUE },
      ERROR_MESSAGE: { StringValue: 'lost' },
      RETRY_ATTEMPTS: { StringValue: '1' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
    });
    expect(events.recent()[0]?.deliveries[0]).toMatchObject({ status: 'dead-lettered', error: 'lost' });
  });

  it('are not repeated when the target refuses them, and are logged without a dead-letter queue', async () => {
    failures.set(QUEUE, [new ServiceError('AccessDeniedException', 'no policy')]);
    await rule(uploads);
    bus.publish(upload('incoming/ada/p1'));
    await settle();
    expect(events.recent()[0]?.deliveries[0]).toMatchObject({ status: 'failed', error: 'no policy' });
    expect(logged).toEqual([expect.stringContaining(`could not deliver to ${QUEUE}: no policy`)]);
  });

  it('need a role that may start the state machine', async () => {
    await rule(uploads, { Arn: MACHINE, RoleArn: ROLE });
    bus.publish(upload('incoming/1'));
    await settle();
    roles.set(ROLE, mute);
    bus.publish(upload('incoming/2'));
    await settle();
    expect(delivered.map(({ arn, options }) => [arn, options])).toEqual([[MACHINE, {}]]);
    expect(logged).toEqual([expect.stringContaining('not authorized to perform: states:StartExecution')]);
  });
});

describe('PutEvents', () => {
  it('takes no time that ISO 8601 has no year for', async () => {
    const Time = new Date(8.64e15);
    const Entries = [{ Source: 's', DetailType: 't', Detail: '{}', Time }];

    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow("'entries.1.member.time'");
  });

  it('answers each entry on its own', async () => {
    const entry = { Source: 'rider-photos', DetailType: 'PhotoApproved', Detail: '{}' };
    const { FailedEntryCount, Entries } = await client.send(
      new PutEventsCommand({
        Entries: [
          entry,
          { ...entry, Detail: '{' },
          { ...entry, Detail: `{"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}` },
          { ...entry, Source: undefined },
          { ...entry, Source: 'aws.s3' },
          { ...entry, EventBusName: 'nowhere' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(5);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
      'ResourceNotFoundException',
    ]);
    if (!IS_REMOTE) expect(events.recent()).toHaveLength(1);
  });

  it('refuses eleven entries, none, and more than a mebibyte in all', async () => {
    const Entries = Array.from({ length: 11 }, () => ({ Source: 's', DetailType: 't', Detail: '{}' }));
    const big = { Source: 's', DetailType: 't', Detail: JSON.stringify({ x: 'x'.repeat(600_000) }) };
    await expect(client.send(new PutEventsCommand({ Entries }))).rejects.toThrow("'entries'");
    await expect(client.send(new PutEventsCommand({ Entries: [] }))).rejects.toThrow("'entries'");
    await expect(client.send(new PutEventsCommand({ Entries: [big, big] }))).rejects.toThrow(
      'over the limit',
    );
  });

  laptopOnly('has a second principal').it('refuses a caller without a policy', async () => {
    const other = new EventBridgeClient(cloud.as('mute'));
    const Entries = [{ Source: 's', DetailType: 't', Detail: '{}' }];
    await expect(other.send(new PutEventsCommand({ Entries }))).rejects.toThrow(
      `events:PutEvents on resource: arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`,
    );
    other.destroy();
  });
});

describe('rules', () => {
  it('can be described, listed, changed and deleted', async () => {
    const Name = RULE;
    await rule(uploads);
    const described = await client.send(new DescribeRuleCommand({ Name }));
    const listed = await client.send(new ListRulesCommand({ NamePrefix: Name }));
    const targets = await client.send(new ListTargetsByRuleCommand({ Rule: Name }));
    const names = await client.send(new ListRuleNamesByTargetCommand({ TargetArn: QUEUE }));
    await expect(client.send(new DeleteRuleCommand({ Name }))).rejects.toThrow('it has targets');
    await client.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['T'] }));
    await client.send(new DeleteRuleCommand({ Name }));

    expect(described).toMatchObject({ State: 'ENABLED', EventPattern: JSON.stringify(uploads) });
    expect(listed.Rules?.map((one) => one.Name)).toEqual([Name]);
    expect(targets.Targets).toEqual([{ Id: 'T', Arn: QUEUE }]);
    expect(names.RuleNames).toEqual([Name]);
    await expect(client.send(new DescribeRuleCommand({ Name }))).rejects.toThrow('does not exist');
  });

  laptopOnly('AWS has more targets').it(
    'cannot have an unknown operator, a schedule of one time, or a target nobody serves',
    async () => {
      await expect(rule({ source: [{ regex: '.*' }] })).rejects.toThrow(
        expect.objectContaining({
          name: 'InvalidEventPatternException',
          message: expect.stringContaining('regex'),
        }),
      );
      await expect(
        client.send(new PutRuleCommand({ Name: 'S', ScheduleExpression: 'at(2026-05-01T00:00:00)' })),
      ).rejects.toThrow('ScheduleExpression');
      await expect(rule(uploads, { Arn: `arn:aws:ecs:${REGION}:${ACCOUNT_ID}:cluster/c` })).rejects.toThrow(
        'ecs',
      );
      await expect(rule(uploads, { Arn: MACHINE })).rejects.toThrow('RoleArn is required');
      await expect(rule(uploads, { EcsParameters: { TaskDefinitionArn: 'x' } })).rejects.toThrow(
        'EcsParameters',
      );
      await expect(rule(uploads, { Arn: 'queue' })).rejects.toThrow('Provided Arn is not in correct format');
      await expect(rule(uploads, { DeadLetterConfig: { Arn: MACHINE } })).rejects.toThrow('queue of SQS');
      await expect(rule(uploads, { Arn: `${QUEUE}.fifo` })).rejects.toThrow(
        'Parameter(s) SqsParameters must be specified for target',
      );
      await expect(client.send(new CreateEventBusCommand({ Name: 'aws.mine' }))).rejects.toThrow('not valid');
      await expect(client.send(new RemoveTargetsCommand({ Rule: 'R', Ids: [] }))).rejects.toThrow("'ids'");
      await expect(rule(uploads, { InputPath: '$..key' })).rejects.toThrow('Invalid JSON path');
      await expect(rule(uploads, { InputTransformer: { InputTemplate: '"<who>"' } })).rejects.toThrow(
        'InputTemplate for target T contains invalid placeholder who.',
      );
      const put = (Id: string) =>
        client.send(new PutTargetsCommand({ Rule: RULE, Targets: [{ Id, Arn: QUEUE }] }));
      await expect(put('!@#')).rejects.toThrow(
        "1 validation error detected: Value '!@#' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: ",
      );
      await expect(put('x'.repeat(65))).rejects.toThrow(
        "at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64",
      );
      await expect(
        rule(uploads, { Arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default` }),
      ).rejects.toThrow('feed itself');
    },
  );

  laptopOnly('an account has other buses').it('leave the default bus in place', async () => {
    await expect(client.send(new DeleteEventBusCommand({ Name: 'default' }))).rejects.toThrow(
      'Cannot delete',
    );
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default']);
  });
});

it('tests a pattern against an event', async () => {
  const test = (pattern: object) =>
    client.send(
      new TestEventPatternCommand({
        EventPattern: JSON.stringify(pattern),
        Event: JSON.stringify(upload('incoming/x')),
      }),
    );
  expect((await test(uploads)).Result).toBe(true);
  expect((await test({ source: ['aws.ec2'] })).Result).toBe(false);
  await expect(
    client.send(new TestEventPatternCommand({ EventPattern: '{"source":["a"]}', Event: '{"id":"1"}' })),
  ).rejects.toThrow('account is missing');
});

laptopOnly('asks the template’s types').it(
  'gives a rule the ARN that it delivers under, with its bus',
  () => {
    const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'test' };
    const type = 'AWS::Events::Rule';
    const rule = events.resourceTypes[type]!;
    const arnOn = (logicalId: string, properties: Record<string, unknown>) => {
      rule.plan?.({ logicalId, type, physicalName: 'Told', properties, metadata: {} }, context);
      return rule.attributes('Told', context, logicalId)['Arn'];
    };
    const place = `arn:aws:events:${REGION}:${ACCOUNT_ID}`;
    expect(arnOn('None', {})).toBe(`${place}:rule/Told`);
    expect(arnOn('Default', { EventBusName: 'default' })).toBe(`${place}:rule/Told`);
    expect(arnOn('Named', { EventBusName: 'photos' })).toBe(`${place}:rule/photos/Told`);
    expect(arnOn('ByArn', { EventBusName: `${place}:event-bus/photos` })).toBe(`${place}:rule/photos/Told`);
  },
);

laptopOnly('provisions from inside').it(
  'provisions buses and rules of a template, again and again',
  async () => {
    const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws' as const, stackName: 'test' };
    const provision = (type: string, physicalName: string, properties: Record<string, unknown>) =>
      events.resourceTypes[type]?.provision?.(
        { logicalId: physicalName, type, physicalName, properties, metadata: {} },
        context,
      );
    for (const prefix of ['derived/', 'incoming/']) {
      await provision('AWS::Events::EventBus', 'photos', {});
      await provision('AWS::Events::Rule', 'Uploaded', {
        EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix }] } } },
        Targets: [{ Id: prefix.slice(0, -1), Arn: QUEUE, DeadLetterConfig: { Arn: DEAD } }],
      });
    }
    bus.publish(upload('incoming/ada'));
    bus.publish(upload('derived/ada'));
    await settle();

    expect(events.recent().map(({ deliveries }) => deliveries.map(({ targetId }) => targetId))).toEqual([
      ['incoming'],
      [],
    ]);
    await expect(
      provision('AWS::Events::Rule', 'Wrong', {
        EventPattern: { source: ['x'] },
        Targets: [{ Id: 'T', Arn: QUEUE, Color: 1 }],
      }),
    ).rejects.toThrow('Color');
  },
);
