// npm run bench: what the laptop and its States Language engine promise, measured. Exit code 1 when a mark is missed.
// Times are held against a reference run beside them (reference.ts), which a busy machine makes longer too.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asked } from '../tools/asked.ts';
import { apiMarks } from './api.ts';
import { journeyMarks } from './journey.ts';
import { isMissed, type Mark, tableOf } from './mark.ts';
import { startMarks } from './start.ts';
import { benchStates } from './states/states.ts';

/** In this order: the first leaves the bundles behind that every later start finds. */
const BENCHMARKS: readonly ((stateFolder: string) => Promise<Mark[]>)[] = [
  journeyMarks,
  apiMarks,
  startMarks,
  benchStates,
];

const HELP = `npm run bench

Measures what the laptop, its API and its engine promise, and prints a table of marks. Takes some minutes. Exit code 1 when a mark
is missed.`;

async function main(): Promise<void> {
  asked(HELP, {});
  const folder = mkdtempSync(path.join(tmpdir(), 'rider-photos-bench-'));
  try {
    const marks: Mark[] = [];
    for (const benchmark of BENCHMARKS) marks.push(...(await benchmark(path.join(folder, 'state'))));
    console.log(tableOf(marks));
    process.exitCode = marks.some(isMissed) ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
