import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  ListTagsForResourceCommand,
  SchedulerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { type Bus, createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import { signerFor } from '../../../src/services/protocols/signer.ts';
import { createScheduler, type Scheduler } from '../../../src/services/scheduler/scheduler.ts';
import type { SdkAction } from '../../../src/services/sdk-actions.ts';
import { type Principal, ServiceError } from '../../../src/services/service.ts';
import type { StackContext } from '../../../src/stack/resource.ts';
import { ACCOUNT_ID, REGION, ROOT, startGateway, type TestGateway } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const CONTEXT: StackContext = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' };
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:Sweep`;
const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Work.fifo`;
const DEAD = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Dead`;
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/Scheduler`;
const MINUTE = 60_000;
const OFF = { Mode: 'OFF' } as const;
const NOON = Date.parse('2026-05-01T12:00:00Z');

interface Delivered {
  arn: string;
  input: string;
  options: DeliveryOptions;
}

let clock: ManualClock;
let bus: Bus;
let scheduler: Scheduler;
let gateway: TestGateway;
let client: SchedulerClient;
let delivered: Delivered[];
let calls: (SdkAction & { roleArn: string })[];
let logged: string[];
let role: Principal;
let folder: string;
let answer: (delivery: Delivered) => unknown;

beforeEach(async () => {
  clock = manualClock(NOON);
  delivered = [];
  calls = [];
  logged = [];
  role = ROOT;
  answer = () => undefined;
  folder = mkdtempSync(join(tmpdir(), 'scheduler-'));
  await open();
});
afterEach(async () => {
  client.destroy();
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** Starts the scheduler, as a start of the laptop cloud does. */
async function open(template: () => Promise<unknown> = async () => undefined): Promise<void> {
  bus = createBus();
  for (const service of ['lambda', 'states', 'sqs', 'sns', 'events'])
    bus.target(service, async (arn, input, options) => {
      delivered.push({ arn, input, options });
      return answer(delivered.at(-1)!);
    });
  scheduler = createScheduler({
    accountId: ACCOUNT_ID,
    region: REGION,
    bus,
    clock,
    folder,
    random: () => 0.5,
    actions: {
      has: (service) => service === 'sqs' || service === 'lambda',
      check: async ({ action }) => {
        if (action === 'flyAway') throw new Error('sqs has no action flyAway');
      },
      send: async ({ signal: _, ...call }) => void calls.push(call),
    },
    principalOf: (arn) => (arn === ROLE ? role : undefined),
    log: (line) => logged.push(line),
  });
  gateway = await startGateway([scheduler.service]);
  client = new SchedulerClient(gateway.clientConfig);
  await template();
  scheduler.settle();
}

async function restart(template?: () => Promise<unknown>): Promise<void> {
  client.destroy();
  await gateway.close();
  await open(template);
}

async function make(name: string, properties: Record<string, unknown>): Promise<void> {
  const type = scheduler.resourceTypes['AWS::Scheduler::Schedule']!;
  const resource = {
    logicalId: name,
    type: 'AWS::Scheduler::Schedule',
    physicalName: name,
    properties,
    metadata: {},
  };
  type.plan?.(resource, CONTEXT);
  await type.provision?.(resource, CONTEXT);
}

const create = (more: Partial<CreateScheduleCommandInput> = {}) =>
  client.send(
    new CreateScheduleCommand({
      Name: 'sweep',
      ScheduleExpression: 'rate(5 minutes)',
      FlexibleTimeWindow: OFF,
      Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{}' },
      ...more,
    }),
  );

/** The laptop's own operation, for which no client has a command. */
async function runNow(name: string): Promise<unknown> {
  const { host, hostname } = new URL(gateway.endpoint);
  const path = `/schedules/${name}/run`;
  const { headers } = await signerFor('scheduler', REGION, 'local', 'local').sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path,
    headers: { host },
    body: '',
  });
  return (await fetch(`${gateway.endpoint}${path}`, { method: 'POST', headers })).json();
}

async function pass(minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute++) {
    clock.advance(MINUTE);
    await settle();
  }
}

