// npm run bench:recheck:pictures -- [PHOTOS]: a recheck that looks at pictures again, one in a hundred of which is broken: it has to
// end as tolerated, with every result written. The pictures are drawn; nobody is on them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeMapRunCommand, ListMapRunsCommand } from '@aws-sdk/client-sfn';
import sharp from 'sharp';
import { asked, askedNumber } from '../../tools/asked.ts';
import { describeStack, neededOutputs } from '../../tools/described-stack.ts';
import { followRecheck } from '../../tools/recheck/follow.ts';
import { readReport } from '../../tools/recheck/report.ts';
import { beginRecheck } from '../../tools/recheck/start.ts';
import { type Clients, clientsFor } from '../../tools/smoke/clients.ts';
import { startByNpm } from '../laptop.ts';
import { photoRow } from './photos.ts';

const HELP = `npm run bench:recheck:pictures -- [PHOTOS]

Looks at so many pictures again (default 2000), one in a hundred of them broken. Exit code 1 when it does not end as tolerated.`;

const { positionals } = asked(HELP, { allowPositionals: true });
const PHOTOS = askedNumber('PHOTOS', positionals[0] ?? '2000', { least: 1, most: 10_000_000 });
const ONE_BROKEN_IN = 100;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rider-photos-recheck-'));
  const laptop = await startByNpm(path.join(folder, 'state'));
  try {
    const clients = clientsFor(laptop.printed('AWS endpoint'));
    const stack = await describeStack(clients.cloudFormation, 'rider-photos');
    const outputs = neededOutputs(stack, ['PhotosBucket', 'RidersTable', 'RecheckPhotosArn'], 'ours');
    await seed(clients, outputs);
    const startedAt = performance.now();
    const asked = { mode: 'report', source: 'pictures', configuration: '' } as const;
    const executionArn = await beginRecheck(clients, outputs.RecheckPhotosArn, { name: 'pictures', asked });
    const hasEnded = await followRecheck(clients, executionArn);
    const seconds = (performance.now() - startedAt) / 1000;
    if (!hasEnded) await tellFailures(clients, outputs.PhotosBucket);
    const { report, broken } = await readReport(clients, outputs, 'pictures');
    const { mapRuns: [run] = [] } = await clients.sfn.send(new ListMapRunsCommand({ executionArn }));
    const { status, itemCounts, toleratedFailurePercentage } = await clients.sfn.send(
      new DescribeMapRunCommand({ mapRunArn: run!.mapRunArn! }),
    );
    console.log(`${PHOTOS} pictures in ${seconds.toFixed(1)} s (${(PHOTOS / seconds).toFixed(1)}/s)`);
    console.log(
      `map run ${status}: ${itemCounts?.succeeded} succeeded, ${itemCounts?.failed} failed (${toleratedFailurePercentage} % tolerated), ${itemCounts?.resultsWritten} results written`,
    );
    console.log(`report: ${report.photos} photos; could not be looked at: ${JSON.stringify(broken)}`);
    const expected = Math.floor(PHOTOS / ONE_BROKEN_IN);
    const isRight =
      hasEnded && report.photos === PHOTOS - expected && broken['ImageUnreadableError'] === expected;
    process.exitCode = isRight ? 0 : 1;
  } finally {
    await laptop.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the children failed with, from the file that the Map wrote of them. */
async function tellFailures({ s3 }: Clients, Bucket: string): Promise<void> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'rechecks/pictures/results/' }),
  );
  const failed = Contents.find(({ Key = '' }) => Key.includes('FAILED'));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: failed?.Key }));
  const [first = ''] = ((await Body?.transformToString()) ?? '').split('\n');
  console.log(first.slice(0, 1000));
}

/** Under keys that are no upload of a rider; the rows say where the pictures lie. */
async function seed(
  { s3, dynamoDb }: Clients,
  { PhotosBucket, RidersTable }: { PhotosBucket: string; RidersTable: string },
): Promise<void> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const whole = await sharp({ create: { width: 400, height: 500, channels: 3, background: '#777', noise } })
    .jpeg()
    .toBuffer();
  const put = async (name: string, bytes: Uint8Array) => {
    const Key = `incoming/bench/recheck/${name}`;
    const { VersionId = '' } = await s3.send(
      new PutObjectCommand({ Bucket: PhotosBucket, Key, Body: bytes, ContentType: 'image/jpeg' }),
    );
    return { key: Key, versionId: VersionId, size: bytes.length };
  };
  const [good, broken] = [
    await put('whole', whole),
    await put('broken', whole.subarray(0, whole.length / 2)),
  ];
  for (let first = 0; first < PHOTOS; first += 25) {
    const numbers = Array.from({ length: Math.min(25, PHOTOS - first) }, (_, at) => first + at);
    const requests = numbers.map((number) => {
      const { key, versionId, size } = number % ONE_BROKEN_IN === ONE_BROKEN_IN - 1 ? broken : good;
      const upload = { key: { S: key }, versionId: { S: versionId }, size: { N: String(size) } };
      return { PutRequest: { Item: { ...photoRow(number), ...upload, bucket: { S: PhotosBucket } } } };
    });
    await dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [RidersTable]: requests } }));
  }
}

await main();
