// The function behind the waiting queue, against the laptop's own DynamoDB and Step Functions over HTTP.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import {
  createWorld,
  type World,
} from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { CONTEXT, capture, type Written } from '../shared/invocation.ts';
import { provision, ridersTable, TABLE } from '../steps/cloud.ts';

let world: World;
let rows: DynamoDBClient;
const before = process.env;
beforeAll(async () => {
  world = await createWorld({
    neighbours: async () => {
      const dynamoDb = await createDynamoDb({ folder: null, accountId: ACCOUNT_ID, region: REGION });
      await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', TABLE, ridersTable());
      return [dynamoDb.service];
    },
  });
  const { endpoint, credentials } = world.sfn.config;
  const { protocol, hostname, port } = await endpoint!();
  const AWS_ENDPOINT_URL = `${protocol}//${hostname}:${port}`;
  const { accessKeyId, secretAccessKey } = await credentials();
  const access = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  process.env = {
    ...before,
    AWS_ENDPOINT_URL,
    AWS_REGION: REGION,
    AWS_MAX_ATTEMPTS: '1',
    CONFIGURATION: '',
    ...access,
  };
  rows = new DynamoDBClient({ endpoint: AWS_ENDPOINT_URL, region: REGION });
});
beforeEach(async () => {
  // Each test is a fresh instance of the function.
  jest.resetModules();
  process.env['RIDERS_TABLE'] = TABLE;
  process.env['MAX_CONCURRENT_PHOTOS'] = '4';
  process.env['STATE_MACHINE_ARN'] = await world.machine({ Done: { Type: 'Succeed' } });
});
afterAll(async () => {
  process.env = before;
  rows.destroy();
  await world.close();
});

interface Answer {
  batchItemFailures: { itemIdentifier: string }[];
}

