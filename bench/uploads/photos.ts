// Photos at once: who sends them, and what the main process has spent when all of them are answered.
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import { credentialsFor } from '../peers/contender.ts';
import { perSecond, prepare, type Recorder } from '../peers/replay.ts';
import { processorMsOf } from '../small/memory.ts';
import type { Build } from './build.ts';

const CLIENTS = 8;
/** Executions are counted where they are told, so that asking takes no time from the laptop. */
const LOOK_EVERY_MS = 100;
/** A photo is answered in less, also behind a thousand others. */
const LONGEST_STANDSTILL_MS = 60_000;
const MOST_ITEMS = 25;

export interface Spent {
  /** Of the main process, all its threads, for each photo. */
  processorMs: number;
  /** From the first upload until the last answer, for each photo. */
  wallMs: number;
}

/** Sends so many photos, each of a rider of its own, and waits for all answers. */
export async function sendPhotos(build: Build, name: string, count: number): Promise<Spent> {
  const endpoint = required(build, 'AWS endpoint');
  const riders = Array.from({ length: count }, (_, number) => `${name}-${number}`);
  await agreed(build, endpoint, riders);
  const picture = await smallPicture();
  const puts = await prepare(
    (requestHandler: Recorder) =>
      new S3Client({
        ...credentialsFor({ endpoint }),
        forcePathStyle: true,
        requestHandler: requestHandler as never,
      }),
    riders.map(
      (rider) =>
        new PutObjectCommand({
          Bucket: required(build, 'PhotosBucket'),
          Key: `incoming/${rider}/first`,
          Body: withComment(picture, rider),
        }),
    ),
  );
  const before = { ended: build.ended().all, processorMs: processorMsOf(build.pid), at: performance.now() };
  await perSecond(endpoint, puts, CLIENTS);
  await allEnded(build, before.ended + count);
  return {
    processorMs: (processorMsOf(build.pid) - before.processorMs) / count,
    wallMs: (performance.now() - before.at) / count,
  };
}

async function allEnded(build: Build, wanted: number): Promise<void> {
  let last = { count: -1, at: performance.now() };
  for (;;) {
    const { all, badly } = build.ended();
    if (badly > 0) throw new Error(`${badly} executions of the benchmark failed`);
    if (all >= wanted) return;
    if (all !== last.count) last = { count: all, at: performance.now() };
    if (performance.now() - last.at > LONGEST_STANDSTILL_MS)
      throw new Error(`${wanted - all} photos of the benchmark got no answer`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Nobody looks at the photo of a rider who has not agreed, where a build asks for that. */
async function agreed(build: Build, endpoint: string, riders: readonly string[]): Promise<void> {
  const version = build.printed('ConsentAskedFor');
  if (version === undefined) return;
  const table = required(build, 'RidersTable');
  const rows = new DynamoDBClient(credentialsFor({ endpoint }));
  for (let at = 0; at < riders.length; at += MOST_ITEMS) {
    const requests = riders.slice(at, at + MOST_ITEMS).map((rider) => ({
      PutRequest: {
        Item: { pk: { S: `RIDER#${rider}` }, sk: { S: 'PROFILE' }, consentVersion: { S: version } },
      },
    }));
    await rows.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
  rows.destroy();
}

function required(build: Build, name: string): string {
  const value = build.printed(name);
  if (value === undefined) throw new Error(`the laptop did not print its ${name}`);
  return value;
}

/** As large as a face has to be, so that functions have little to do. */
function smallPicture(): Promise<Buffer> {
  const [width, height] = [320, 400];
  // Noise, so that it takes as many bytes as a photo of this size.
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: { r: 128, g: 128, b: 128 },
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .jpeg({ quality: 70 })
    .toBuffer();
}

const COMMENT = Buffer.from([0xff, 0xfe]);

/** The same picture as another file: a JPEG may carry a comment behind its first marker. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const comment = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(comment.length + 2);
  return Buffer.concat([jpeg.subarray(0, 2), COMMENT, length, comment, jpeg.subarray(2)]);
}
