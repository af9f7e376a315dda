// Draws every sample. The same sources give the same bytes: `npm run samples` changes nothing unless the drawing did.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asked } from '../tools/asked.ts';
import { SAMPLES } from './drawing/sample-files.ts';

const HELP = `npm run samples [-- FOLDER]

Draws every sample again, into FOLDER (default samples). It takes a minute or two.`;

const { positionals } = asked(HELP, { allowPositionals: true });
const folder = positionals[0] ?? import.meta.dirname;
await mkdir(folder, { recursive: true });
for (const [name, draw] of Object.entries(SAMPLES)) {
  await writeFile(join(folder, name), await draw());
}
