// How long each bundle takes to load, beside the same handler as SAM bundles it without any setting.

import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { probe } from './bare-process.ts';
import { type BuiltFunction, builtFunctions, bundleOf, ROOT } from './project.ts';

const ROUNDS = 9;
/** Of the time that the same handler takes with SAM's defaults. */
const MAX_SHARE = 0.75;
/** A goal for functions with sharp, a native library. A busy machine misses it, so that missing it is told and fails nothing. */
const GOAL_WITH_LAYER_MS = 250;

export interface LoadTime {
  logicalId: string;
  ms: number;
  defaultMs: number;
  limit: string;
  isWithin: boolean;
  /** Whether the time itself is more than it should be on an idle machine. */
  isSlow: boolean;
}

/** The quickest of nine loads, the two bundles of a function in turn: other work on the machine only ever adds to one. */
export async function measureLoadTimes(): Promise<LoadTime[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'default-bundles-'));
  try {
    const times: LoadTime[] = [];
    for (const fn of builtFunctions()) {
      // Out of the project, whose package.json would make modules of them.
      const ours = path.join(folder, `built-${fn.step}.js`);
      await copyFile(bundleOf(fn), ours);
      const usual = await bundledByDefault(fn, folder);
      const ownTimes: number[] = [];
      const usualTimes: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        ownTimes.push((await probe(ours, 'load')).loadMs);
        usualTimes.push((await probe(usual, 'load')).loadMs);
      }
      times.push(judged(fn, Math.min(...ownTimes), Math.min(...usualTimes)));
    }
    return times;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function judged({ logicalId, usesLayer }: BuiltFunction, ms: number, defaultMs: number): LoadTime {
  return {
    logicalId,
    ms,
    defaultMs,
    limit: `share ${MAX_SHARE}${usesLayer ? `, ${GOAL_WITH_LAYER_MS} ms when idle` : ''}`,
    isWithin: ms / defaultMs <= MAX_SHARE,
    isSlow: usesLayer && ms > GOAL_WITH_LAYER_MS,
  };
}

/** The handler as `BuildMethod: esbuild` alone makes it, its schemas written with zod's whole namespace. */
async function bundledByDefault({ entryPoint, step }: BuiltFunction, folder: string): Promise<string> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: [`src/${entryPoint}`],
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'es2020',
    minify: true,
    sourcemap: 'linked',
    // Could not be bundled in any case: it is a native module.
    external: ['sharp'],
    logLevel: 'error',
    plugins: [
      {
        name: 'zod as most people import it',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => ({
            contents: (await readFile(file, 'utf8')).replace("import * as z from 'zod/mini';", WHOLE_ZOD),
            loader: 'ts',
          })),
      },
    ],
  });
  return path.join(folder, `${step}.js`);
}

/** The whole namespace; what zod/mini has as functions, zod has as methods of a schema. On one line, to keep the line numbers. */
const WHOLE_ZOD =
  "import { z as whole } from 'zod'; const z = { ...whole, ...Object.fromEntries(" +
  "['extend', 'pick', 'omit', 'partial', 'required', 'catchall'].map((name) => [name, (schema, ...rest) => schema[name](...rest)])) };";
