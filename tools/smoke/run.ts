// One photo through a deployed stack: sent by a rider of its own, its answer awaited, everything taken away again.

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { riderKey } from '../../src/adapters/riders-table.ts';
import { answeredRow, comeToRest, type PhotoRow } from './answer.ts';
import { type CleanedUp, cleanUp } from './clean-up.ts';
import type { Clients } from './clients.ts';
import type { StackOutputs } from './deployed-stack.ts';
import { ownFile, smokeRiderId } from './rider.ts';

export interface SmokeTest {
  clients: Clients;
  outputs: StackOutputs;
  /** Written into the rider's profile first, where the stack asks for consent. */
  consentVersion?: string | undefined;
  picture: Buffer;
  /** The verdict that it must get; undefined takes any. */
  expected?: string;
  timeoutMs: number;
  say: (line: string) => void;
}

const PHOTO_ID = 'smoke';
/** Beyond the answer: for events, messages and withdrawal. */
const REST_MS = 30_000;

/** Resolves with what is wrong; nothing is wrong when the photo has an answer and all of it is gone again. */
export async function smokeTest({ clients, outputs, ...test }: SmokeTest): Promise<string[]> {
  const riderId = smokeRiderId();
  const picture = ownFile(test.picture, riderId);
  const startedMs = Date.now();
  const deadlineMs = startedMs + test.timeoutMs;
  let row: PhotoRow | undefined;
  const problems: string[] = [];
  const attempt = async (part: () => Promise<void>): Promise<void> =>
    part().catch((error: Error) => void problems.push(`${error.name}: ${error.message}`));

  await attempt(async () => {
    if (test.consentVersion !== undefined) {
      await agree(clients, outputs, riderId, test.consentVersion);
      test.say(`the rider has agreed to version ${test.consentVersion}`);
    }
    const Key = `incoming/${riderId}/${PHOTO_ID}`;
    await clients.s3.send(new PutObjectCommand({ Bucket: outputs.PhotosBucket, Key, Body: picture }));
    test.say(`sent s3://${outputs.PhotosBucket}/${Key}`);
    row = await answeredRow(clients, { table: outputs.RidersTable, riderId, photoId: PHOTO_ID }, deadlineMs);
    const problem = whatIsWrong(row, test);
    if (problem) problems.push(problem);
    else test.say(`${verdictText(row!)} after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
    if (row?.executionArn) test.say(`by ${row.executionArn}`);
  });
  await attempt(async () => {
    const done = await comeToRest(clients, row, Math.max(deadlineMs, Date.now()) + REST_MS);
    if (done) test.say(done);
  });
  await attempt(async () => {
    const faceId = row?.faceId;
    test.say(cleanText(await cleanUp(clients, { outputs, riderId, picture, faceId })));
  });
  return problems;
}

/** A profile as an application writes it for a rider who has agreed. */
async function agree(
  { dynamoDb }: Clients,
  { RidersTable }: StackOutputs,
  riderId: string,
  consentVersion: string,
): Promise<void> {
  const Item = { pk: { S: riderKey(riderId) }, sk: { S: 'PROFILE' }, consentVersion: { S: consentVersion } };
  await dynamoDb.send(new PutItemCommand({ TableName: RidersTable, Item }));
}

function whatIsWrong(
  row: PhotoRow | undefined,
  { expected, timeoutMs }: Pick<SmokeTest, 'expected' | 'timeoutMs'>,
): string | undefined {
  const waited = `within ${timeoutMs / 1000} s`;
  if (!row)
    return `nothing has taken up the photo ${waited}: look at the queue, what reads it, and the rule (docs/runbook.md#uploads-do-not-start). Its file is gone: should it still come, it fails with PhotoGoneError`;
  if (row.status === 'processing') return `no answer ${waited}: ${row.executionArn} is still at work`;
  if (row.status === 'failed' || !row.verdict)
    return `the photo ended as ${row.status}${row.fault ? ` of ${row.fault}` : ''} (docs/runbook.md#photos-fail)`;
  if (expected !== undefined && row.verdict !== expected) return `${verdictText(row)}, not ${expected}`;
  return undefined;
}

function verdictText({ verdict, reasons }: PhotoRow): string {
  return `verdict ${verdict}${reasons.length > 0 ? ` for ${reasons.join(', ')}` : ''}`;
}

function cleanText({ faces, objects, rows }: CleanedUp): string {
  return `took away faces: ${faces}, versions of objects: ${objects}, rows: ${rows}`;
}
