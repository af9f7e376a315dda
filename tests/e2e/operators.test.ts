// What operators see and repair, through the API and its role: health, dead letters, executions with and without data.

import { createHash } from 'node:crypto';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeJwt } from 'jose';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { read, template } from '../template/project.ts';
import { type Laptop, startLaptop } from './laptop.ts';
import { type Callers, callersOf } from './signed-in.ts';
import { until } from './until.ts';

let laptop: Laptop;
let callers: Callers;
let token: string;
let dynamoDb: DynamoDBClient;
let sfn: SFNClient;
let sqs: SQSClient;
let cloudWatch: CloudWatchClient;
beforeAll(async () => {
  laptop = await startLaptop({ clock: hurriedClock() });
  callers = callersOf(laptop);
  token = await callers.token('olga', 'OperateClient');
  const { clientConfig } = laptop.cloud;
  dynamoDb = new DynamoDBClient(clientConfig);
  sfn = new SFNClient(clientConfig);
  sqs = new SQSClient(clientConfig);
  cloudWatch = new CloudWatchClient(clientConfig);
}, 120_000);
afterEach(() => laptop.cloud.faults.replace([]));
afterAll(async () => {
  for (const client of [dynamoDb, sfn, sqs, cloudWatch]) client.destroy();
  await laptop.close();
});

const output = (name: string) => laptop.cloud.stack.outputs[name]!;
const ask = (route: string, options: Parameters<Callers['ask']>[1] = {}) =>
  callers.ask(route, { token, ...options });
const breakWith = (...faults: string[]) => laptop.cloud.faults.replace(faults.map(parseFaultFlag));
const resource = (wanted: string) =>
  laptop.cloud.stack.resources.find(({ logicalId }) => logicalId === wanted)!;
const deadLetters = () => laptop.cloud.stack.ref('UploadsDeadLetterQueue');

async function acts(): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: output('OperatorActsTable') }));
  return Items.map((item) => unmarshall(item)).sort((one, other) =>
    String(one['actId']) < String(other['actId']) ? -1 : 1,
  );
}

async function messagesIn(QueueUrl: string): Promise<number> {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Number(Attributes?.['ApproximateNumberOfMessages']);
}

/** A row as one of a photo is while it is open. */
async function openPhoto(photoId: string, row: Record<string, string>): Promise<void> {
  const Item = marshall({ pk: 'RIDER#of-health', sk: `PHOTO#${photoId}`, photoId, ...row });
  await dynamoDb.send(new PutItemCommand({ TableName: output('RidersTable'), Item }));
}

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

it('health is one answer of alarms, queues, dead letters, reviews and photos, each with its entry of the runbook', async () => {
  const opened = ago(200);
  await openPhoto('waits', {
    openStatus: 'in-review',
    updatedAt: ago(90),
    reviewOpenedAt: opened,
    reviewDueAt: ago(-60),
  });
  await openPhoto('waits-too', {
    openStatus: 'in-review',
    updatedAt: ago(80),
    reviewOpenedAt: ago(80),
    reviewDueAt: ago(-90),
  });
  // An appeal waits since it was made, not since the photo was first looked at.
  await openPhoto('appeals', {
    openStatus: 'in-review',
    updatedAt: ago(10),
    reviewOpenedAt: ago(900),
    reviewKind: 'appeal',
    reviewDueAt: ago(-99),
  });
  await openPhoto('runs', { openStatus: 'processing', updatedAt: ago(1) });
  await openPhoto('died', { openStatus: 'processing', updatedAt: ago(30) });

  const { status, body } = await ask('GET /v1/health');

  expect([status, body.unread]).toEqual([200, []]);
  expect(body.reviews).toMatchObject({ waiting: 3, oldestOpenedAt: opened });
  expect(body.photos).toMatchObject({ inFlight: 1, overdue: 1 });
  expect(body.queues.map(({ name, waiting }: { name: string; waiting: number }) => [name, waiting])).toEqual([
    ['uploads', 0],
    ['photos-waiting', 0],
    ['votes', 0],
  ]);
  expect(body.deadLetters).toMatchObject([
    { name: 'uploads', messages: 0, move: null },
    { name: 'votes', messages: 0, move: null },
  ]);
  const alarms = Object.values(body.alarms).flat() as { name: string; runbook: string }[];
  const made = laptop.cloud.stack.resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  expect(alarms.map(({ name }) => name).sort()).toEqual(made.map(({ logicalId }) => logicalId).sort());
  const entries = [...read('docs/runbook.md').matchAll(/^###? (.+)$/gm)].map(
    ([, title]) => `docs/runbook.md#${title!.toLowerCase().replaceAll(' ', '-')}`,
  );
  const links = [...JSON.stringify(body).matchAll(/"runbook":"([^"]+)"/g)].map(([, link]) => link);
  expect(links.length).toBe(alarms.length + 7);
  expect(links.filter((link) => !entries.includes(link!))).toEqual([]);
});

it('an alarm that the laptop can judge goes on with what happens, and one that it cannot says why', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters(), MessageBody: '{"no":"upload"}' }));
  const { body } = await ask('GET /v1/health');
  expect(body.alarms.ALARM).toMatchObject([
    { name: 'UploadsDeadLettered', runbook: 'docs/runbook.md#uploads-dead-lettered' },
  ]);
  const unchecked = Object.fromEntries(
    body.alarms.INSUFFICIENT_DATA.map(({ name, reason }: Record<string, string>) => [name, reason]),
  );
  expect(unchecked).toMatchObject({
    RuleFails: 'Unchecked: the laptop does not measure AWS/Events FailedInvocations by RuleName',
    StepsFail: 'Unchecked: the laptop makes no metric of log lines, as StepFailures is',
  });
});

