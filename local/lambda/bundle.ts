// Bundles a function with esbuild as `sam build` does, and again only when one of its sources has changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { build, version as esbuildVersion } from 'esbuild';
import { outputName } from './build-properties.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** A bundle on disk. */
export interface Bundle {
  /** Absolute path of the module that exports the handler. */
  file: string;
  /** Name of the exported handler. */
  handlerName: string;
  /** Folder of the bundle: LAMBDA_TASK_ROOT. */
  folder: string;
  /** Changes whenever the bundle was written anew. */
  version: string;
  /** Modules it asks for when it runs, left out by External. */
  externals: string[];
}

export interface BundlerOptions {
  /** Each function gets a folder named after its logical id in here. */
  buildFolder: string;
  /** Project root: node_modules and lockfile lie here. */
  baseDir: string;
}

export interface Bundler {
  /** The current bundle of a function. Throws LambdaError with esbuild's own words when the sources do not bundle. */
  bundle(lambdaFunction: LambdaFunction): Promise<Bundle>;
}

export function createBundler({ buildFolder, baseDir }: BundlerOptions): Bundler {
  const under = new Map<string, Promise<Bundle>>();
  return {
    bundle: (lambdaFunction) => {
      const { logicalId } = lambdaFunction;
      const running = under.get(logicalId);
      if (running) return running;
      const making = current(lambdaFunction, resolve(buildFolder, logicalId), baseDir).finally(() =>
        under.delete(logicalId),
      );
      under.set(logicalId, making);
      return making;
    },
  };
}

/** Written beside the bundle: what it was made of. */
interface BuildRecord {
  key: string;
  /** Source files of the project (node_modules are covered by the lockfile), with their state when bundled. */
  inputs: Record<string, string>;
  externals: string[];
}

const RECORD_FILE = 'build.json';

async function current(lambdaFunction: LambdaFunction, folder: string, baseDir: string): Promise<Bundle> {
  const key = buildKey(lambdaFunction, baseDir);
  const record = readRecord(folder);
  const isCurrent =
    record?.key === key && Object.entries(record.inputs).every(([file, state]) => stateOf(file) === state);
  const fresh = isCurrent ? record : await make(lambdaFunction, folder, key, baseDir);
  const version = createHash('sha256').update(JSON.stringify(fresh)).digest('hex');
  return { ...handlerIn(folder, lambdaFunction), folder, version, externals: fresh.externals };
}

async function make(
  { build: plan, codeFolder, logicalId }: LambdaFunction,
  folder: string,
  key: string,
  baseDir: string,
): Promise<BuildRecord> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Inside the project the bundle would inherit "type": "module"; in /var/task it has no package.json at all.
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  const result = await build({
    ...plan.options,
    entryPoints: plan.entryPoints.map((entry) => resolve(codeFolder, entry)),
    absWorkingDir: baseDir,
    outdir: folder,
    bundle: true,
    platform: 'node',
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'silent',
  }).catch((cause: Error) => {
    throw new LambdaError('BundleFailed', `${logicalId} cannot be bundled: ${cause.message}`, 500, { cause });
  });
  const inputs: Record<string, string> = {};
  for (const input of Object.keys(result.metafile.inputs)) {
    const file = resolve(baseDir, input);
    if (!relative(baseDir, file).split(/[\\/]/).includes('node_modules')) inputs[file] = stateOf(file);
  }
  const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports);
  const externals = imports.filter(({ external }) => external).map(({ path }) => path);
  const record: BuildRecord = { key, inputs, externals: [...new Set(externals)] };
  await writeFile(join(folder, RECORD_FILE), JSON.stringify(record));
  return record;
}

/** Everything but the sources that decides what comes out. */
function buildKey({ build: plan, codeFolder }: LambdaFunction, baseDir: string): string {
  const around = ['package-lock.json', 'tsconfig.json'].map((file) => stateOf(join(baseDir, file)));
  return JSON.stringify([esbuildVersion, codeFolder, plan.entryPoints, plan.options, around]);
}

function readRecord(folder: string): BuildRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD_FILE), 'utf8')) as BuildRecord;
  } catch {
    // Never bundled, or interrupted while at it: both mean bundle.
    return undefined;
  }
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}` : 'missing';
}

/** sam rewrites `steps/x.handler` to `x.handler` when the bundle holds no `steps/x.js`; both are found here. */
function handlerIn(
  folder: string,
  { handler, build: plan }: LambdaFunction,
): { file: string; handlerName: string } {
  const dot = handler.lastIndexOf('.');
  const module = outputName(dot < 0 ? handler : `${handler.slice(0, dot)}.ts`, plan.options);
  const candidates = [join(folder, module), join(folder, basename(module))];
  const file = candidates.find((candidate) => existsSync(candidate)) ?? join(folder, module);
  return { file, handlerName: handler.slice(dot + 1) };
}
