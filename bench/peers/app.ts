// The same small application on ours and on MiniStack: memory at rest, from an upload to its function, executions from start to end.

import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Mark, median } from '../mark.ts';
import { canTellMemory, memoryMbOf } from '../small/memory.ts';
import { type CallsHome, listenForCalls } from './calls.ts';
import { type AppContender, credentialsFor } from './contender.ts';
import { startMiniStack, startOurs } from './contenders.ts';
import { connectionsTo, perSecond, prepare, type Recorder, send } from './replay.ts';

/** As in scale.ts: until what the start has left behind is given back. */
const REST_MS = 16_000;
const ROUNDS = 5;
/** Of each round, uploads one after the other. */
const UPLOADS = { ours: 40, MiniStack: 8 };
/**
 * Of each round, executions at once: as many as take each about as long, for a short round is mostly its last executions. Each warms
 * up with a whole one, as it takes ours some thousands until it is compiled; what the first make is told beside it.
 */
const EXECUTIONS = { ours: 2000, MiniStack: 300 };
const FIRST_EXECUTIONS = 400;
const CLIENTS = 8;

export async function appMarks(folder: string): Promise<Mark[]> {
  const calls = await listenForCalls();
  const started: AppContender[] = [];
  try {
    const ours = await startOurs(folder, calls.code);
    started.push(ours);
    const theirs = await startMiniStack(folder, calls.code);
    started.push(theirs);
    const atRest = await memoryMarks('small application at rest', ours, theirs);
    const paces = await paceMarks(ours, theirs, calls);
    return [...atRest, ...paces, ...(await memoryMarks('at rest after these', ours, theirs))];
  } finally {
    for (const each of started) await each.stop();
    calls.close();
  }
}

async function memoryMarks(name: string, ours: AppContender, theirs: AppContender): Promise<Mark[]> {
  if (!canTellMemory()) return [];
  await sleep(REST_MS);
  const [own, other] = [memoryMbOf(ours.pid), memoryMbOf(theirs.pid)];
  return [
    { name, measured: own, unit: 'MB' },
    {
      name: `  against MiniStack (${Math.round(other)} MB)`,
      measured: own / other,
      unit: 'times',
      digits: 2,
      goal: { atMost: 1.2 },
    },
  ];
}

async function paceMarks(ours: AppContender, theirs: AppContender, calls: CallsHome): Promise<Mark[]> {
  const times = { ours: [] as number[], MiniStack: [] as number[] };
  const paces = { ours: [] as number[], MiniStack: [] as number[] };
  const both = [ours, theirs] as const;
  // The first start their functions.
  for (const each of both) await uploadTimes(each, calls, 'warm', 5);
  for (const each of both) await executionsPerSecond(each, 16);
  const first = await executionsPerSecond(ours, FIRST_EXECUTIONS);
  await executionsPerSecond(ours, EXECUTIONS.ours);
  await executionsPerSecond(theirs, EXECUTIONS.MiniStack);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const each of both) {
      const name = each === ours ? 'ours' : 'MiniStack';
      times[name].push(...(await uploadTimes(each, calls, `round-${round}`, UPLOADS[name])));
      paces[name].push(await executionsPerSecond(each, EXECUTIONS[name]));
    }
  const put = { own: median(times.ours), other: median(times.MiniStack) };
  const pace = { own: median(paces.ours), other: median(paces.MiniStack) };
  return [
    { name: 'put to Lambda (median)', measured: put.own, unit: 'ms', digits: 1 },
    {
      name: `  against MiniStack (${put.other.toFixed(0)} ms), faster`,
      measured: put.other / put.own,
      unit: 'times',
      digits: 1,
      goal: { atLeast: 15 },
    },
    { name: `executions from start to all done, ${CLIENTS} clients`, measured: pace.own, unit: '/s' },
    { name: `  the first ${FIRST_EXECUTIONS} of a laptop`, measured: first, unit: '/s' },
    {
      name: `  against MiniStack (${pace.other.toFixed(1)}/s)`,
      measured: pace.own / pace.other,
      unit: 'times',
      digits: 1,
      goal: { atLeast: 10 },
    },
  ];
}

/** Milliseconds from each put to the first line of its function, one after the other. */
async function uploadTimes(
  app: AppContender,
  calls: CallsHome,
  round: string,
  count: number,
): Promise<number[]> {
  const keys = Array.from({ length: count }, (_, number) => `incoming/${round}-${number}`);
  const puts = await prepare(
    (requestHandler: Recorder) =>
      new S3Client({ ...credentialsFor(app), forcePathStyle: true, requestHandler: requestHandler as never }),
    keys.map((Key) => new PutObjectCommand({ Bucket: app.bucket, Key, Body: Buffer.from('a photo') })),
  );
  const connection = connectionsTo(app.endpoint, 1);
  const times: number[] = [];
  for (const [index, put] of puts.entries()) {
    const called = calls.called(keys[index]!);
    const startedAt = performance.now();
    const sent = send(connection, put);
    times.push((await called) - startedAt);
    await sent;
  }
  await connection.destroy();
  return times;
}

async function executionsPerSecond(app: AppContender, count: number): Promise<number> {
  const starts = await prepare(
    (requestHandler: Recorder) =>
      new SFNClient({ ...credentialsFor(app), requestHandler: requestHandler as never }),
    Array.from(
      { length: count },
      (_, number) =>
        new StartExecutionCommand({
          stateMachineArn: app.stateMachineArn,
          input: JSON.stringify({ number }),
        }),
    ),
  );
  const client = new SFNClient(credentialsFor(app));
  const running = new ListExecutionsCommand({
    stateMachineArn: app.stateMachineArn,
    statusFilter: 'RUNNING',
    maxResults: 1,
  });
  const startedAt = performance.now();
  await perSecond(app.endpoint, starts, CLIENTS);
  while ((await client.send(running)).executions?.length !== 0) await sleep(10);
  const seconds = (performance.now() - startedAt) / 1000;
  client.destroy();
  return count / seconds;
}
