// The sweep on the whole laptop, called by its own schedule with its own role; and the listeners of examples/, who hear what comes of
// it. The pictures are none, so that nobody looks for faces.

import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import { ROOT_KEY } from '../../packages/laptop-cloud/src/identities.ts';
import { signerFor } from '../../packages/laptop-cloud/src/services/protocols/signer.ts';
import { hurriedClock } from '../support/hurried-clock.ts';
import '../support/long-suite.ts';
import { type Laptop, startLaptop } from './laptop.ts';
import { until } from './until.ts';
import { templateWithListeners } from './with-listeners.ts';

let laptop: Laptop;
let table: DynamoDBClient;
let s3: S3Client;
let sfn: SFNClient;
let sqs: SQSClient;
const templatePath = templateWithListeners();
beforeAll(async () => {
  laptop = await startLaptop({ clock: hurriedClock(), templatePath });
  const { clientConfig } = laptop.cloud;
  table = new DynamoDBClient(clientConfig);
  s3 = new S3Client({ ...clientConfig, forcePathStyle: true });
  sfn = new SFNClient(clientConfig);
  sqs = new SQSClient(clientConfig);
}, 120_000);
afterAll(async () => {
  for (const client of [table, s3, sfn, sqs]) client.destroy();
  await laptop.close();
  rmSync(path.dirname(templatePath), { recursive: true, force: true });
});
jest.setTimeout(120_000);

const output = (name: string) => laptop.cloud.stack.outputs[name]!;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const upload = (riderId: string, photoId: string) =>
  s3.send(
    new PutObjectCommand({
      Bucket: output('PhotosBucket'),
      Key: `incoming/${riderId}/${photoId}`,
      Body: `no picture, ${riderId}`,
    }),
  );

type Row = Record<string, unknown>;
const keyOf = (riderId: string, photoId: string) => ({ pk: `RIDER#${riderId}`, sk: `PHOTO#${photoId}` });
async function row(key: Row, TableName = output('RidersTable')): Promise<Row | undefined> {
  const { Item } = await table.send(
    new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }),
  );
  return Item && unmarshall(Item);
}
const untilRow = async (find: () => Promise<Row | undefined>, wanted: Row): Promise<Row> =>
  (await until(
    find,
    (found) => Object.entries(wanted).every(([name, value]) => found?.[name] === value),
    `A row with ${JSON.stringify(wanted)}`,
  ))!;
const setAge = (key: Row, member: string, minutes: number, TableName = output('RidersTable')) =>
  table.send(
    new UpdateItemCommand({
      TableName,
      Key: marshall(key),
      UpdateExpression: 'SET #member = :at',
      ExpressionAttributeNames: { '#member': member },
      ExpressionAttributeValues: marshall({ ':at': ago(minutes) }),
    }),
  );

/** As `laptop-cloud run-schedule` has it done; a schedule runs by hand although it is switched off. */
async function runSchedule(): Promise<unknown> {
  const { endpoint, clientConfig } = laptop.cloud;
  const name = laptop.cloud.stack.resources.find(
    ({ logicalId }) => logicalId === 'SweepSchedule',
  )!.physicalName;
  const { host, hostname } = new URL(endpoint);
  const request = `/schedules/${name}/run`;
  const signer = signerFor(
    'scheduler',
    String(clientConfig.region),
    ROOT_KEY.accessKeyId,
    ROOT_KEY.secretAccessKey,
  );
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path: request,
    headers: { host },
    body: '',
  });
  return (await fetch(`${endpoint}${request}`, { method: 'POST', headers })).json();
}

/** Everything that the queue gives within a moment. */
async function received(queue: string, count: number): Promise<Row[]> {
  const found: Row[] = [];
  const receive = async () => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: output(queue),
        WaitTimeSeconds: 1,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }),
    );
    found.push(...(Messages as unknown as Row[]));
    return found;
  };
  return until(receive, () => found.length >= count, `${count} messages in ${queue}`);
}

