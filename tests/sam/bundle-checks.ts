// What a built bundle must be: whole, alone, small, and traceable to its sources.

import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { probe } from './bare-process.ts';
import { type BuiltFunction, builtFunctions, bundleOf, ROOT } from './project.ts';

/** Bytes a bundle may have, by the number of SDK clients in it. */
const MAX_BYTES: readonly number[] = [200_000, 500_000, 650_000];

export interface CheckedBundle {
  logicalId: string;
  bytes: number;
  clients: string[];
  maxBytes: number;
}

/** Checks every bundle in the build folder. */
export async function checkBundles(): Promise<{ bundles: CheckedBundle[]; problems: string[] }> {
  const bundles: CheckedBundle[] = [];
  const problems: string[] = [];
  for (const fn of builtFunctions()) {
    const say = (problem: string) => problems.push(`${fn.logicalId}: ${problem}`);
    const sources = await sourcesOf(fn);
    const bundle = await measured(fn, sources);
    bundles.push(bundle);
    if (bundle.bytes > bundle.maxBytes) say(`${bundle.bytes} bytes are more than ${bundle.maxBytes}`);
    for (const check of [strayFiles, strayCode, loading])
      for (const problem of await check(fn, sources)) say(problem);
  }
  return { bundles, problems };
}

/** What the source map names, as paths from the project's root. */
async function sourcesOf(fn: BuiltFunction): Promise<string[]> {
  const file = bundleOf(fn);
  const { sources } = JSON.parse(await readFile(`${file}.map`, 'utf8')) as { sources: string[] };
  return sources.map((source) =>
    path.relative(ROOT, path.resolve(path.dirname(file), source)).replaceAll(path.sep, '/'),
  );
}

async function measured(fn: BuiltFunction, sources: string[]): Promise<CheckedBundle> {
  const clients = packagesIn(sources).filter((name) => name.startsWith('@aws-sdk/client-'));
  const { size: bytes } = await stat(bundleOf(fn));
  const { logicalId } = fn;
  return { logicalId, bytes, clients, maxBytes: MAX_BYTES[clients.length] ?? MAX_BYTES.at(-1)! };
}

function packagesIn(sources: string[]): string[] {
  const names = sources.map((source) => source.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))];
}

async function strayFiles(fn: BuiltFunction): Promise<string[]> {
  const expected = [`${fn.step}.js`, `${fn.step}.js.map`];
  const files = await readdir(path.dirname(bundleOf(fn)));
  return files.filter((file) => !expected.includes(file)).map((file) => `${file} is in its folder`);
}

async function strayCode({ entryPoint }: BuiltFunction, sources: string[]): Promise<string[]> {
  const own = sources.filter((source) => !source.includes('node_modules/'));
  const { packages } = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  const entries = /^src\/(steps\/|api\/[\w-]+\.ts$)/;
  return [
    ...(own.includes(`src/${entryPoint}`) ? [] : [`its source map does not name src/${entryPoint}`]),
    ...own
      .filter((source) => !source.startsWith('src/'))
      .map((source) => `holds ${source}, which is not in src`),
    ...own
      .filter((source) => !existsSync(path.join(ROOT, source)))
      .map((source) => `its map names ${source}, which does not exist`),
    ...own
      .filter((source) => entries.test(source) && source !== `src/${entryPoint}`)
      .map((source) => `holds the code of ${source}`),
    ...packagesIn(sources)
      .filter((name) => packages[`node_modules/${name}`]?.dev === true)
      .map((name) => `holds ${name}, which is for development only`),
  ];
}

/** Loads it far from the project, so that nothing of the project can help. */
async function loading(fn: BuiltFunction): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'task-'));
  try {
    await cp(path.dirname(bundleOf(fn)), folder, { recursive: true });
    const { exports, fault } = await probe(path.join(folder, `${fn.step}.js`), 'call');
    return [
      ...(exports.includes('handler') ? [] : [`exports ${exports.join(', ')} but no handler`]),
      ...(fault?.name === 'InvalidInputError'
        ? []
        : [`answers an event of no step with ${fault?.name ?? 'success'}, not InvalidInputError`]),
      ...(/src\/(?:shared\/(?:step|route)|(?:intake|reviews|sweep)\/[\w-]+)\.ts:\d+/.test(fault?.stack ?? '')
        ? []
        : [`its stack traces do not name the source that refused the event:\n${fault?.stack}`]),
    ];
  } catch (error) {
    return [`does not load with nothing but the layer beside it: ${(error as Error).message}`];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