async function admit(
  bodies: unknown[],
  remainingMs = 60_000,
): Promise<Written & { output: Answer; error?: unknown }> {
  const Records = bodies.map((body, index) => ({
    messageId: `m-${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }));
  const { handler } = await import('../../src/intake/admit-uploads.ts');
  const context = { ...CONTEXT, getRemainingTimeInMillis: () => remainingMs } as Context;
  const ran = await capture(() => handler({ Records }, context));
  return { ...ran, output: ran.output as Answer };
}

const upload = (key: string, versionId = 'v1', size = 20_000) => ({
  bucket: 'photos',
  object: { key, 'version-id': versionId, size, etag: 'e', sequencer: '1' },
});

async function inputs(): Promise<{ name: string; input: unknown }[]> {
  const stateMachineArn = process.env['STATE_MACHINE_ARN'];
  const { executions = [] } = await world.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.map(({ executionArn, name }) => ({
    name: name!,
    input: JSON.parse(world.stepFunctions.describe(executionArn!).input) as unknown,
  }));
}

/** Rows of photos that are being checked. */
async function inFlight(count: number, updatedAt = new Date().toISOString()): Promise<() => Promise<void>> {
  const keys = Array.from({ length: count }, (_, n) => ({ pk: `RIDER#busy-${n}`, sk: 'PHOTO#1' }));
  for (const key of keys) {
    const Item = marshall({ ...key, openStatus: 'processing', status: 'processing', updatedAt });
    await rows.send(new PutItemCommand({ TableName: TABLE, Item }));
  }
  return async () => {
    for (const key of keys) await rows.send(new DeleteItemCommand({ TableName: TABLE, Key: marshall(key) }));
  };
}

it('starts one execution for each upload, with what the journey wants and when the row is to go', async () => {
  const nowSeconds = Math.floor(Date.now() / 1000);
  process.env['CONFIGURATION'] = '{"retention":{"refusedDays":2}}';
  const { output } = await admit([upload('incoming/ada/first'), upload('incoming/jürgen +1%20/😀 ü.jpg')]);
  process.env['CONFIGURATION'] = '';
  expect(output).toEqual({ batchItemFailures: [] });
  const started = await inputs();
  expect(started.map(({ input }) => (input as { upload: object }).upload)).toEqual(
    expect.arrayContaining([
      {
        bucket: 'photos',
        key: 'incoming/ada/first',
        versionId: 'v1',
        size: 20_000,
        riderId: 'ada',
        photoId: 'first',
      },
      {
        bucket: 'photos',
        key: 'incoming/jürgen +1%20/😀 ü.jpg',
        versionId: 'v1',
        size: 20_000,
        riderId: 'jürgen +1%20',
        photoId: '😀 ü.jpg',
      },
    ]),
  );
  for (const { input } of started) {
    const { expiresAt } = input as { expiresAt: string };
    expect(Number(expiresAt) - nowSeconds - 2 * 86_400).toBeGreaterThanOrEqual(0);
    expect(Number(expiresAt) - nowSeconds - 2 * 86_400).toBeLessThan(600);
  }
});

it('tells since when a file is there: as S3 announced it, or as whoever sent it again knows', async () => {
  const announced = { source: 'aws.s3', 'detail-type': 'Object Created', time: '2026-03-01T12:00:00Z' };
  const { bucket: name, object } = upload('incoming/ada/given-up-on');
  const answer = { status: 'retake', at: '2026-02-01T00:00:05.000Z' };
  await admit([
    { ...upload('incoming/ada/first'), past: { sentAt: '2026-03-01T12:00:00Z' } },
    { ...upload('incoming/ada/again'), past: { sentAt: '2026-02-01T00:00:00.000Z', answer } },
    { ...announced, detail: { bucket: { name }, object } },
    upload('incoming/ada/before-it-was-kept'),
  ]);
  const pasts = (await inputs()).map(({ input }) => {
    const { upload: sent, past } = input as { upload: { photoId: string }; past: object };
    return [sent.photoId, past];
  });
  expect(Object.fromEntries(pasts)).toEqual({
    first: { sentAt: '2026-03-01T12:00:00.000Z' },
    again: { sentAt: '2026-02-01T00:00:00.000Z', answer },
    'given-up-on': { sentAt: '2026-03-01T12:00:00.000Z' },
    'before-it-was-kept': { sentAt: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
});

/** Puts rows of ada's photo and profile, as a recheck leaves them that has sent the photo again. */
async function reopened(row: object = {}, profile: object = {}): Promise<void> {
  const pk = 'RIDER#ada';
  const photo = { pk, sk: 'PHOTO#first', status: 'retake', openStatus: 'rechecked', ...row };
  for (const each of [photo, { pk, sk: 'PROFILE', consentVersion: '1', lastPhoto: 'first', ...profile }])
    await rows.send(
      new PutItemCommand({ TableName: TABLE, Item: marshall(each, { removeUndefinedValues: true }) }),
    );
}

const again = (version: string) => ({
  ...upload('incoming/ada/first'),
  recheck: { version, told: 'retake' },
});

it('lets a recheck bring an upload back, once for each version of the thresholds', async () => {
  await reopened();
  const { output } = await admit([upload('incoming/ada/first'), again('a1'), again('a1'), again('b2')]);
  expect(output).toEqual({ batchItemFailures: [] });
  const started = (await inputs()).map(({ input }) => (input as { recheck?: object }).recheck);
  expect(started).toHaveLength(3);
  expect(started).toEqual(
    expect.arrayContaining([undefined, { version: 'a1', told: 'retake' }, { version: 'b2', told: 'retake' }]),
  );
});

it.each([
  ['the rider has appealed, and people have decided', { openStatus: 'decided', reviewKind: 'appeal' }, {}],
  ['it is being checked', { openStatus: 'processing', status: 'processing' }, {}],
  ['the rider has sent another photo', {}, { lastPhoto: 'second' }],
  ['the rider has another photo that is shown', {}, { currentPhoto: 'second' }],
  ['the rider is being forgotten', {}, { forgottenAt: '2026-11-28T10:00:00.000Z' }],
  ['the rider has withdrawn the consent', {}, { consentWithdrawnAt: '2026-11-28T10:00:00.000Z' }],
  ['the rider has withdrawn it before that was marked', {}, { consentVersion: undefined }],
])('does not bring a photo back that waited for room while %s', async (_, row, profile) => {
  await reopened(row, profile);
  const { output, metrics } = await admit([again('a1')]);
  expect(output).toEqual({ batchItemFailures: [] });
  expect(await inputs()).toEqual([]);
  expect(metrics).toContainEqual(expect.objectContaining({ UploadsIgnored: 1, reason: 'recheck-overtaken' }));
});

it('makes the input of the repository’s own event', async () => {
  const event = readFileSync(path.join(import.meta.dirname, '../../events/admit-uploads/happy.json'), 'utf8');
  const { Records } = JSON.parse(event) as { Records: [{ body: string }] };
  await admit([Records[0].body]);
  const sample = readFileSync(path.join(import.meta.dirname, '../../events/check-photo/upload.json'), 'utf8');
  const { upload: expected } = JSON.parse(sample) as { upload: object };
  expect(await inputs()).toMatchObject([{ input: { upload: expected } }]);
});

it('takes an upload also as S3 announces it: what never came to the pipe is sent back like that', async () => {
  const { bucket, object } = upload('incoming/ada/first');
  const announced = {
    version: '0',
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { version: '0', bucket: { name: bucket }, object },
  };
  const foreign = { ...announced, source: 'not.s3' };
  const { output, metrics } = await admit([announced, upload('incoming/ada/first'), foreign]);
  expect(output).toEqual({ batchItemFailures: [] });
  expect(await inputs()).toMatchObject([{ input: { upload: { bucket, key: object.key, versionId: 'v1' } } }]);
  expect(metrics).toContainEqual(expect.objectContaining({ UploadsIgnored: 1, reason: 'unreadable' }));
});

it('starts an upload once, however often it is delivered, and another version anew', async () => {
  await admit([upload('incoming/ada/first'), upload('incoming/ada/first')]);
  await admit([upload('incoming/ada/first')]);
  expect(await inputs()).toHaveLength(1);
  await admit([upload('incoming/ada/first', 'v2')]);
  expect(await inputs()).toHaveLength(2);
});

it('names no rider in the name of an execution, its log lines or its metrics', async () => {
  const { text } = await admit([upload('incoming/jane.doe/secret'), upload('incoming/jane.doe/')]);
  const [started] = await inputs();
  expect(started?.name).toMatch(/^[0-9a-f]{40}$/);
  expect(text).not.toMatch(/jane|secret/);
});

it.each([
  ['folder', upload('incoming/ada/', 'v1', 0)],
  ['unexpected-key', upload('incoming/ada/first/large.jpg')],
  ['unexpected-key', upload('incoming//ada/first')],
  ['unreadable', 'no JSON'],
  ['unreadable', { bucket: 'photos' }],
  ['unreadable', { bucket: 'photos', object: { key: 'incoming/ada/first', size: 1 } }],
])('leaves alone and counts what is no upload: %s', async (reason, body) => {
  const { output, metrics } = await admit([body]);
  expect(output).toEqual({ batchItemFailures: [] });
  expect(await inputs()).toEqual([]);
  expect(metrics).toContainEqual(expect.objectContaining({ UploadsIgnored: 1, reason }));
});

it('leaves in the queue what there is no room for, and starts what fits', async () => {
  const leave = await inFlight(3);
  const many = Array.from({ length: 4 }, (_, n) => upload(`incoming/ada/${n}`));
  const { output } = await admit(many, 15_300);
  expect(await inputs()).toHaveLength(1);
  expect(output.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m-1', 'm-2', 'm-3']);

  await leave();
  jest.resetModules();
  const again = await admit(many, 20_000);
  expect(again.output).toEqual({ batchItemFailures: [] });
  expect(await inputs()).toHaveLength(4);
});

it('what is no upload needs no room', async () => {
  const leave = await inFlight(4);
  const { output } = await admit([upload('incoming/ada/', 'v1', 0)], 15_000);
  await leave();
  expect(output).toEqual({ batchItemFailures: [] });
});

it('a photo that died on its way holds nobody back for good', async () => {
  const leave = await inFlight(4, new Date(Date.now() - 25 * 60_000).toISOString());
  const { output } = await admit([upload('incoming/ada/first')], 15_000);
  await leave();
  expect(output).toEqual({ batchItemFailures: [] });
});

it('fails as a whole, so that all comes again, when Step Functions does not take it', async () => {
  process.env['STATE_MACHINE_ARN'] = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:gone`;
  const { error } = await admit([upload('incoming/ada/first')]);
  expect(error).toMatchObject({ name: 'DependencyRefusedError' });
});

it.each(['0', '-1', '1.5', 'many'])('refuses a bound of %s by name', async (bound) => {
  process.env['MAX_CONCURRENT_PHOTOS'] = bound;
  const { error } = await admit([upload('incoming/ada/first')]);
  expect(error).toMatchObject({
    name: 'ConfigurationError',
    message: expect.stringContaining('MAX_CONCURRENT_PHOTOS'),
  });
});

it('refuses an event that is none of a queue', async () => {
  const { handler } = await import('../../src/intake/admit-uploads.ts');
  expect(() => handler({ records: [] }, CONTEXT)).toThrow(
    expect.objectContaining({ name: 'InvalidInputError' }),
  );
});
