// A rider asks to be forgotten: through the API, the state machine and every store, each read here and not by the proof itself.

import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeJwt } from 'jose';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import { forgetClients } from '../../tools/forget/clients.ts';
import { eraseRider } from '../../tools/forget/erase-rider.ts';
import { isKnownRider } from '../../tools/forget/known-rider.ts';
import { recordOf } from '../../tools/forget/mark.ts';
import { ridersToReplay } from '../../tools/forget/replay.ts';
import { forgetStack } from '../../tools/forget/stack.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import { longRun } from '../support/long-run.ts';
import { erasesInSpiteOfCrashes } from './forgetting/crashes.ts';
import { leavesNothingOfLateUploads } from './forgetting/late-uploads.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { type RiderStores, riderStoresOf } from './rider-stores.ts';
import { type Callers, callersOf } from './signed-in.ts';
import { until } from './until.ts';

let laptop: Laptop;
let callers: Callers;
let stores: RiderStores;
const clients: { dynamoDb?: DynamoDBClient; sfn?: SFNClient } = {};
beforeAll(async () => {
  // Nobody is refused for similarity alone: a person looks at every pair.
  const Configuration = '{"duplicate":{"rejectPercent":100},"review":{"undoSeconds":1}}';
  laptop = await startLaptop({ clock: hurriedClock(), parameters: { Configuration } });
  callers = callersOf(laptop);
  stores = riderStoresOf(laptop);
  const { clientConfig } = laptop.cloud;
  clients.dynamoDb = new DynamoDBClient(clientConfig);
  clients.sfn = new SFNClient(clientConfig);
}, 120_000);
afterEach(() => laptop.cloud.faults.replace([]));
afterAll(async () => {
  stores.close();
  for (const client of Object.values(clients)) client.destroy();
  await laptop.close();
});

// First, as it looks at the record of every erasure there was. In virtual time tests/statemachine/forget-faults.test.ts tries each fault always.
longRun.describe('whatever breaks off', () => {
  erasesInSpiteOfCrashes(
    () => laptop,
    () => stores,
  );
});

longRun.describe('where no consent is asked for, a late upload', () => {
  leavesNothingOfLateUploads(
    () => laptop,
    () => stores,
    [
      'EraseRows',
      'UnlinkRider',
      'MarkForgotten',
      'FindTraces',
      'ErasePhoto',
      'EraseFaces',
      'Prove',
      'CloseErasure',
    ],
  );
});

const output = (name: string) => laptop.cloud.stack.outputs[name]!;

async function rowsOf(table: string): Promise<Record<string, unknown>[]> {
  const { Items = [] } = await clients.dynamoDb!.send(new ScanCommand({ TableName: output(table) }));
  return Items.map((item) => unmarshall(item));
}

/** Every place that holds something of the rider; indexes go with their table. */
const placesOf = async (riderId: string) =>
  (await stores.tracesOf(riderId)).filter((place) => !place.startsWith('by'));

const CONSENT = { version: '1', language: 'en', purposes: ['check-face', 'find-duplicates'] };

/** A person who has agreed, with the rider id that is theirs. */
async function aRider(name: string) {
  const token = await callers.token(name);
  expect((await callers.ask('PUT /v1/me/consent', { token, body: CONSENT })).status).toBe(200);
  const sub = String(decodeJwt(token).sub);
  const link = (await rowsOf('RiderLinksTable')).find((row) => row['sub'] === sub)!;
  return { token, sub, riderId: String(link['riderId']) };
}

async function erased(token: string) {
  const { body } = await until(
    () => callers.ask('GET /v1/me/erasure', { token }),
    (asked) => asked.body.state !== 'running',
    'An erasure that is over',
  );
  return body;
}

async function erase(riderId: string, erasureId: string): Promise<string> {
  const { executionArn } = await clients.sfn!.send(
    new StartExecutionCommand({
      stateMachineArn: output('ForgetRiderArn'),
      name: erasureId,
      input: JSON.stringify({ riderId, erasureId }),
    }),
  );
  return ended(executionArn!);
}

async function ended(executionArn: string): Promise<string> {
  const { status } = await until(
    () => clients.sfn!.send(new DescribeExecutionCommand({ executionArn })),
    (execution) => execution.status !== 'RUNNING',
    `The end of ${executionArn}`,
  );
  return status!;
}