it('fixes what is stuck of each kind when its schedule calls it, and listeners hear what comes of it', async () => {
  // A photo whose execution somebody stopped.
  laptop.cloud.faults.replace([parseFaultFlag('state=InspectPhoto,nth=1,do=delay,ms=100000')]);
  await upload('ada', 'stopped');
  const { executionArn } = await untilRow(() => row(keyOf('ada', 'stopped')), { status: 'processing' });
  await sfn.send(new StopExecutionCommand({ executionArn: String(executionArn) }));
  await setAge(keyOf('ada', 'stopped'), 'updatedAt', 30);
  // One of a smoke test, answered as ever: nobody hears of it.
  await upload('smoke-1', 'p');
  await untilRow(() => row(keyOf('smoke-1', 'p')), { status: 'retake' });
  // A review that is nearly over.
  await table.send(
    new PutItemCommand({
      TableName: output('RidersTable'),
      Item: marshall({
        ...keyOf('bao', 'waits'),
        status: 'in-review',
        openStatus: 'in-review',
        reviewKind: 'check',
        reasons: '["POSE"]',
        updatedAt: ago(60 * 60),
        reviewDueAt: ago(-12 * 60),
      }),
    }),
  );
  // An erasure that somebody stopped.
  laptop.cloud.faults.replace([parseFaultFlag('state=FindTraces,nth=1,do=delay,ms=100000')]);
  const input = JSON.stringify({ riderId: 'carla', erasureId: 'of-carla' });
  const erasure = laptop.cloud.stepFunctions.start(output('ForgetRiderArn'), { input, name: 'of-carla' });
  const record = async () => (await allErasures())[0];
  const { erasure: mark } = await untilRow(record, { state: 'running' });
  await sfn.send(new StopExecutionCommand({ executionArn: erasure.executionArn }));
  await setAge({ erasure: mark }, 'requestedAt', 60, output('ErasuresTable'));
  laptop.cloud.faults.replace([]);

  expect(await runSchedule()).toMatchObject({ Status: 'delivered' });

  const answered = await untilRow(() => row(keyOf('ada', 'stopped')), { status: 'retake' });
  expect(answered['executionArn']).toBe(`${executionArn}-again-1`);
  await untilRow(record, { state: 'done' });
  expect(laptop.announced()).toContain('PhotoReviewDue');
  expect(
    laptop.cloud.sns.messageLog().filter(({ topicArn }) => topicArn === output('ReviewerMessagesTopic')),
  ).toMatchObject([
    { subject: 'A review is nearly due', message: expect.stringContaining(output('ReviewDesk')) },
  ]);

  const [event] = await received('AnswersQueue', 1);
  expect(JSON.parse(String(event!['Body']))).toMatchObject({
    source: 'rider-photos',
    'detail-type': 'PhotoRetakeRequested',
    detail: { riderId: 'ada', photoId: 'stopped', verdict: 'retake', reasons: ['FILE_TYPE', 'FILE_SIZE'] },
  });
  const [message] = await received('RetakesQueue', 1);
  expect(message).toMatchObject({
    Body: answered['message'],
    MessageAttributes: { riderId: { StringValue: 'ada' }, verdict: { StringValue: 'retake' } },
  });

  // A second run, a moment later, finds nothing to do.
  const starts = laptop.cloud.stepFunctions.list().length;
  expect(await runSchedule()).toMatchObject({ Status: 'delivered' });
  await pause(1500);
  expect(laptop.cloud.stepFunctions.list()).toHaveLength(starts);
  expect(laptop.announced().filter((type) => type === 'PhotoReviewDue')).toHaveLength(1);
});

async function allErasures(): Promise<Row[]> {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { Items = [] } = await table.send(new ScanCommand({ TableName: output('ErasuresTable') }));
  return Items.map((item) => unmarshall(item));
}
