// The samples through the whole laptop cloud with its real models: what README promises.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import sharp from 'sharp';
import { exitCodeOf } from '../../tools/photo/answer.ts';
import { writeExplanation } from '../../tools/photo/explain.ts';
import { cases, longRun } from '../support/long-run.ts';
import { type Laptop, ROOT, sample, startLaptop } from './laptop.ts';

let laptop: Laptop;
beforeAll(async () => {
  laptop = await startLaptop();
}, 120_000);
afterAll(() => laptop.close());

describe('a good selfie', () => {
  it('is approved, stored, announced and told once', async () => {
    const answer = await laptop.send(sample('ada.jpg'), 'ada');

    expect(answer).toMatchObject({ status: 'approved', verdict: 'approved', reasons: [] });
    expect(exitCodeOf(answer)).toBe(0);
    expect(answer.told).toHaveLength(1);
    expect(laptop.announced()).toEqual(['PhotoApproved']);
    expect((await laptop.faces()).map(({ riderId }) => riderId)).toEqual(['ada']);
    const rows = await laptop.rows();
    expect(rows.map((row) => row['sk']).sort()).toEqual([`PHOTO#${answer.photoId}`, 'PROFILE']);
    expect(rows.find((row) => row['sk'] === 'PROFILE')).toMatchObject({
      currentPhoto: answer.photoId,
      attempts: 0,
    });
  });

  it('has upright square thumbnails of three sizes around the face, without metadata', async () => {
    const { thumbnails } = await laptop.send(sample('ada.jpg'), 'ada');
    const seen = await Promise.all(thumbnails.map((file) => sharp(file).metadata()));
    expect(seen.map(({ format }) => format).sort()).toEqual(['jpeg', 'jpeg', 'jpeg', 'webp', 'webp', 'webp']);
    for (const { width, height, exif, orientation } of seen) {
      expect(width).toBe(height);
      expect(exif).toBeUndefined();
      expect(orientation).toBeUndefined();
    }
    expect(new Set(seen.map(({ width }) => width)).size).toBe(3);
  });

  it('sent again gets the same answer, and nothing is doubled', async () => {
    const before = {
      rows: await laptop.rows(),
      faces: await laptop.faces(),
      keys: await laptop.keys('derived/'),
    };
    const again = await laptop.send(sample('ada.jpg'), 'ada');
    expect(again).toMatchObject({ status: 'approved', verdict: 'approved' });
    expect(again.told).toHaveLength(1);
    expect(laptop.announced()).toEqual(['PhotoApproved']);
    expect({
      rows: await laptop.rows(),
      faces: await laptop.faces(),
      keys: await laptop.keys('derived/'),
    }).toEqual(before);
  });

  it('sent again under another photo id points at the first answer', async () => {
    const { cloud } = laptop;
    const faces = await laptop.faces();
    const again = await upload('incoming/ada/second-upload', sample('ada.jpg'));
    expect(again.stateNames).toContain('SaveRepeat');
    const rows = await laptop.rows();
    expect(rows.find((row) => row['sk'] === 'PHOTO#second-upload')).toMatchObject({
      status: 'approved',
      sameAs: expect.any(String),
      expiresAt: expect.any(Number),
    });
    expect(await laptop.faces()).toEqual(faces);
    expect(laptop.announced()).toEqual(['PhotoApproved', 'PhotoApproved']);
    const toldOf = cloud.sns.messageLog().map(({ attributes }) => attributes['photoId']?.StringValue);
    expect(toldOf).toEqual([expect.not.stringMatching('second-upload'), 'second-upload']);
  });

  it('of the same rider later renews: the old face is replaced', async () => {
    const [old] = await laptop.faces();
    const answer = await laptop.send(sample('ada-2.jpg'), 'ada');
    expect(answer.status).toBe('approved');
    expect(answer.findings.find(({ code }) => code === 'FACE_CHANGED')).toMatchObject({ status: 'passed' });
    const faces = await laptop.faces();
    expect(faces.map(({ riderId }) => riderId)).toEqual(['ada']);
    expect(faces[0]!.faceId).not.toBe(old!.faceId);
    const rows = (await laptop.rows()).filter(({ pk, sk }) => pk === 'RIDER#ada' && sk !== 'PROFILE');
    const statuses = Object.fromEntries(rows.map(({ sk, status }) => [sk, status]));
    expect(statuses[`PHOTO#${answer.photoId}`]).toBe('approved');
    for (const { sk, status, expiresAt } of rows) {
      if (sk === `PHOTO#${answer.photoId}`) expect(expiresAt).toBeUndefined();
      else expect({ status, expiresAt }).toEqual({ status: 'replaced', expiresAt: expect.any(Number) });
    }
    const keys = await laptop.keys('derived/ada/');
    expect(keys.every((key) => key.startsWith(`derived/ada/${answer.photoId}/`))).toBe(true);
  });

  it('of somebody who is registered waits for people under another rider, who is told nothing', async () => {
    const faces = await laptop.faces();
    const answer = await laptop.send(sample('ada-2.jpg'), 'mallory');
    expect(answer.reasons).toContain('FACE_TAKEN');
    expect([answer.status, exitCodeOf(answer), answer.told]).toEqual(['in-review', 11, []]);
    expect(await laptop.faces()).toEqual(faces);
  });

  it.each(cases(['bao'], ['carla', 'dev', 'emil']))('of %s is approved as another person', async (name) => {
    expect(await laptop.send(sample(`${name}.jpg`), name)).toMatchObject({ status: 'approved', reasons: [] });
  });
});