it('forgets a rider with an approved photo: no store has anything, the page has a receipt, others stay', async () => {
  const { token, sub, riderId } = await aRider('ada');
  const other = await aRider('bao');
  await laptop.send(sample('ada.jpg'), riderId);
  await laptop.send(sample('no-face.jpg'), riderId);
  await laptop.send(sample('bao.jpg'), other.riderId);
  const before = await placesOf(other.riderId);
  expect(await placesOf(riderId)).toEqual(['RidersTable', 'RiderLinksTable', 'bucket', 'FaceCollection']);

  const asked = await callers.ask('PUT /v1/me/erasure', { token });

  expect([asked.status, asked.body]).toEqual([202, { state: 'running' }]);
  const done = await erased(token);
  expect(done).toMatchObject({ state: 'done', receipt: { policy: '2', identity: 'removed' } });
  expect(done.receipt.erased).toMatchObject({ links: 1, faces: 1 });
  expect(JSON.stringify(done)).not.toContain(riderId);
  expect(await placesOf(riderId)).toEqual([]);
  expect(await placesOf(other.riderId)).toEqual(before);
  // Of a removed account only a token is left, and it begins nothing.
  const again = await callers.ask('PUT /v1/me/consent', { token, body: CONSENT });
  expect([again.status, again.body.type]).toEqual([403, '/problems/forgotten']);
  const histories = await historiesOf();
  expect(histories).not.toContain(sub);
  expect(JSON.stringify(await rowsOf('ErasuresTable'))).not.toContain(sub);
}, 180_000);

async function historiesOf(): Promise<string> {
  const texts: string[] = [];
  for (const stateMachineArn of [output('ForgetRiderArn'), output('CheckPhotoArn')]) {
    const { executions = [] } = await clients.sfn!.send(new ListExecutionsCommand({ stateMachineArn }));
    for (const { executionArn } of executions) {
      const { events } = await clients.sfn!.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      texts.push(JSON.stringify(events));
    }
  }
  return texts.join('\n');
}