describe('a schedule of the template', () => {
  const properties = {
    ScheduleExpression: 'rate(5 minutes)',
    FlexibleTimeWindow: OFF,
    Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{"kind":"sweep"}' },
  };

  it('invokes its function at once and then at its rate', async () => {
    await restart(() => make('Sweep', properties));
    await pass(11);

    expect(delivered.map(({ arn, input }) => ({ arn, input }))).toEqual(
      Array(3).fill({ arn: FUNCTION, input: '{"kind":"sweep"}' }),
    );
  });

  it('invokes its function at once, too, where the rest of the stack takes its time', async () => {
    await restart(async () => {
      await make('Sweep', properties);
      clock.advance(2_000);
    });
    await settle();

    expect(delivered).toHaveLength(1);
  });

  it('goes on at its rate after a restart, without what it missed', async () => {
    await restart(() => make('Sweep', properties));
    await settle();
    clock.advance(17 * MINUTE);
    await restart(() => make('Sweep', properties));
    delivered = [];

    expect(scheduler.upcoming().map(({ nextMs }) => new Date(nextMs).toISOString())).toEqual([
      '2026-05-01T12:20:00.000Z',
    ]);
    await pass(3);
    expect(delivered).toHaveLength(1);
  });

  it('is gone with its line in the template, while those of the API stay', async () => {
    await create({ Name: 'mine' });
    await restart(() => make('Sweep', properties));
    await restart();

    const { Schedules } = await client.send(new ListSchedulesCommand({}));
    expect(Schedules?.map(({ Name }) => Name)).toEqual(['mine']);
  });

  it('is not invoked while it is disabled', async () => {
    await restart(() => make('Sweep', { ...properties, State: 'DISABLED' }));
    await pass(6);

    expect(delivered).toEqual([]);
    expect(scheduler.upcoming()).toEqual([]);
  });

  it('has its group in its ARN', async () => {
    const type = scheduler.resourceTypes['AWS::Scheduler::Schedule']!;
    const grouped = { ...properties, GroupName: 'nightly' };
    const resource = { logicalId: 'S', type: '', physicalName: 'S', properties: grouped, metadata: {} };

    expect(type.plan?.(resource, CONTEXT)).toBe(true);
    expect(type.plan?.(resource, CONTEXT)).toBe(false);
    expect(type.attributes('S', CONTEXT, 'S')).toEqual({
      Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/nightly/S`,
    });
  });

  it.each([
    [{ ActionAfterCompletion: 'DELETE' }, 'ActionAfterCompletion'],
    [{ ScheduleExpression: 'rate(5 weeks)' }, 'is no rate'],
    [{ ScheduleExpressionTimezone: 'Mars/Base' }, 'Mars/Base'],
    [{ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }, 'MaximumWindowInMinutes'],
    [{ Target: { ...properties.Target, EcsParameters: {} } }, 'EcsParameters'],
    [
      { Target: { ...properties.Target, Arn: `arn:aws:ecs:${REGION}:${ACCOUNT_ID}:cluster/c` } },
      'service ecs',
    ],
    [{ Target: { ...properties.Target, Arn: QUEUE } }, 'MessageGroupId'],
    [{ Target: { ...properties.Target, Input: 'no json' } }, 'well-formed JSON'],
    [{ Target: { ...properties.Target, DeadLetterConfig: { Arn: QUEUE } } }, 'standard queue'],
    [
      { Target: { ...properties.Target, RoleArn: ROLE.replace('Scheduler', 'Nobody') } },
      'no role of this stack',
    ],
    [
      { Target: { ...properties.Target, Arn: 'arn:aws:scheduler:::aws-sdk:sqs:flyAway' } },
      'no action flyAway',
    ],
    [{ Target: { ...properties.Target, Arn: 'arn:aws:scheduler:::aws-sdk:sqs:getQueueUrl' } }, 'only reads'],
    [
      { Target: { ...properties.Target, Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances' } },
      'service ec2',
    ],
    [
      { Target: { ...properties.Target, Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' } },
      '"InvocationType": "Event"',
    ],
  ])('is refused with %j, by name', async (more, message) => {
    await expect(make('Sweep', { ...properties, ...more })).rejects.toThrow(message);
  });
});

describe('an invocation', () => {
  it('has facts of itself in its input', async () => {
    const Input =
      '{"arn":"<aws.scheduler.schedule-arn>","at":"<aws.scheduler.scheduled-time>","id":"<aws.scheduler.execution-id>","try":"<aws.scheduler.attempt-number>","x":"<aws.scheduler.other>"}';
    await create({ Target: { Arn: FUNCTION, RoleArn: ROLE, Input } });
    await settle();

    expect(JSON.parse(delivered[0]!.input)).toEqual({
      arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/sweep`,
      at: '2026-05-01T12:00:00Z',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      try: '1',
      x: '<aws.scheduler.other>',
    });
  });

  it('without Input tells of the schedule', async () => {
    await create({ Target: { Arn: FUNCTION, RoleArn: ROLE } });
    await settle();

    expect(JSON.parse(delivered[0]!.input)).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time: '2026-05-01T12:00:00Z',
    });
  });

  it('gives a FIFO queue its group and an event bus source and type', async () => {
    const eventBus = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`;
    const EventBridgeParameters = { Source: 'clock', DetailType: 'Tick' };
    await create({
      Name: 'a',
      Target: { Arn: QUEUE, RoleArn: ROLE, Input: 'text', SqsParameters: { MessageGroupId: 'g' } },
    });
    await create({ Name: 'b', Target: { Arn: eventBus, RoleArn: ROLE, Input: '{}', EventBridgeParameters } });
    await settle();

    expect(delivered).toEqual([
      { arn: QUEUE, input: 'text', options: { messageGroupId: 'g' } },
      { arn: eventBus, input: '{}', options: { parameters: EventBridgeParameters } },
    ]);
  });

  it('calls any action of a service with the role', async () => {
    const Arn = 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage';
    await create({
      Target: { Arn, RoleArn: ROLE, Input: '{"MessageBody":"<aws.scheduler.attempt-number>"}' },
    });
    await settle();

    expect(calls).toEqual([
      { service: 'sqs', action: 'sendMessage', parameters: { MessageBody: '1' }, roleArn: ROLE },
    ]);
  });

  it('is tried again as its policy says, then dead-lettered with the reason', async () => {
    answer = ({ arn }) => {
      if (arn === FUNCTION) throw new ServiceError('TooManyRequestsException', 'busy', 429);
    };
    await create({
      ScheduleExpression: 'at(2026-05-01T12:01:00)',
      Target: {
        Arn: FUNCTION,
        RoleArn: ROLE,
        Input: '{"try":"<aws.scheduler.attempt-number>"}',
        RetryPolicy: { MaximumRetryAttempts: 2 },
        DeadLetterConfig: { Arn: DEAD },
      },
    });
    await pass(10);

    expect(delivered.map(({ arn, input }) => [arn, input])).toEqual([
      [FUNCTION, '{"try":"1"}'],
      [FUNCTION, '{"try":"2"}'],
      [FUNCTION, '{"try":"3"}'],
      [DEAD, '{"try":"3"}'],
    ]);
    expect(delivered[3]!.options.parameters).toMatchObject({
      MessageAttributes: {
        ERROR_CODE: { StringValue: 'TooManyRequestsException' },
        EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
        RETRY_ATTEMPTS: { StringValue: '2' },
        TARGET_ARN: { StringValue: FUNCTION },
      },
    });
  });

  it('needs the right of its role, for the target and for the dead-letter queue', async () => {
    role = { arn: 'role', can: (action) => action !== 'lambda:InvokeFunction' };
    await create({ Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{}', DeadLetterConfig: { Arn: DEAD } } });
    await settle();
    expect(delivered.map(({ arn }) => arn)).toEqual([DEAD]);

    role = { arn: 'role', can: () => false };
    await pass(5);
    expect(delivered).toHaveLength(1);
    expect(logged).toEqual([expect.stringContaining('not authorized to perform: sqs:SendMessage')]);
  });

  it('falls into the flexible window', async () => {
    await create({
      ScheduleExpression: 'at(2026-05-01T12:05:00)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 10 },
    });
    await pass(9);
    expect(delivered).toEqual([]);
    await pass(1);
    expect(delivered).toHaveLength(1);
  });
});

describe('a one-time schedule', () => {
  const once = { ScheduleExpression: 'at(2026-05-01T14:05:00)', ScheduleExpressionTimezone: 'Europe/Berlin' };

  it('is invoked once and deleted if asked', async () => {
    await create({ ...once, Name: 'kept' });
    await create({ ...once, Name: 'deleted', ActionAfterCompletion: 'DELETE' });
    await pass(6);
    await restart();
    await pass(6);

    expect(delivered).toHaveLength(2);
    const { Schedules } = await client.send(new ListSchedulesCommand({}));
    expect(Schedules?.map(({ Name }) => Name)).toEqual(['kept']);
  });

  it('that came due while nothing ran is invoked when it starts again, however late', async () => {
    await create({ ...once, Name: 'strict' });
    await create({
      ...once,
      Name: 'flexible',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    });
    await off(3 * 24 * 60);
    await restart();
    await settle();

    expect(delivered).toHaveLength(2);
    expect(logged).toEqual([
      'scheduler: strict was due at 2026-05-01T12:05:00.000Z, when nothing ran, and is invoked now',
      'scheduler: flexible was due at 2026-05-01T12:05:00.000Z, when nothing ran, and is invoked now',
    ]);
  });

  it('is invoked by the next process when this one dies before the invocation is on disk, whatever was saved meanwhile', async () => {
    const left = `${folder}-left`;
    await create({ ...once, Name: 'strict' });
    answer = async () => {
      answer = () => undefined;
      const Target = { Arn: FUNCTION, RoleArn: ROLE };
      await make('other', {
        ScheduleExpression: 'rate(1 day)',
        FlexibleTimeWindow: OFF,
        Target,
        State: 'DISABLED',
      });
      cpSync(folder, left, { recursive: true });
    };
    await pass(6);
    expect(delivered).toHaveLength(1);
    client.destroy();
    await gateway.close();
    rmSync(folder, { recursive: true });
    folder = left;
    await open();
    await settle();

    expect(delivered).toHaveLength(2);
  });

  it('made for a time that has passed is not invoked, and said to be so', async () => {
    await create({ ...once, ScheduleExpression: 'at(2026-05-01T10:00:00)' });
    await settle();

    expect(delivered).toEqual([]);
    expect(logged).toEqual([expect.stringContaining('was due while nobody fired it')]);
  });
});

/** The laptop cloud is off for so long. */
async function off(minutes: number): Promise<void> {
  client.destroy();
  await gateway.close();
  clock.advance(minutes * MINUTE);
  await open();
  await settle();
}

describe('what recurs and was due while nothing ran', () => {
  const text = { Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '"<aws.scheduler.scheduled-time>"' } };
  const times = () => delivered.map(({ input }) => JSON.parse(input) as unknown);

  it('is invoked once, for the last time that it was due', async () => {
    await create({ ...text, ScheduleExpression: 'cron(10 * * * ? *)' });
    await off(5 * 60 + 30);

    expect(times()).toEqual(['2026-05-01T17:10:00Z']);
    expect(logged).toEqual([
      'scheduler: sweep was due at 2026-05-01T17:10:00.000Z, when nothing ran, and is invoked now',
    ]);
    await pass(60);
    expect(times()).toEqual(['2026-05-01T17:10:00Z', '2026-05-01T18:10:00Z']);
  });

  it('is not invoked again for a time that was told before', async () => {
    await create({ ...text, ScheduleExpression: 'cron(5 12 * * ? *)' });
    await pass(5);
    await off(60);

    expect(times()).toEqual(['2026-05-01T12:05:00Z']);
  });

  it('is let go when AWS would have stopped trying', async () => {
    const RetryPolicy = { MaximumEventAgeInSeconds: 3600 };
    await create({ Target: { ...text.Target, RetryPolicy }, ScheduleExpression: 'cron(5 12 * * ? *)' });
    await off(6 * 60);

    expect(times()).toEqual([]);
  });
});

describe('the API', () => {
  it('gives back what it was given', async () => {
    const StartDate = new Date('2026-06-01T00:00:00Z');
    await create({ StartDate, Description: 'words', ScheduleExpressionTimezone: 'Europe/Berlin' });

    expect(await client.send(new GetScheduleCommand({ Name: 'sweep' }))).toMatchObject({
      Arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/sweep`,
      GroupName: 'default',
      State: 'ENABLED',
      StartDate,
      Description: 'words',
      ScheduleExpression: 'rate(5 minutes)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: OFF,
      ActionAfterCompletion: 'NONE',
      CreationDate: new Date(NOON),
      Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{}' },
    });
  });

  it('keeps schedules over a restart, updates and deletes them', async () => {
    await create();
    await restart();
    await client.send(
      new UpdateScheduleCommand({
        Name: 'sweep',
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: OFF,
        State: 'DISABLED',
        Target: { Arn: FUNCTION, RoleArn: ROLE },
      }),
    );
    delivered = [];
    await pass(6);
    expect(delivered).toEqual([]);

    await client.send(new DeleteScheduleCommand({ Name: 'sweep' }));
    await expect(client.send(new GetScheduleCommand({ Name: 'sweep' }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  it('refuses a name that is taken, a group that is not there and an expression that is none', async () => {
    await create();

    await expect(create()).rejects.toThrow(expect.objectContaining({ name: 'ConflictException' }));
    await expect(create({ GroupName: 'none' })).rejects.toThrow('Schedule group none does not exist');
    await expect(create({ Name: 'x', ScheduleExpression: 'rate(1 week)' })).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });

  it('makes what a client asks for again with its token once, over a restart too', async () => {
    const group = (ClientToken: string) =>
      client.send(new CreateScheduleGroupCommand({ Name: 'nightly', ClientToken }));
    const made = [await create({ ClientToken: 'a' }), await group('a')];
    await restart();

    expect([await create({ ClientToken: 'a' }), await group('a')]).toMatchObject(
      made.map(({ $metadata, ...arn }) => arn),
    );
    const conflict = expect.objectContaining({ name: 'ConflictException' });
    await expect(create({ ClientToken: 'b' })).rejects.toThrow(conflict);
    await expect(create({ ClientToken: 'a', Description: 'other' })).rejects.toThrow(conflict);
    await expect(group('b')).rejects.toThrow(conflict);
  });

  it('lists by group, prefix and state, in pages', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'nightly' }));
    await create({ Name: 'a1', GroupName: 'nightly' });
    await create({ Name: 'a2', GroupName: 'nightly', State: 'DISABLED' });
    await create({ Name: 'b1' });
    const list = async (input: object) =>
      (await client.send(new ListSchedulesCommand(input))).Schedules?.map(({ Name }) => Name);

    expect(await list({ GroupName: 'nightly' })).toEqual(['a1', 'a2']);
    expect(await list({ NamePrefix: 'a', State: 'ENABLED' })).toEqual(['a1']);
    const first = await client.send(new ListSchedulesCommand({ MaxResults: 2 }));
    expect(await list({ NextToken: first.NextToken })).toEqual(['b1']);
  });

  it('runs a schedule now, even a disabled one, and says what became of it', async () => {
    await create({ State: 'DISABLED', Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '{"now":true}' } });

    expect(await runNow('sweep')).toEqual({
      ScheduleArn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/sweep`,
      Target: FUNCTION,
      Status: 'delivered',
    });
    expect(delivered.map(({ input }) => input)).toEqual(['{"now":true}']);

    role = { arn: 'role', can: () => false };
    expect(await runNow('sweep')).toMatchObject({
      Status: 'failed',
      Reason: expect.stringContaining('not authorized'),
    });
    expect(await runNow('none')).toMatchObject({ message: 'Schedule none does not exist.' });
  });

  it('deletes a group with its schedules, and never the default one', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'nightly' }));
    await create({ GroupName: 'nightly' });
    expect(await client.send(new GetScheduleGroupCommand({ Name: 'nightly' }))).toMatchObject({
      State: 'ACTIVE',
    });

    await client.send(new DeleteScheduleGroupCommand({ Name: 'nightly' }));
    delivered = [];
    await pass(6);

    expect(delivered).toEqual([]);
    const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}));
    expect(ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default']);
    await expect(client.send(new DeleteScheduleGroupCommand({ Name: 'default' }))).rejects.toThrow(
      'cannot be',
    );
  });
});

describe('tags of a group', () => {
  const ResourceArn = `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule-group/nightly`;
  const tags = async () => (await client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

  it('are those that it was made with and was given, without those taken away, also after a restart', async () => {
    await client.send(
      new CreateScheduleGroupCommand({ Name: 'nightly', Tags: [{ Key: 'team', Value: 'a' }] }),
    );
    const Tags = [
      { Key: 'team', Value: 'b' },
      { Key: 'cost centre', Value: '7/8' },
      { Key: 'stage', Value: 'dev' },
    ];
    await client.send(new TagResourceCommand({ ResourceArn, Tags }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['cost centre', 'absent'] }));

    await restart();

    expect(await tags()).toEqual([
      { Key: 'team', Value: 'b' },
      { Key: 'stage', Value: 'dev' },
    ]);
  });

  it('are of groups that there are', async () => {
    await expect(tags()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

it.each(['cron(0 1 * * * *)', 'cron()', 'rate(10 seconds)', ' rate(10 minutes)', 'at(2021-12-31)', 'daily'])(
  'the expression "%s" is refused in the words of the scheduler',
  async (ScheduleExpression) => {
    await expect(create({ ScheduleExpression })).rejects.toMatchObject({
      name: 'ValidationException',
      message: `Invalid Schedule Expression ${ScheduleExpression}.`,
    });
  },
);
