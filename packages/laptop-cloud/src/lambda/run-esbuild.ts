// Runs esbuild, and ends its process when there is nothing to do: it keeps hundreds of megabytes for the next build.
// Loaded with the first build, for one whose bundles are kept needs none; and by `require`, for an import holds the text of a
// CommonJS package twice (findings/import-holds-commonjs-text-twice.sh).
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { devNull } from 'node:os';
import type { BuildOptions, BuildResult } from 'esbuild';

const require = createRequire(import.meta.url);
let library: typeof import('esbuild') | undefined;

export const { version: esbuildVersion } = require('esbuild/package.json') as { version: string };

/** Starting the process again takes a build some 20 ms, so a pause between two builds does not end it. */
const IDLE_MS = 1000;

let atWork = 0;
let ending: NodeJS.Timeout | undefined;

/**
 * Its process lives for a moment only: collecting garbage (as Go does unless told otherwise) would take a third of the
 * processor time. Many builds in a row, as for a debugger, do reach the limit from which on it is collected.
 */
process.env['GOGC'] ??= 'off';
process.env['GOMEMLIMIT'] ??= '768MiB';

/** As `build` of esbuild. */
export async function runEsbuild<Options extends BuildOptions>(
  options: Options,
): Promise<BuildResult<Options>> {
  clearTimeout(ending);
  atWork += 1;
  library ??= require('esbuild') as typeof import('esbuild');
  const { build, stop } = library;
  try {
    refuseWithoutFiles();
    return (await build<BuildOptions>(options)) as BuildResult<Options>;
  } finally {
    atWork -= 1;
    if (atWork === 0) ending = setTimeout(() => void stop(), IDLE_MS).unref();
  }
}

/** Ends of pipes to its process. */
const FILES_OF_A_PROCESS = 8;

/**
 * Throws the system's error where not as many files may be open any more: its process would not start, which esbuild tells nobody
 * but whoever listens for what nobody caught.
 */
function refuseWithoutFiles(): void {
  const open: number[] = [];
  try {
    while (open.length < FILES_OF_A_PROCESS) open.push(openSync(devNull, 'r'));
  } finally {
    for (const file of open) closeSync(file);
  }
}
