// npm run web: the pages as files, into a folder; how large each is.

import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { readWords } from 'laptop-cloud/template';
import { makeFolder } from './make-folder.ts';
import { runTool } from './run-tool.ts';
import { UsageError } from './usage-error.ts';
import { buildPages, type Pages, versionOf } from './web/build-pages.ts';

const HELP = `npm run web [-- --to FOLDER]

Builds the rider page and the review desk into FOLDER (default .local/web), and says how large they are.
What is served has to hold settings.json as well: npm run deploy:web and npm start write it.`;

process.exitCode = await runTool(HELP, async (args) => {
  const { values } = readWords({ args, options: { to: { type: 'string', default: '.local/web' } } });
  checkFolder(values.to);
  const pages = await buildPages(process.cwd());
  await writePages(pages, values.to);
  console.log(`version ${versionOf(pages)}, ${pages.files.length} files in ${values.to}`);
  for (const [page, names] of Object.entries(pages.loadedAtOnce))
    console.log(`${page}: ${sizesOf(pages, names)} at once`);
  return 0;
});

/** What was never a folder of pages is not made one: its files would lie among others, and some in their place. */
function checkFolder(folder: string): void {
  makeFolder('--to', folder);
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes('rider'))
    throw new UsageError([`--to: ${folder} holds other things and no pages: give a new or an empty folder.`]);
}

async function writePages({ files }: Pages, folder: string): Promise<void> {
  for (const { name, content } of files) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

function sizesOf({ files }: Pages, names: string[]): string {
  const contents = files.filter(({ name }) => names.includes(name)).map(({ content }) => content);
  const total = (sizeOf: (content: Uint8Array) => number) =>
    `${(contents.reduce((sum, content) => sum + sizeOf(content), 0) / 1024).toFixed(1)} KB`;
  return `${total((content) => gzipSync(content).length)} gzip, ${total((content) => brotliCompressSync(content).length)} brotli`;
}