it('alarms of another stack whose name begins like ours are not shown', async () => {
  const type = laptop.cloud.resourceTypes['AWS::CloudWatch::Alarm']!;
  const place = {
    accountId: '000000000000',
    region: 'us-east-1',
    partition: 'aws',
    stackName: 'other',
  } as const;
  const { properties } = resource('PhotosFail');
  const name = `${laptop.cloud.stack.ref('PhotosFail').split('-PhotosFail-')[0]}-dev-PhotosFail-ABCDEFGH`;
  await type.provision!({ logicalId: 'X', type: '', physicalName: name, properties, metadata: {} }, place);
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
  expect(MetricAlarms).toHaveLength(1);
  const { body } = await ask('GET /v1/health');
  const names = Object.values(body.alarms)
    .flat()
    .map((alarm) => (alarm as { name: string }).name);
  expect(names.filter((one) => one === 'PhotosFail')).toHaveLength(1);
});

it('what cannot be read is named, and hides nothing else', async () => {
  breakWith('service=monitoring:DescribeAlarms,do=error,error=ThrottlingException');
  const { status, body } = await ask('GET /v1/health');
  expect([status, body.unread, body.alarms]).toEqual([200, ['alarms'], null]);
  expect(body.reviews.waiting).toBe(3);
});

it('dead letters go back to their queue, once, with a record of who did it', async () => {
  const before = await acts();
  expect(await messagesIn(deadLetters())).toBe(1);
  const sent = await ask('PUT /v1/queues/uploads/redrive');
  expect([sent.status, sent.body.name]).toEqual([202, 'uploads']);
  expect(sent.body.move).toMatchObject({ toMove: 1, failure: null });
  await until(
    async () => (await ask('GET /v1/health')).body.deadLetters[0],
    ({ messages, move }) => messages === 0 && move.state === 'COMPLETED',
    'No dead letter, and a move that is over',
  );
  // The same again finds nothing to do and writes nothing.
  const again = await ask('PUT /v1/queues/uploads/redrive');
  expect([again.status, again.body.messages]).toEqual([202, 0]);
  const { physicalName } = resource('UploadsDeadLetterQueue');
  const SourceArn = `arn:aws:sqs:us-east-1:000000000000:${physicalName}`;
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 10 }));
  expect(Results).toHaveLength(1);
  const written = (await acts()).slice(before.length);
  expect(written).toMatchObject([
    { act: 'redrive-queue', subject: 'uploads', operator: decodeJwt(token).sub, name: 'olga' },
  ]);
});

it('uploads that were given up on before and behind the pipe are both checked once they are sent back', async () => {
  const uploads = ['before', 'behind'].map((photoId) => ({
    key: `incoming/of-dead-letters/${photoId}`,
    'version-id': 'v1',
    size: 20_000,
  }));
  const bodies = [
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'no-bucket' }, object: uploads[0] },
    },
    { bucket: 'no-bucket', object: uploads[1] },
  ];
  for (const body of bodies)
    await sqs.send(new SendMessageCommand({ QueueUrl: deadLetters(), MessageBody: JSON.stringify(body) }));
  expect((await ask('PUT /v1/queues/uploads/redrive')).status).toBe(202);
  const arn = output('CheckPhotoArn').replace(':stateMachine:', ':execution:');
  for (const { key } of uploads) {
    const name = createHash('sha256')
      .update(JSON.stringify(['no-bucket', key, 'v1']))
      .digest('hex')
      .slice(0, 40);
    for (let tries = 0; (await ask(`GET /v1/executions/${name}`)).status !== 200; tries++) {
      if (tries === 200) throw new Error(`${key} was sent back, and nobody checks it`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await laptop.cloud.stepFunctions.ended(`${arn}:${name}`);
  }
}, 60_000);

