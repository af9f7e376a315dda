// Rechecks and the rebuilding of the collection, over photos that went through the whole journey: once by stricter thresholds, then by
// those of today.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteCollectionCommand,
  RekognitionClient,
  SearchFacesByImageCommand,
} from '@aws-sdk/client-rekognition';
import { readApplied } from '../../tools/recheck/applied.ts';
import { followRecheck } from '../../tools/recheck/follow.ts';
import { readIndexed } from '../../tools/recheck/indexed.ts';
import { readReport } from '../../tools/recheck/report.ts';
import { type Asked, beginRecheck } from '../../tools/recheck/start.ts';
import { type Clients, clientsFor } from '../../tools/smoke/clients.ts';
import '../support/long-suite.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { callersOf } from './signed-in.ts';

let laptop: Laptop;
let clients: Clients;
const PIPED = { isTTY: false, write: () => true } as unknown as NodeJS.WriteStream;
beforeAll(async () => {
  const stateFolder = mkdtempSync(path.join(tmpdir(), 'recheck-'));
  const strict = { Configuration: '{"face":{"sharpness":{"min":100}}}' };
  laptop = await startLaptop({ stateFolder, parameters: strict });
  expect((await laptop.send(sample('bao.jpg'), 'bao')).status).toBe('retake');
  await laptop.cloud.close();
  laptop = await startLaptop({ stateFolder });
  expect((await laptop.send(sample('ada.jpg'), 'ada')).status).toBe('approved');
  clients = clientsFor(laptop.cloud.endpoint);
}, 240_000);
afterAll(() => laptop.close());

const output = (name: string) => laptop.cloud.stack.outputs[name]!;
const rowOf = async (riderId: string, prefix: string) =>
  (await laptop.rows()).find(({ pk, sk }) => pk === `RIDER#${riderId}` && String(sk).startsWith(prefix))!;

async function recheck(name: string, asked: Partial<Asked>) {
  const whole = { mode: 'report', source: 'stored', configuration: '', ...asked } as const;
  const executionArn = await beginRecheck(clients, output('RecheckPhotosArn'), { name, asked: whole });
  expect(await followRecheck(clients, executionArn, PIPED)).toBe(true);
  return readReport(clients, { PhotosBucket: output('PhotosBucket') }, name);
}

it('says what would change, and changes nothing', async () => {
  const before = await laptop.rows();
  const { report } = await recheck('tighter', { configuration: '{"face":{"sharpness":{"min":100}}}' });
  expect(report.moves).toEqual({ 'approved>retake': 1, 'retake>retake': 1 });
  expect(report.rules.BLURRED).toMatchObject({ changed: 1, moves: { 'approved>retake': 1 } });
  expect(report.examples['approved>retake']).toEqual([
    { photoId: (await rowOf('ada', 'PHOTO#'))['photoId'], codes: ['BLURRED'] },
  ]);
  expect(await laptop.rows()).toEqual(before);
  expect(JSON.stringify(report)).not.toContain('RIDER#');
});

it('measures pictures again where it is asked to, and comes to the same', async () => {
  const { report, broken } = await recheck('looked-at', { source: 'pictures' });
  expect(broken).toEqual({});
  // What was refused before its content was looked at is known now, but for whose face it is.
  expect(report.moves).toEqual({ 'approved>approved': 1, 'retake>unknown': 1 });
});

it('gives a refused photo another chance, tells its rider once, and does nothing the second time', async () => {
  const told = laptop.messages('RiderMessages').length;
  const refused = await rowOf('bao', 'PHOTO#');
  const { report } = await recheck('apply-1', { mode: 'apply' });
  expect(report.moves).toMatchObject({ 'retake>unknown': 1 });
  expect(await readApplied(clients, { PhotosBucket: output('PhotosBucket') }, 'apply-1')).toEqual({
    reopened: 1,
    doubted: 0,
    left: 0,
    failed: [],
  });
  await approved('bao');
  // It stays sent when it was sent, and told when it was told.
  const { startedWith, claimedAt } = await rowOf('bao', 'PHOTO#');
  expect(claimedAt).not.toBe(refused['claimedAt']);
  expect(JSON.parse(String(startedWith)).past).toEqual({
    ...JSON.parse(String(refused['startedWith'])).past,
    answer: { status: 'retake', at: refused['updatedAt'] },
  });
  expect(await laptop.faces()).toEqual(expect.arrayContaining([expect.objectContaining({ riderId: 'bao' })]));
  const after = laptop.messages('RiderMessages');
  expect(after).toHaveLength(told + 1);
  expect(after.at(-1)).toMatch(/approved/);
  expect(laptop.messages('OperatorAlerts').at(-1)).toBe('A recheck changes answers');

  await recheck('apply-2', { mode: 'apply' });
  expect(laptop.messages('RiderMessages')).toHaveLength(told + 1);
}, 120_000);

