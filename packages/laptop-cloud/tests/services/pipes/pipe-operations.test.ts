// Pipes made, changed and deleted by the API.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreatePipeCommand,
  DeletePipeCommand,
  DescribePipeCommand,
  ListPipesCommand,
  ListTagsForResourceCommand,
  PipesClient,
  StartPipeCommand,
  StopPipeCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePipeCommand,
} from '@aws-sdk/client-pipes';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createBus } from '../../../src/services/bus.ts';
import { createPipes, type Pipes } from '../../../src/services/pipes/pipes.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION, ROOT, startGateway, type TestGateway } from '../../support/gateway.ts';
import { settle } from '../manual-clock.ts';

const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Uploads`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Riders`;
const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/Pipe`;

let folder: string;
let gateway: TestGateway;
let client: PipesClient;
let queues: SQSClient;
let pipes: Pipes;
let delivered: string[];
/** What a delivery waits for. */
let held: Promise<void> | undefined;

async function start(): Promise<void> {
  delivered = [];
  held = undefined;
  const bus = createBus();
  bus.target('sns', async (_arn, input) => {
    await held;
    delivered.push(input);
  });
  const place = { bus, accountId: ACCOUNT_ID, region: REGION };
  const sqs = createSqs({ ...place, folder: join(folder, 'sqs') });
  pipes = createPipes({
    ...place,
    folder: join(folder, 'pipes'),
    source: sqs.source,
    principalOf: (arn) => (arn === ROLE ? ROOT : undefined),
  });
  gateway = await startGateway([sqs.service, pipes.service]);
  client = new PipesClient(gateway.clientConfig);
  queues = new SQSClient(gateway.clientConfig);
}

async function stop(): Promise<void> {
  client.destroy();
  queues.destroy();
  await gateway.close();
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pipes-'));
  await start();
  await queues.send(new CreateQueueCommand({ QueueName: 'Uploads' }));
});
afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true });
});

const create = (Name: string, more: object = {}) =>
  client.send(new CreatePipeCommand({ Name, RoleArn: ROLE, Source: QUEUE, Target: TOPIC, ...more }));
const template = (InputTemplate: string) => ({ TargetParameters: { InputTemplate } });
async function send(MessageBody: string): Promise<void> {
  await queues.send(new SendMessageCommand({ QueueUrl: 'Uploads', MessageBody }));
  await settle();
}

it('a pipe works as soon as it is made, as it was changed, and no more once it is deleted', async () => {
  const made = await create('up', template('"made <$.body>"'));
  await send('1');
  await client.send(new UpdatePipeCommand({ Name: 'up', RoleArn: ROLE, ...template('"changed <$.body>"') }));
  await send('2');
  const deleted = await client.send(new DeletePipeCommand({ Name: 'up' }));
  await send('3');

  expect(made).toMatchObject({ CurrentState: 'CREATING', DesiredState: 'RUNNING' });
  expect(deleted).toMatchObject({ CurrentState: 'DELETING', DesiredState: 'DELETED' });
  expect(delivered).toEqual(['"made 1"', '"changed 2"']);
  await expect(client.send(new DescribePipeCommand({ Name: 'up' }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
});

it('a pipe is changed, stopped, started and deleted while a batch is under way, which arrives', async () => {
  let release = (): void => undefined;
  held = new Promise((resolve) => {
    release = resolve;
  });
  await create('up');
  await send('1');

  await client.send(new UpdatePipeCommand({ Name: 'up', RoleArn: ROLE, ...template('"changed <$.body>"') }));
  await send('2');
  await client.send(new StopPipeCommand({ Name: 'up' }));
  const started = await client.send(new StartPipeCommand({ Name: 'up' }));
  await send('3');
  await client.send(new DeletePipeCommand({ Name: 'up' }));
  const during = [...delivered];
  release();
  await settle();

  expect([during, started.CurrentState]).toEqual([[], 'RUNNING']);
  expect(delivered).toEqual([expect.stringContaining('"body":"1"'), '"changed 2"', '"changed 3"']);
});

it('pipes are there after a restart, stopped ones stopped', async () => {
  await create('up', template('"<$.body>"'));
  await create('idle');
  await client.send(new StopPipeCommand({ Name: 'idle' }));

  await stop();
  await start();
  pipes.resume();
  await send('kept');

  const { Pipes = [] } = await client.send(new ListPipesCommand({}));
  expect(Pipes.map(({ Name, CurrentState }) => [Name, CurrentState])).toEqual([
    ['up', 'RUNNING'],
    ['idle', 'STOPPED'],
  ]);
  expect(delivered).toEqual(['"kept"']);
});

it.each([
  ['by name', { NamePrefix: 'up' }, ['up']],
  ['by state', { CurrentState: 'STOPPED' as const }, ['idle']],
  ['by state that is wanted', { DesiredState: 'RUNNING' as const }, ['up']],
  ['by source', { SourcePrefix: 'arn:aws:kinesis' }, []],
  ['by target', { TargetPrefix: TOPIC }, ['up', 'idle']],
  ['one at a time', { Limit: 1 }, ['up']],
])('pipes can be listed %s', async (_, wanted, names) => {
  await create('up');
  await create('idle', { DesiredState: 'STOPPED' });
  const { Pipes = [], NextToken } = await client.send(new ListPipesCommand(wanted));
  expect(Pipes.map(({ Name }) => Name)).toEqual(names);
  expect(NextToken !== undefined).toBe('Limit' in wanted);
});

it.each([
  [{ CurrentState: 'IDLE' as 'STOPPED' }, /'IDLE' at 'currentState' .*START_FAILED/],
  [{ DesiredState: 'STARTING' as 'RUNNING' }, /'STARTING' at 'desiredState' .*\[RUNNING, STOPPED\]/],
])('refuses to list pipes of a state that there is not: %j', async (wanted, message) => {
  await expect(client.send(new ListPipesCommand(wanted))).rejects.toThrow(message);
});

it.each([
  ['a name that is taken', { Name: 'up' }, 'ConflictException'],
  ['a role that is not there', { Name: 'b', RoleArn: `${ROLE}X` }, 'ValidationException'],
  [
    'a target that pipes cannot have here',
    { Name: 'b', Target: 'arn:aws:firehose:us-east-1:0:x' },
    'ValidationException',
  ],
  ['a topic as enrichment', { Name: 'b', Enrichment: TOPIC }, 'ValidationException'],
])('refuses %s', async (_, more, name) => {
  await create('up');
  await expect(create('b', more)).rejects.toMatchObject({ name });
});

test('a pipe has tags, which an update leaves and a restart too', async () => {
  const { Arn: resourceArn } = await create('tagged', { Tags: { team: 'photos', stage: 'dev' } });
  await client.send(new TagResourceCommand({ resourceArn, tags: { stage: 'prod', cost: '1', odd: 'a&b' } }));
  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'cost'] }));
  await client.send(new UpdatePipeCommand({ Name: 'tagged', RoleArn: ROLE, Description: 'changed' }));
  await stop();
  await start();

  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual({ stage: 'prod', odd: 'a&b' });
  const { Tags } = await client.send(new DescribePipeCommand({ Name: 'tagged' }));
  expect(Tags).toEqual(tags);
});

test.each([
  ['of no pipe', () => new ListTagsForResourceCommand({ resourceArn: `${QUEUE}/none` }), 'NotFoundException'],
  [
    'more than fifty',
    () =>
      new TagResourceCommand({
        resourceArn: `arn:aws:pipes:${REGION}:${ACCOUNT_ID}:pipe/full`,
        tags: Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v'])),
      }),
    'ValidationException',
  ],
])('refuses tags %s', async (_, command, name) => {
  await create('full');
  await expect(client.send(command() as ListTagsForResourceCommand)).rejects.toMatchObject({ name });
});
