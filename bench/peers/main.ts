// npm run bench:peers: the laptop beside others' emulators. Exit code 1 when a mark is missed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asked } from '../../tools/asked.ts';
import { isMissed, tableOf } from '../mark.ts';
import { peerMarks } from './peers.ts';

const HELP = `npm run bench:peers

Measures the laptop beside emulators that others wrote, and prints a table of marks. Exit code 1 when a mark is missed.`;

asked(HELP, {});
const folder = mkdtempSync(path.join(tmpdir(), 'rider-photos-peers-'));
try {
  const marks = await peerMarks(folder);
  console.log(tableOf(marks));
  process.exitCode = marks.some(isMissed) ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