it('never takes an approval back: it notes and announces its doubt, once', async () => {
  const { pk, sk, measures } = await rowOf('ada', 'PHOTO#');
  const dark = JSON.parse(String(measures)) as { faces: { quality: { brightness: number } }[] };
  dark.faces[0]!.quality.brightness = 5;
  const dynamoDb = new DynamoDBClient(laptop.cloud.clientConfig);
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: output('RidersTable'),
      Key: { pk: { S: String(pk) }, sk: { S: String(sk) } },
      UpdateExpression: 'SET measures = :measures',
      ExpressionAttributeValues: { ':measures': { S: JSON.stringify(dark) } },
    }),
  );
  dynamoDb.destroy();
  const told = laptop.messages('RiderMessages').length;
  await recheck('apply-3', { mode: 'apply' });
  await recheck('apply-4', { mode: 'apply' });
  expect(await rowOf('ada', 'PHOTO#')).toMatchObject({
    status: 'approved',
    doubt: { verdict: 'retake', reasons: ['TOO_DARK'] },
    thumbnails: expect.any(String),
  });
  expect(laptop.announced().filter((type) => type === 'PhotoDoubted')).toHaveLength(1);
  expect(laptop.messages('RiderMessages')).toHaveLength(told);
}, 120_000);

describe('operators', () => {
  it('start a recheck and read it; the same again is the same one, another under its id is refused', async () => {
    const callers = callersOf(laptop);
    const token = await callers.token('olga', 'OperateClient');
    const ask = (route: string, body?: unknown) =>
      callers.ask(route, { token, ...(body !== undefined && { body }) });
    const body = { configuration: { face: { sharpness: { min: 100 } } } };
    expect((await ask('PUT /v1/rechecks/by-olga', body)).status).toBe(202);
    expect((await ask('PUT /v1/rechecks/by-olga', body)).status).toBe(202);
    expect(await ask('PUT /v1/rechecks/by-olga', {})).toMatchObject({
      status: 409,
      body: { type: '/problems/another-recheck' },
    });
    expect(await ask('PUT /v1/rechecks/wrong', { configuration: { fase: {} } })).toMatchObject({
      status: 400,
      body: { type: '/problems/wrong-thresholds', title: expect.stringContaining('fase') },
    });
    // Thresholds that are not deployed are applied to nobody.
    expect(await ask('PUT /v1/rechecks/too-early', { ...body, mode: 'apply' })).toMatchObject({
      status: 400,
      body: { type: '/problems/wrong-thresholds', title: expect.stringContaining('deploy them') },
    });
    expect((await ask('GET /v1/rechecks/too-early')).status).toBe(404);
    expect((await ask('GET /v1/rechecks/nobodys')).status).toBe(404);
    const arn = output('RecheckPhotosArn').replace(':stateMachine:', ':execution:');
    expect(await followRecheck(clients, `${arn}:by-olga`, PIPED)).toBe(true);
    expect(await ask('GET /v1/rechecks/by-olga')).toMatchObject({
      status: 200,
      body: { status: 'SUCCEEDED', error: null, summary: { photos: 2, withoutMeasures: 0 } },
    });
  }, 60_000);
});

it('rebuilds a collection that was lost: every search finds what it found', async () => {
  const collection = output('FaceCollection');
  const rekognition = new RekognitionClient(laptop.cloud.clientConfig);
  const search = async (riderId: string) => {
    const { photoId } = await rowOf(riderId, 'PHOTO#');
    const command = new SearchFacesByImageCommand({
      CollectionId: collection,
      Image: {
        S3Object: { Bucket: output('PhotosBucket'), Name: `derived/${riderId}/${photoId}/working.jpg` },
      },
      FaceMatchThreshold: 0,
    });
    const { FaceMatches = [] } = await rekognition.send(command);
    return FaceMatches.map(({ Face, Similarity }) => [Face?.ExternalImageId, Similarity]);
  };
  const before = [await search('ada'), await search('bao')];
  expect(before.map((found) => found.length)).toEqual([2, 2]);
  await rekognition.send(new DeleteCollectionCommand({ CollectionId: collection }));

  for (const name of ['reindex-1', 'reindex-2']) {
    const executionArn = await beginRecheck(clients, output('ReindexFacesArn'), { name, asked: {} });
    expect(await followRecheck(clients, executionArn, PIPED)).toBe(true);
    expect(await readIndexed(clients, executionArn)).toEqual({
      indexed: 2,
      passedOver: 0,
      notIndexed: [],
      failed: [],
    });
    expect([await search('ada'), await search('bao')]).toEqual(before);
  }
  const faces = await laptop.faces();
  expect(faces).toHaveLength(2);
  for (const { faceId, riderId } of faces) {
    expect(await rowOf(riderId, 'PHOTO#')).toMatchObject({ faceId });
    expect(await rowOf(riderId, 'PROFILE')).toMatchObject({ faceId });
  }
  rekognition.destroy();
}, 120_000);

async function approved(riderId: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if ((await rowOf(riderId, 'PHOTO#'))['status'] === 'approved') return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(
    `the photo of ${riderId} is not approved: ${JSON.stringify(await rowOf(riderId, 'PHOTO#'))}`,
  );
}
