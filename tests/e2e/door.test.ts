// Who is let in, when, and what is left alone: through the whole laptop cloud, with consent required and room for one photo.

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Laptop, sample, startLaptop } from './laptop.ts';
import { until } from './until.ts';

let laptop: Laptop;
let s3: S3Client;
let rows: DynamoDBClient;
let sqs: SQSClient;
beforeAll(async () => {
  laptop = await startLaptop({
    parameters: { RequireConsent: 'on', ConsentVersion: '7', MaxConcurrentPhotos: '1' },
  });
  s3 = new S3Client(laptop.cloud.clientConfig);
  rows = new DynamoDBClient(laptop.cloud.clientConfig);
  sqs = new SQSClient(laptop.cloud.clientConfig);
}, 120_000);
afterAll(async () => {
  for (const client of [s3, rows, sqs]) client.destroy();
  await laptop.close();
});

const profile = (riderId: string, more: Record<string, unknown>) =>
  rows.send(
    new PutItemCommand({
      TableName: laptop.cloud.stack.outputs['RidersTable'],
      Item: marshall({ pk: `RIDER#${riderId}`, sk: 'PROFILE', ...more }),
    }),
  );
const agreed = (riderId: string) => profile(riderId, { consentVersion: '7' });
const upload = (Key: string, Body: Buffer) =>
  s3.send(new PutObjectCommand({ Bucket: laptop.cloud.stack.outputs['PhotosBucket'], Key, Body }));
const picture = (name: string) => readFileSync(sample(name));

interface Ended {
  key: string;
  status: string;
  error?: string;
  states: string[];
}

/** What became of every execution so far, once nothing waits and nothing runs but reminders. */
async function settled(): Promise<Ended[]> {
  const { cloud } = laptop;
  const isResting = (arn: string) =>
    cloud.stepFunctions.history(arn).some(({ type }) => type === 'WaitStateEntered');
  const busy = ({ status, executionArn }: { status: string; executionArn: string }) =>
    status === 'RUNNING' && !isResting(executionArn);
  const { records } = await until(
    async () => ({ records: cloud.stepFunctions.list(), waiting: await waiting() }),
    (seen) => seen.waiting === 0 && !seen.records.some(busy),
    'No upload that waits, no execution at work',
  );
  return records.map((record) => endOf(record.executionArn));
}

async function waiting(): Promise<number> {
  const counts = await Promise.all(
    ['Uploads', 'PhotosWaiting'].map(async (queue) => {
      const QueueUrl = laptop.cloud.stack.ref(queue);
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes['ApproximateNumberOfMessages']) +
        Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
      );
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function endOf(executionArn: string): Ended {
  const { status, error, input } = laptop.cloud.stepFunctions.describe(executionArn);
  const { upload: sent } = JSON.parse(input) as { upload: { key: string } };
  const states = laptop.cloud.stepFunctions
    .history(executionArn)
    .flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  return { key: sent.key, status, states, ...(error === undefined ? {} : { error }) };
}

/** What became of the executions for a key, once there are so many: an upload is on its way to the queue for a moment. */
async function ended(key: string, count: number): Promise<Ended[]> {
  return until(
    async () => (await settled()).filter((each) => each.key === key),
    (theirs) => theirs.length >= count,
    `${count} ended executions of ${key}`,
  );
}

it.each([
  ['unknown', undefined],
  ['undecided', {}],
  ['outdated', { consentVersion: '6' }],
  ['forgotten', { consentVersion: '7', forgottenAt: '2026-01-01T00:00:00Z' }],
])(
  'discards the photo of a rider who is %s, looks at nothing and calls nobody',
  async (riderId, consent) => {
    if (consent) await profile(riderId, consent);
    const key = `incoming/${riderId}/first`;
    await upload(key, picture('ada.jpg'));
    const [only] = await ended(key, 1);
    expect(only).toMatchObject({ status: 'SUCCEEDED' });
    expect(only!.states).toEqual(['ClaimPhoto', 'WhyNotClaimed', 'DiscardUpload', 'NotWelcome']);
    expect(await laptop.keys(`incoming/${riderId}/`)).toEqual([]);
    const left = (await laptop.rows()).filter(({ pk, sk }) => pk === `RIDER#${riderId}` && sk !== 'PROFILE');
    expect(left).toEqual([]);
    expect(laptop.announced()).toEqual([]);
    expect(laptop.messages('RiderMessages')).toEqual([]);
    expect(laptop.messages('OperatorAlerts')).toEqual([]);
  },
  60_000,
);

it('takes the photo of a rider who has agreed', async () => {
  await agreed('ada');
  expect(await laptop.send(sample('ada.jpg'), 'ada')).toMatchObject({ status: 'approved' });
}, 60_000);

it('checks one photo at a time when there is room for one, and each of them in the end', async () => {
  const riders = ['bao', 'carla', 'dev', 'emil'];
  await Promise.all(riders.map(agreed));
  let atWork = 0;
  let most = 0;
  laptop.cloud.stepFunctions.onStatus(({ status }) => {
    atWork += status === 'RUNNING' ? 1 : -1;
    most = Math.max(most, atWork);
  });
  await Promise.all(riders.map((name) => upload(`incoming/${name}/first`, picture(`${name}.jpg`))));
  for (const name of riders) {
    const theirs = await ended(`incoming/${name}/first`, 1);
    expect(theirs.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  }
  // Two instances of the function may each see the last free place.
  expect(most).toBeLessThanOrEqual(2);
}, 120_000);

describe('a photo id', () => {
  const key = 'incoming/zoe/first';

  it('of a photo to retake may be used for the next one, which is checked anew', async () => {
    await agreed('zoe');
    await upload(key, picture('no-face.jpg'));
    await ended(key, 1);
    await upload(key, picture('two-people.jpg'));
    const both = await ended(key, 2);
    expect(both.map(({ states }) => states.includes('SaveRefusal'))).toEqual([true, true]);
    const row = (await laptop.rows()).find(({ pk, sk }) => pk === 'RIDER#zoe' && sk === 'PHOTO#first');
    expect(row).toMatchObject({ status: 'retake', reasons: expect.stringContaining('SEVERAL_FACES') });
  }, 60_000);

  it('of an approved photo names it: another picture ends visibly, the same one is known', async () => {
    const taken = 'incoming/bao/first';
    await upload(taken, picture('carla.jpg'));
    await ended(taken, 2);
    await upload(taken, picture('bao.jpg'));
    const all = await ended(taken, 3);
    expect(all.map(({ error }) => error)).toContain('PhotoIdInUse');
    expect(all.map(({ states }) => states.at(-1)).sort()).toEqual(['AlreadyClaimed', 'Done', 'PhotoIdInUse']);
  }, 60_000);
});

it.each([
  ['incoming/ada/', 0],
  ['incoming/ada/first/', 0],
  ['incoming//ada/second', 20_000],
  ['incoming/ada/second/large.jpg', 20_000],
  ['incoming/photo.jpg', 20_000],
])(
  'leaves %s alone',
  async (key, size) => {
    const before = laptop.cloud.stepFunctions.list().length;
    await upload(key, Buffer.alloc(size, 'x'));
    await pause(300);
    await settled();
    expect(laptop.cloud.stepFunctions.list()).toHaveLength(before);
    expect(await laptop.keys(key)).toContain(key);
  },
  60_000,
);
