// npm run bench:scale: what much state costs: memory at rest, the newest hundred, the next start. Exit code 1 when a mark is missed.
//
//   npm run bench:scale -- [--small 1000] [--large 100000] [--kind executions,waiting,messages,objects,items]

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asked, askedNumber } from '../tools/asked.ts';
import { isMissed, type Mark, median, tableOf } from './mark.ts';
import { type SmallApp, startSmallApp } from './small/app.ts';
import { isKind, KINDS, type Kind } from './small/kinds.ts';
import { canTellMemory, memoryMbOf, processorMsOf } from './small/memory.ts';

/** Until what work has left behind is given back. */
const REST_MS = 16_000;
const LISTS = 21;
const STARTS = 5;
const CLIENTS = 8;

const HELP = `npm run bench:scale -- [options]

What much state costs: memory at rest, the newest hundred, the next start. Exit code 1 when a mark is missed.
Executions that wait go on behind the start.

  --small N         so many first (default 1000)
  --large N         then so many (default 100000; of executions that wait at most ${KINDS.waiting.most})
  --kind NAME,...   of ${Object.keys(KINDS).join(', ')} (default all)
  --help            this text`;

async function main(): Promise<void> {
  const { values } = asked(HELP, {
    options: {
      small: { type: 'string', default: '1000' },
      large: { type: 'string', default: '100000' },
      kind: { type: 'string', default: Object.keys(KINDS).join(',') },
    },
  });
  const kinds = values.kind.split(',').filter(isKind);
  if (kinds.length < values.kind.split(',').length) {
    console.error(`error --kind takes some of ${Object.keys(KINDS).join(', ')}, not "${values.kind}"`);
    process.exit(2);
  }
  const small = askedNumber('--small', values.small, { least: 1, most: 10_000_000 });
  const large = askedNumber('--large', values.large, { least: small, most: 10_000_000 });
  if (!canTellMemory()) console.log('SKIPPED: memory is told by Linux only');
  const marks: Mark[] = [];
  for (const kind of kinds) {
    const { most = Number.POSITIVE_INFINITY } = KINDS[kind];
    marks.push(...(await marksOf(kind, small, Math.min(most, large))));
    console.log(tableOf(marks));
  }
  process.exitCode = marks.some(isMissed) ? 1 : 0;
}

async function marksOf(kind: Kind, small: number, large: number): Promise<Mark[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'laptop-cloud-scale-'));
  try {
    const empty = path.join(folder, 'empty');
    const full = path.join(folder, 'full');
    await (await startSmallApp(empty)).stop();
    cpSync(empty, full, { recursive: true });
    const app = await startSmallApp(full);
    const few = await after(app, kind, 0, small);
    const many = await after(app, kind, small, large);
    await app.stop();
    const starts = await comparedStarts(empty, full);
    const name = `${large.toLocaleString('en')} ${kind}`;
    return [
      { name: `${name}: memory at rest`, measured: many.memoryMb, unit: 'MB' },
      KINDS[kind].most === undefined
        ? {
            name: `  against that after ${small.toLocaleString('en')}`,
            measured: many.memoryMb / few.memoryMb,
            unit: 'times',
            digits: 2,
            goal: { atMost: 1.2 },
          }
        : {
            name: '  for each',
            measured: ((many.memoryMb - few.memoryMb) * 1024) / (large - small),
            unit: 'KB',
            digits: 1,
            goal: { atMost: 12 },
          },
      { name: '  the newest 100 listed', measured: many.listMs, unit: 'ms', digits: 1, goal: { atMost: 20 } },
      { name: '  of which its processor time', measured: many.listProcessorMs, unit: 'ms', digits: 1 },
      { name: '  made', measured: many.perSecond, unit: '/s' },
      {
        name: `  start with all of it, against an empty one (median of ${STARTS})`,
        measured: starts.full.readyMs / starts.empty.readyMs,
        unit: 'times',
        digits: 2,
        goal: { atMost: 1.5 },
      },
      ...(canTellMemory()
        ? [
            {
              name: '  its processor time, against the same',
              measured: starts.full.processorMs / starts.empty.processorMs,
              unit: 'times',
              digits: 2,
            },
          ]
        : []),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function after(app: SmallApp, kind: Kind, from: number, to: number) {
  const { open } = KINDS[kind];
  const { make, settled, listNewest, close } = open(app);
  let next = from;
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    for (let number = next++; number < to; number = next++) await make(number);
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
  await settled();
  const perSecond = ((to - from) / (performance.now() - startedAt)) * 1000;
  await sleep(REST_MS);
  const memoryMb = canTellMemory() ? memoryMbOf(app.pid) : Number.NaN;
  const times: number[] = [];
  const processorMs = () => (canTellMemory() ? processorMsOf(app.pid) : Number.NaN);
  const before = processorMs();
  for (let number = 0; number < LISTS; number += 1) {
    const askedAt = performance.now();
    await listNewest();
    times.push(performance.now() - askedAt);
  }
  const listProcessorMs = (processorMs() - before) / LISTS;
  close();
  return { memoryMb, listMs: median(times), listProcessorMs, perSecond };
}

interface Start {
  readyMs: number;
  processorMs: number;
}

/** In turns. */
async function comparedStarts(empty: string, full: string): Promise<Record<'empty' | 'full', Start>> {
  const taken: Record<'empty' | 'full', Start[]> = { empty: [], full: [] };
  for (let turn = 0; turn < STARTS; turn += 1)
    for (const [name, folder] of [['empty', empty] as const, ['full', full] as const]) {
      const app = await startSmallApp(folder);
      taken[name].push({
        readyMs: app.readyMs,
        processorMs: canTellMemory() ? processorMsOf(app.pid) : Number.NaN,
      });
      await app.stop();
    }
  return { empty: medianOf(taken.empty), full: medianOf(taken.full) };
}

function medianOf(starts: readonly Start[]): Start {
  return {
    readyMs: median(starts.map(({ readyMs }) => readyMs)),
    processorMs: median(starts.map(({ processorMs }) => processorMs)),
  };
}

await main();