it.each(['photos-waiting', 'UploadsDeadLetterQueue', 'uploads '])('no other queue: %s', async (name) => {
  const { status, body } = await ask(`PUT /v1/queues/${encodeURIComponent(name)}/redrive`);
  expect([status, body.errors]).toEqual([400, [{ pointer: '#/path/name', code: 'invalid_value' }]]);
});

describe('an execution', () => {
  // The state machine cannot use a number there: the cause that AWS words quotes it all.
  const INPUT = {
    upload: {
      riderId: 'of-health',
      photoId: 'such-upload',
      bucket: 'no-bucket',
      key: 'incoming/of-health/no/such/upload',
      versionId: 'v',
      size: 20_000,
      uploadedAt: '2026-11-28T10:00:00.000Z',
    },
    expiresAt: 2_000_000_000,
  };
  const place = '/v1/executions/looked-at';
  beforeAll(async () => {
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: output('CheckPhotoArn'),
        name: 'looked-at',
        input: JSON.stringify(INPUT),
      }),
    );
    await laptop.cloud.stepFunctions.ended(executionArn!);
  }, 60_000);

  it('is shown by its states, times and errors; nothing of its data, and no act is written', async () => {
    const before = await acts();
    const { status, body, headers } = await ask(`GET ${place}`);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body.states.length).toBeGreaterThan(0);
    for (const state of body.states) expect(state).not.toHaveProperty('data');
    expect(body).not.toHaveProperty('data');
    expect(JSON.stringify(body)).not.toContain('no/such/upload');
    // A reason alone asks for nothing.
    expect((await ask(`GET ${place}?reason=curious`)).body).not.toHaveProperty('data');
    expect(await acts()).toEqual(before);
  });

  it('shows its data to who says why, which is written first', async () => {
    const before = await acts();
    const { status, body } = await ask(`GET ${place}?data=yes&reason=${encodeURIComponent(' Ticket 4711 ')}`);
    expect(status).toBe(200);
    expect(JSON.parse(body.data.input)).toEqual(INPUT);
    expect(body.states[0].data.input).toContain('no/such/upload');
    const failed = body.states.find(({ failures }: { failures: number }) => failures > 0);
    expect(failed.errors).toHaveLength(failed.failures);
    expect(failed.data.causes.join()).toContain('no/such/upload');
    const [written, ...others] = (await acts()).slice(before.length);
    expect(others).toEqual([]);
    expect(written).toMatchObject({
      act: 'read-execution-data',
      subject: 'looked-at',
      machine: 'check-photo',
      reason: 'Ticket 4711',
      operator: decodeJwt(token).sub,
      name: 'olga',
      month: new Date().toISOString().slice(0, 7),
    });
    const days = (Number(written!['expiresAt']) * 1000 - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(365);
  });

  it.each([
    ['?data=yes', 'reason', 'missing'],
    ['?data=yes&reason=%20%20a%20', 'reason', 'too_small'],
    [`?data=yes&reason=${'x'.repeat(201)}`, 'reason', 'too_big'],
    ['?data=true&reason=Ticket', 'data', 'invalid_value'],
  ])('%s is refused by %s: %s', async (query, member, code) => {
    const before = await acts();
    const { status, body } = await ask(`GET ${place}${query}`);
    expect([status, body.errors]).toEqual([400, [{ pointer: `#/query/${member}`, code }]]);
    expect(await acts()).toEqual(before);
  });

  it('keeps its data to itself while nobody can write down who asks', async () => {
    breakWith('service=dynamodb:PutItem,do=error,error=ProvisionedThroughputExceededException');
    const { status, body } = await ask(`GET ${place}?data=yes&reason=Ticket`);
    expect([status, body.type]).toEqual([500, '/problems/our-fault']);
    expect(JSON.stringify(body)).not.toContain('no/such/upload');
  });

  it('is not redriven once the sweep has started it again: its end would take away what the next one made', async () => {
    const before = await acts();
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: output('CheckPhotoArn'),
        name: 'swept-again-2',
        input: JSON.stringify(INPUT),
      }),
    );
    for (const name of ['swept', 'swept-again-1'])
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn: output('CheckPhotoArn'),
          name,
          input: JSON.stringify(INPUT),
        }),
      );
    const arn = executionArn!.replace('-again-2', '-again-1');
    await laptop.cloud.stepFunctions.ended(arn);
    expect(await ask('PUT /v1/executions/swept-again-1/redrive')).toMatchObject({
      status: 409,
      body: { type: '/problems/not-redrivable', title: expect.stringContaining('swept-again-2') },
    });
    expect(await acts()).toEqual(before);
  });

  it.each(['forget-rider', 'recheck-photos', 'reindex-faces'])(
    'of %s is listed and looked at like one of a photo',
    async (machine) => {
      const { status, body } = await ask(`GET /v1/executions?machine=${machine}`);
      expect([status, body.next]).toEqual([200, null]);
      expect((await ask(`GET ${place}?machine=${machine}`)).status).toBe(404);
    },
  );

  it.each([
    ['executions', 'unknown', 'of-no-page'],
    ['executions', 'too_small', ''],
    ['executions', 'too_big', 'x'.repeat(1025)],
    ['erasures', 'invalid_format', ''],
    ['erasures', 'invalid_format', 'of-no-page'],
  ])('among %s has no page that begins elsewhere: %s', async (list, code, after) => {
    const { status, body } = await ask(`GET /v1/${list}?after=${after}`);
    expect([status, body.errors]).toEqual([400, [{ pointer: '#/query/after', code }]]);
  });

  it('is redriven by two at once', async () => {
    const answers = await Promise.all([1, 2].map(() => ask(`PUT ${place}/redrive`)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const arn = output('CheckPhotoArn').replace(':stateMachine:', ':execution:');
    await laptop.cloud.stepFunctions.ended(`${arn}:looked-at`);
  });

  it('is redriven, and a rider erased, with a record of who did it', async () => {
    const before = await acts();
    const erasureId = '0b7e3d0e-0000-4000-8000-00000000cafe';
    const riderId = 'rider-nobody-knows';
    expect((await ask(`PUT /v1/erasures/${erasureId}`, { body: { riderId } })).status).toBe(202);
    const { status } = await ask(`GET ${place}`).then(({ body }) => body);
    const redriven = await ask(`PUT ${place}/redrive`);
    expect([status, redriven.status]).toEqual(['FAILED', 202]);
    const written = (await acts()).slice(before.length);
    expect(written.map(({ act, subject }) => [act, subject])).toEqual([
      ['erase-rider', erasureId],
      ['redrive-execution', 'looked-at'],
    ]);
    expect(JSON.stringify(written)).not.toContain(riderId);
    const arn = output('CheckPhotoArn').replace(':stateMachine:', ':execution:');
    await laptop.cloud.stepFunctions.ended(`${arn}:looked-at`);
    const erasure = output('ForgetRiderArn').replace(':stateMachine:', ':execution:');
    await laptop.cloud.stepFunctions.ended(`${erasure}:${erasureId}`);
    // Sent again it is the same one; of another rider it is none, and nobody is to believe that they are erased.
    const again = (whom: string) => ask(`PUT /v1/erasures/${erasureId}`, { body: { riderId: whom } });
    expect((await again(riderId)).status).toBe(202);
    expect(await again('somebody-else')).toMatchObject({
      status: 409,
      body: { type: '/problems/another-erasure' },
    });
  });
});