describe('a photo to retake', () => {
  it.each(
    cases<[string, string[], RegExp]>(
      [
        ['ada-sunglasses.jpg', ['SUNGLASSES'], /sunglasses/i],
        ['truncated.jpg', ['FILE_UNREADABLE'], /could not open/i],
      ],
      [
        ['no-face.jpg', ['NO_FACE'], /face/i],
        ['bomb.png', ['IMAGE_SIZE'], /too many pixels/],
        ['ada-dark.jpg', ['TOO_DARK'], /light/i],
        ['two-people.jpg', ['SEVERAL_FACES'], /only person/i],
        ['empty.jpg', ['FILE_TYPE', 'FILE_SIZE'], /too small/],
        ['ada-blurred.jpg', ['BLURRED'], /blurred/i],
        ['ada-turned.jpg', ['POSE'], /straight/i],
        ['ada-eyes-closed.jpg', ['EYES_CLOSED'], /eyes open/i],
        ['renamed-text.jpg', ['FILE_TYPE'], /JPEG/],
        ['drawing.svg', ['FILE_TYPE'], /JPEG/],
        ['animated.gif', ['FILE_TYPE'], /JPEG/],
        ['photo.heic', ['FILE_TYPE'], /JPEG/],
      ],
    ),
  )('%s is told %s', async (file, reasons, advice) => {
    const answer = await laptop.send(sample(file), `retake-${file}`);
    expect(answer).toMatchObject({ status: 'retake', reasons });
    expect(exitCodeOf(answer)).toBe(10);
    expect(answer.told).toHaveLength(1);
    expect(answer.told[0]!.text).toMatch(advice);
  });
});

describe('unusual files of a good selfie', () => {
  const files = readdirSync(sample('')).filter((name) => /^(ada-exif-\d|cmyk|sixteen-bit)\./.test(name));

  it('are all there', () => expect(files).toHaveLength(10));

  // How each orientation is turned upright, tests/adapters/image.test.ts looks at, pixel by pixel.
  const often = ['ada-exif-6.jpg'];
  const seldom = files.filter((file) => !often.includes(file));

  it.each(cases(often, seldom))('%s is approved as a renewal', async (file) => {
    expect(await laptop.send(sample(file), 'ada')).toMatchObject({ status: 'approved' });
    expect((await laptop.faces()).filter(({ riderId }) => riderId === 'ada')).toHaveLength(1);
  });

  it('can have any key', async () => {
    const { status } = await upload(
      'incoming/jürgen +1%20/mein Foto 100% 😀+ü.jpg',
      sample('two-people.jpg'),
    );
    expect(status).toBe('retake');
  });
});

describe('a key too long for what comes later', () => {
  it.each([
    ['a rider of 43 Cyrillic letters', 'ж'.repeat(43), 'first', /ExternalImageId, not 258/],
    ['a key of 1,024 bytes', 'r'.repeat(255), 'p'.repeat(759), /1024 bytes, but at most 1013/],
  ])('%s ends at once and says why: nothing is made', async (_, riderId, photoId, cause) => {
    const {
      record,
      status,
      stateNames: seen,
    } = await upload(`incoming/${riderId}/${photoId}`, sample('bao.jpg'));
    expect(record).toMatchObject({ status: 'FAILED', error: 'UnexpectedKeyError' });
    // The logs keep an execution's cause, so it says no more than the name; the task's own stands in the history.
    const causes = laptop.cloud.stepFunctions
      .history(record.executionArn)
      .flatMap((event) => event.taskFailedEventDetails?.cause ?? []);
    expect(causes.join()).toMatch(cause);
    expect(record.cause).not.toMatch(cause);
    expect(status).toBe('failed');
    expect(seen).not.toContain('DetectFace');
    expect(await laptop.keys(`derived/${riderId}/`)).toEqual([]);
  });

  it('does not mean one that just fits', async () => {
    const answer = await laptop.send(sample('two-people.jpg'), 'ж'.repeat(42));
    expect(answer).toMatchObject({ status: 'retake', reasons: ['SEVERAL_FACES'] });
  });
});