longRun.it(
  'two erasures of one rider at once end as one',
  async () => {
    const { token, riderId } = await aRider('carla');
    await laptop.send(sample('carla.jpg'), riderId);
    const states = await Promise.all([
      erase(riderId, 'one-of-two'),
      erase(riderId, 'two-of-two'),
      callers.ask('PUT /v1/me/erasure', { token }),
    ]);
    expect(states.slice(0, 2)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect((await erased(token)).state).toBe('done');
    expect(await placesOf(riderId)).toEqual([]);
  },
  180_000,
);

it('a fault that stays delays it, is told, and a second erasure ends it', async () => {
  const riderId = 'rider-delayed';
  await laptop.send(sample('emil.jpg'), riderId);
  laptop.cloud.faults.replace([parseFaultFlag('state=EraseFaces,do=error,error=DependencyRefusedError')]);
  expect(await erase(riderId, 'delayed')).toBe('FAILED');
  expect((await rowsOf('ErasuresTable')).some(({ state }) => state === 'delayed')).toBe(true);
  expect(laptop.messages('OperatorAlerts').at(-1)).toBe('The erasure of a rider got stuck');
  laptop.cloud.faults.replace([]);
  expect(await erase(riderId, 'once-more')).toBe('SUCCEEDED');
  expect(await placesOf(riderId)).toEqual([]);
}, 60_000);

longRun.it(
  'a restored table brings nobody back: the record says whom to erase again',
  async () => {
    const riderId = 'rider-restored';
    await laptop.send(sample('ada-2.jpg'), riderId);
    const snapshot = await clients.dynamoDb!.send(new ScanCommand({ TableName: output('RidersTable') }));
    const rows = snapshot.Items!.filter(({ pk }) => pk?.S === `RIDER#${riderId}`);
    expect(await erase(riderId, 'before-the-restore')).toBe('SUCCEEDED');
    for (const Item of rows)
      await clients.dynamoDb!.send(new PutItemCommand({ TableName: output('RidersTable'), Item }));
    expect(await placesOf(riderId)).toEqual(['RidersTable']);

    const tool = forgetClients(laptop.cloud.endpoint);
    const outputs = await forgetStack(tool, 'rider-photos');
    expect(await ridersToReplay(tool, outputs)).toEqual([riderId]);
    const said: string[] = [];
    expect(await eraseRider(tool, outputs, riderId, (line) => said.push(line))).toBe(true);

    expect(said.join('\n')).toMatch(/UnlinkRider[\s\S]*Prove[\s\S]*"policy": "2"/);
    expect(await placesOf(riderId)).toEqual([]);
    expect(await ridersToReplay(tool, outputs)).toEqual([]);
  },
  60_000,
);

longRun.it(
  'nobody is erased by a slip of the pen, and a receipt is not written over',
  async () => {
    const tool = forgetClients(laptop.cloud.endpoint);
    const outputs = await forgetStack(tool, 'rider-photos');
    const riderId = 'rider-of-the-tool';
    expect(await isKnownRider(tool, outputs, riderId)).toBe(false);
    await laptop.send(sample('no-face.jpg'), riderId);
    expect(await isKnownRider(tool, outputs, riderId)).toBe(true);
    const said: string[] = [];

    expect(await eraseRider(tool, outputs, riderId, (line) => said.push(line))).toBe(true);

    // Of the refusal that stays nobody says that it is the rider.
    expect(await isKnownRider(tool, outputs, riderId)).toBe(false);
    expect((await recordOf(tool, outputs, riderId))?.receipt?.erased.rows).toBeGreaterThan(0);
    expect(await recordOf(tool, outputs, 'rider-of-nowhere')).toBeUndefined();
    laptop.cloud.faults.replace([parseFaultFlag('state=EraseFaces,do=error,error=DependencyRefusedError')]);
    expect(await eraseRider(tool, outputs, 'rider-stuck', (line) => said.push(line))).toBe(false);
    expect(said.at(-1)).toBe(
      'FAILED (DependencyRefusedError): something may be left; docs/runbook.md#erasures-delayed',
    );
  },
  60_000,
);

it('what the erasure itself writes for a rider of whom nothing is there is counted as nothing', async () => {
  const tool = forgetClients(laptop.cloud.endpoint);
  const outputs = await forgetStack(tool, 'rider-photos');
  expect(await erase('rider-of-nothing', 'of-nothing')).toBe('SUCCEEDED');
  const record = await recordOf(tool, outputs, 'rider-of-nothing');
  expect(record?.receipt?.erased).toEqual({ links: 0, rows: 0, objects: 0, faces: 0 });
}, 30_000);

it('a rider id with a slash, which would name a photo of another rider, is refused', async () => {
  const token = await callers.token('olga', 'OperateClient');
  const body = { riderId: 'ada/first' };
  const asked = await callers.ask('PUT /v1/erasures/0b7e3d0e-0000-4000-8000-00000000abcd', { token, body });
  expect([asked.status, asked.body.errors]).toEqual([
    400,
    [{ pointer: '#/body/riderId', code: 'invalid_format' }],
  ]);
  expect(await erase('ada/first', 'with-a-slash')).toBe('FAILED');
}, 30_000);

it('operators see the record and the executions, and have a rider erased, without a rider in any answer', async () => {
  const token = await callers.token('olga', 'OperateClient');
  const riderId = 'rider-by-operator';
  await laptop.send(sample('ada-2.jpg'), riderId);
  const erasureId = '0b7e3d0e-0000-4000-8000-00000000beef';
  const place = `/v1/executions/${erasureId}?machine=forget-rider`;

  expect((await callers.ask(`PUT /v1/erasures/${erasureId}`, { token, body: { riderId } })).status).toBe(202);
  await ended(`${output('ForgetRiderArn').replace(':stateMachine:', ':execution:')}:${erasureId}`);

  expect(await placesOf(riderId)).toEqual([]);
  const read = await callers.ask(`GET ${place}`, { token });
  expect(read.body).toMatchObject({ status: 'SUCCEEDED', error: null });
  expect(read.body.states.map(({ name }: { name: string }) => name)).toContain('Prove');
  const listed = await callers.ask('GET /v1/executions?machine=forget-rider', { token });
  const record = await callers.ask('GET /v1/erasures', { token });
  expect(listed.body.executions.map(({ name }: { name: string }) => name)).toContain(erasureId);
  expect(record.body.erasures.map(({ state }: { state: string }) => state)).toContain('done');
  expect(JSON.stringify([read.body, listed.body, record.body])).not.toContain(riderId);
  const redriven = await callers.ask(`PUT /v1/executions/${erasureId}/redrive?machine=forget-rider`, {
    token,
  });
  expect([redriven.status, redriven.body.type]).toEqual([409, '/problems/not-redrivable']);
}, 60_000);

longRun.it(
  'stops a review that waits: its execution ends, its ticket is gone, and others keep theirs',
  async () => {
    await laptop.send(sample('ada.jpg'), 'rider-looked-like');
    const waiting = await laptop.send(sample('ada-2.jpg'), 'rider-in-review');
    expect(waiting).toMatchObject({ status: 'in-review' });

    // Two have answered, and what they say is on its way to be counted.
    for (const name of ['rita', 'raj']) {
      const token = await callers.token(name, 'ReviewClient');
      const place = `/v1/reviews/${waiting.photoId}`;
      const claimed = await callers.ask(`PUT ${place}/claim`, { token, body: {} });
      const headers = { 'if-match': claimed.headers.get('etag')! };
      const body = { decision: 'reject', reason: 'the same face' };
      expect((await callers.ask(`PUT ${place}/vote`, { token, headers, body })).status).toBe(200);
    }

    expect(await erase('rider-in-review', 'in-review')).toBe('SUCCEEDED');

    const { status } = await clients.sfn!.send(
      new DescribeExecutionCommand({ executionArn: waiting.executionArn }),
    );
    expect(status).toBe('ABORTED');
    const token = await callers.token('olga', 'OperateClient');
    const name = waiting.executionArn.split(':').at(-1);
    const redriven = await callers.ask(`PUT /v1/executions/${name}/redrive`, { token });
    expect([redriven.status, redriven.body.type]).toEqual([409, '/problems/not-redrivable']);
    expect(await placesOf('rider-in-review')).toEqual([]);
    expect(await placesOf('rider-looked-like')).toEqual(['RidersTable', 'bucket', 'FaceCollection']);
  },
  60_000,
);
