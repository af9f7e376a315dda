// Draws every sample. The same sources give the same bytes: `npm run samples` changes nothing unless the drawing did.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SAMPLES } from './drawing/sample-files.ts';

const folder = process.argv[2] ?? import.meta.dirname;
await mkdir(folder, { recursive: true });
for (const [name, draw] of Object.entries(SAMPLES)) {
  await writeFile(join(folder, name), await draw());
}