describe('files that sharp makes', () => {
  const file = path.join(tmpdir(), `made-${process.pid}`);
  const ada = () => sharp(sample('ada.jpg'));

  it.each(
    cases<[string, () => Promise<Buffer>, string, string[]]>(
      [
        ['a small WebP', () => ada().resize(360).webp({ quality: 50 }).toBuffer(), 'approved', []],
        ['a stamp', () => ada().resize(100).png().toBuffer(), 'retake', ['IMAGE_SIZE']],
      ],
      [
        ['a small AVIF', () => ada().avif({ quality: 40, effort: 2 }).toBuffer(), 'approved', []],
        ['a JPEG without its end mark', () => whole().then((bytes) => bytes.subarray(0, -2)), 'approved', []],
        [
          'a JPEG with a gap',
          () => whole().then((bytes) => bytes.fill(0, 60_000, 64_096)),
          'retake',
          ['FILE_UNREADABLE'],
        ],
      ],
    ),
  )('%s is answered', async (_, make, status, reasons) => {
    writeFileSync(file, await make());
    expect(await laptop.send(file, 'ada')).toMatchObject({ status, reasons });
  });

  const whole = async () => readFileSync(sample('ada.jpg'));
});

longRun.it.each(['sample1.jpg', 'sample2.jpg'])('finds several people in the real photo %s', async (file) => {
  const answer = await laptop.send(
    path.join(ROOT, 'node_modules/@vladmandic/face-api/demo', file),
    `crowd-${file}`,
  );
  expect(answer).toMatchObject({ status: 'retake', reasons: expect.arrayContaining(['SEVERAL_FACES']) });
});

it('starts one execution however often an event is delivered', async () => {
  const { cloud } = laptop;
  const { record } = await upload('incoming/twice/photo', sample('no-face.jpg'));
  const { upload: known } = JSON.parse(record.input) as {
    upload: { bucket: string; key: string; versionId: string; size: number };
  };
  const object = { key: known.key, size: known.size, 'version-id': known.versionId };
  const event = {
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-03-01T12:00:00Z',
    detail: { bucket: { name: known.bucket }, object },
  };
  const before = cloud.stepFunctions.list().length;
  const sqs = new SQSClient(cloud.clientConfig);
  await sqs.send(
    new SendMessageCommand({ QueueUrl: cloud.stack.ref('Uploads'), MessageBody: JSON.stringify(event) }),
  );
  const waiting = ['Uploads', 'PhotosWaiting'].map((queue) => () => messagesIn(sqs, cloud.stack.ref(queue)));
  while ((await Promise.all(waiting.map((count) => count()))).some((count) => count > 0)) await pause(50);
  sqs.destroy();
  expect(cloud.stepFunctions.list()).toHaveLength(before);
});

async function messagesIn(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes['ApproximateNumberOfMessages']) +
    Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}

it('explains a photo as a picture', async () => {
  const target = path.join(tmpdir(), `explained-${process.pid}.png`);
  const box = {
    boundingBox: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 },
    landmarks: { nose: { x: 0.5, y: 0.5 } },
  };
  const picture = await sharp(sample('ada.jpg')).toBuffer();
  await writeExplanation(target, picture, box, [
    { code: 'POSE', kind: 'retake', status: 'passed', measured: '<3>', threshold: '<= 30' },
  ]);
  expect(await sharp(target).metadata()).toMatchObject({ format: 'png', width: 1620 });
});

const stateNames = (arn: string) =>
  laptop.cloud.stepFunctions.history(arn).flatMap((event) => event.stateEnteredEventDetails?.name ?? []);

/** Uploads under a key of one's own choice; resolves when the execution ends or waits. */
async function upload(key: string, file: string) {
  const [, riderId, photoId] = key.split('/') as [string, string, string];
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const { cloud } = laptop;
  const rested = new Promise<string>((resolve) => {
    cloud.stepFunctions.onStatus((record) => {
      if (
        record.status !== 'RUNNING' &&
        record.input.includes(JSON.stringify(key).slice(1, -1).replaceAll('"', ''))
      )
        resolve(record.executionArn);
    });
    cloud.stepFunctions.onHistory((arn, event) => {
      if (event.type === 'WaitStateEntered' && cloud.stepFunctions.describe(arn).input.includes(photoId))
        resolve(arn);
    });
  });
  const s3 = new S3Client(cloud.clientConfig);
  await s3.send(
    new PutObjectCommand({ Bucket: cloud.stack.outputs['PhotosBucket'], Key: key, Body: readFileSync(file) }),
  );
  const executionArn = await rested;
  s3.destroy();
  const row = (await laptop.rows()).find(
    (each) => each['pk'] === `RIDER#${riderId}` && each['sk'] === `PHOTO#${photoId}`,
  );
  return {
    status: row?.['status'],
    stateNames: stateNames(executionArn),
    record: cloud.stepFunctions.describe(executionArn),
  };
}

// Kept apart from the samples: a file that is no picture at all.
it('answers a file of noise', async () => {
  const file = path.join(tmpdir(), `noise-${process.pid}.jpg`);
  writeFileSync(file, Buffer.alloc(20_000, 'noise'));
  expect(await laptop.send(file, 'noise')).toMatchObject({ status: 'retake', reasons: ['FILE_TYPE'] });
});