it('a rider whose id is too long for a face is erased like any other', async () => {
  const riderId = 'x'.repeat(300);
  const erasureId = '0b7e3d0e-0000-4000-8000-0000000010f9';
  const pk = `RIDER#${riderId}`;
  const Item = marshall({ pk, sk: 'PHOTO#failed', status: 'failed', updatedAt: ago(9) });
  await dynamoDb.send(new PutItemCommand({ TableName: output('RidersTable'), Item }));
  expect((await ask(`PUT /v1/erasures/${erasureId}`, { body: { riderId } })).status).toBe(202);
  const erasure = output('ForgetRiderArn').replace(':stateMachine:', ':execution:');
  expect(await laptop.cloud.stepFunctions.ended(`${erasure}:${erasureId}`)).toMatchObject({
    status: 'SUCCEEDED',
  });
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: output('RidersTable') }));
  const left = Items.map((item) => unmarshall(item)).filter((row) => row['pk'] === pk);
  expect(left.map(({ sk }) => sk)).toEqual(['PROFILE']);
});

it('of the riders’ rows the role may read numbers and moments alone', () => {
  interface Statement {
    Action: string | string[];
    Resource: unknown;
    Condition?: Record<string, Record<string, string[]>>;
  }
  const [{ Statement }] = template.resources['OperateApiFunction']!.properties['Policies'] as [
    { Statement: Statement[] },
  ];
  const [reading, ...others] = Statement.filter(({ Resource }) =>
    JSON.stringify(Resource).includes('Riders'),
  );
  expect(others).toEqual([]);
  expect(reading!.Action).toBe('dynamodb:Query');
  expect(reading!.Condition).toEqual({
    'ForAllValues:StringEquals': {
      'dynamodb:Attributes': ['openStatus', 'updatedAt', 'reviewOpenedAt', 'reviewDueAt', 'reviewKind'],
    },
    StringEquals: { 'dynamodb:Select': ['COUNT', 'SPECIFIC_ATTRIBUTES'] },
  });
});
