// npm run bench:recheck -- [PHOTOS]: a recheck of many stored photos on a laptop of its own: how fast, with how much memory, and
// whether one whose laptop is killed half way comes to the same answer.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
} from '@aws-sdk/client-sfn';
import { asked, askedNumber } from '../../tools/asked.ts';
import { describeStack, neededOutputs } from '../../tools/described-stack.ts';
import { readReport } from '../../tools/recheck/report.ts';
import { beginRecheck } from '../../tools/recheck/start.ts';
import { type Clients, clientsFor } from '../../tools/smoke/clients.ts';
import { type Laptop, startByNpm } from '../laptop.ts';
import { photoRow } from './photos.ts';
import { cpuSeconds, mebibytesOfEach, residentMebibytes } from './processes.ts';

const HELP = `npm run bench:recheck -- [PHOTOS]

Rechecks so many stored photos (default 100000) on a laptop of its own: how fast, with how much memory and when, each process for
itself (Linux only); then once more, killed half way. Exit code 1 when that comes to another answer.`;
const { positionals } = asked(HELP, { allowPositionals: true });
const PHOTOS = askedNumber('PHOTOS', positionals[0] ?? '100000', { least: 1, most: 10_000_000 });
const CONFIGURATION = '{"face":{"sharpness":{"min":50}},"age":{"review":22}}';
const POLL_MS = 250;

type Outputs = Readonly<Record<'PhotosBucket' | 'RidersTable' | 'RecheckPhotosArn', string>>;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rider-photos-recheck-'));
  const state = path.join(folder, 'state');
  let laptop = await startByNpm(state);
  try {
    let { clients, outputs } = await at(laptop);
    await seed(clients, outputs);
    // The first call of a function bundles it.
    await ended(clients, await begin(clients, outputs, 'warm'), laptop);
    // What writing a table full has left in memory is not the recheck's.
    await laptop.stop();
    laptop = await startByNpm(state);
    ({ clients, outputs } = await at(laptop));
    // Neither are the face models and functions that it gets ready by itself.
    await laptop.warm;
    const whole = await timed(clients, outputs, laptop);

    const killed = await begin(clients, outputs, 'killed');
    await halfWay(clients, killed);
    process.kill(-laptop.child.pid!, 'SIGKILL');
    await wait(1000);
    laptop = await startByNpm(state);
    ({ clients, outputs } = await at(laptop));
    const { status } = await clients.sfn.send(new DescribeExecutionCommand({ executionArn: killed }));
    if (status !== 'RUNNING') await clients.sfn.send(new RedriveExecutionCommand({ executionArn: killed }));
    await ended(clients, killed, laptop);
    const { report } = await readReport(clients, outputs, 'killed');
    const isSame = isDeepStrictEqual(report, whole);
    console.log(
      `killed half way (then ${status}) and gone on with: ${isSame ? 'the same report' : 'ANOTHER REPORT'}`,
    );
    process.exitCode = isSame ? 0 : 1;
  } finally {
    await laptop.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function at(laptop: Laptop): Promise<{ clients: Clients; outputs: Outputs }> {
  const clients = clientsFor(laptop.printed('AWS endpoint'));
  const stack = await describeStack(clients.cloudFormation, 'rider-photos');
  return {
    clients,
    outputs: neededOutputs(stack, ['PhotosBucket', 'RidersTable', 'RecheckPhotosArn'], 'ours'),
  };
}

async function seed({ dynamoDb }: Clients, { RidersTable }: Outputs): Promise<void> {
  let next = 0;
  const write = async () => {
    while (next < PHOTOS) {
      const first = next;
      next += 25;
      const numbers = Array.from({ length: Math.min(25, PHOTOS - first) }, (_, at) => first + at);
      const requests = numbers.map((number) => ({ PutRequest: { Item: photoRow(number) } }));
      await dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [RidersTable]: requests } }));
    }
  };
  await Promise.all([write(), write(), write(), write()]);
  console.log(`${PHOTOS} answered photos in the table`);
}

function begin(clients: Clients, outputs: Outputs, name: string): Promise<string> {
  const wanted = { mode: 'report', source: 'stored', configuration: CONFIGURATION } as const;
  return beginRecheck(clients, outputs.RecheckPhotosArn, { name, asked: wanted });
}

async function timed(clients: Clients, outputs: Outputs, laptop: Laptop) {
  const { pid } = laptop.child;
  const before = {
    mebibytes: residentMebibytes(pid!),
    each: mebibytesOfEach(pid!),
    cpu: cpuSeconds(pid!),
  };
  const startedAt = performance.now();
  const whole = await begin(clients, outputs, 'whole');
  const [{ most, atEnd }, onTheWay] = await Promise.all([
    ended(clients, whole, laptop),
    memoryOnTheWay(clients, whole, laptop),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = cpuSeconds(laptop.child.pid!) - before.cpu;
  console.log(
    `${PHOTOS} photos in ${seconds.toFixed(1)} s (${Math.round(PHOTOS / seconds)}/s), ${cpu.toFixed(1)} s of processor (${Math.round(PHOTOS / cpu)}/s of processor)`,
  );
  console.log(`memory ${before.mebibytes} MiB before, ${most} MiB at most (${most - before.mebibytes} more)`);
  console.log(`by how much was judged: ${onTheWay.join(', ')}; when it was over ${atEnd.total} MiB`);
  console.log(`each process: ${before.each.join(', ')} MiB before, ${atEnd.each.join(', ')} MiB at the end`);
  return (await readReport(clients, outputs, 'whole')).report;
}

interface Memory {
  /** Seen at any moment. */
  most: number;
  atEnd: { total: number; each: number[] };
}

/** Waits, and tells the memory that was seen. */
async function ended({ sfn }: Clients, executionArn: string, { child }: Laptop): Promise<Memory> {
  let most = 0;
  for (;;) {
    most = Math.max(most, residentMebibytes(child.pid!));
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') {
      const each = mebibytesOfEach(child.pid!);
      return { most, atEnd: { total: residentMebibytes(child.pid!), each } };
    }
    if (status !== 'RUNNING') throw new Error(`the recheck ended ${status}: ${error} ${cause}`);
    await wait(POLL_MS);
  }
}

/** MiB when a fifth, half and all of the photos were judged. */
async function memoryOnTheWay({ sfn }: Clients, executionArn: string, { child }: Laptop): Promise<string[]> {
  const seen: string[] = [];
  for (const share of [0.2, 0.5, 1]) {
    await judged(sfn, executionArn, share);
    seen.push(`${share * 100} % ${residentMebibytes(child.pid!)} MiB`);
  }
  return seen;
}

const halfWay = ({ sfn }: Clients, executionArn: string) => judged(sfn, executionArn, 1 / 3);

async function judged(sfn: Clients['sfn'], executionArn: string, share: number): Promise<void> {
  for (;;) {
    const { mapRuns: [run] = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    if (run?.mapRunArn) {
      const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: run.mapRunArn }));
      const { succeeded = 0, total = 0 } = itemCounts ?? {};
      if (total > 0 && succeeded >= total * share) return;
    }
    await wait(20);
  }
}

await main();
