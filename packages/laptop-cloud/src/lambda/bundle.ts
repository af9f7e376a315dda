// The code that runs in worker threads: each function bundled as `sam build` does it, or readable for a debugger, and the
// worker itself.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { type BuildPlan, outputName } from './build-properties.ts';
import {
  type BuildRecord,
  type BuildTarget,
  believed,
  buildChanged,
  buildIfChanged,
  stateOf,
  upToDate,
} from './cached-build.ts';
import { codeAsItIs } from './code-as-it-is.ts';
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
  /** Changes with the sources. */
  version: string;
  /** Modules it asks for when it runs, left out by External. */
  externals: string[];
  /** What it was made of, each file with its state. */
  sources: Readonly<Record<string, string>>;
}

export interface BundlerOptions {
  /** Each function gets a folder named after its logical id in here. */
  buildFolder: string;
  /** Project root: node_modules and lockfile lie here. */
  baseDir: string;
  /** While this holds, what is made is for a debugger, in folders of its own: neither kind rebuilds the other. */
  isDebugged(): boolean;
  /** Hears of each bundle that replaces another, and once of sources that do not bundle (any more), with esbuild's error. */
  onChange?(lambdaFunction: LambdaFunction, failure?: Error): void;
}

export interface Bundler {
  /** The current bundle of a function, and the worker's; undefined where one of them has to be made or looked for. */
  ready(lambdaFunction: LambdaFunction): readonly [Bundle, workerFile: string] | undefined;
  /** The current bundle of a function. Throws LambdaError with esbuild's own words when the sources do not bundle. */
  bundle(lambdaFunction: LambdaFunction): Promise<Bundle>;
  /** The same for many at once, in a third of the time. */
  bundleAll(lambdaFunctions: readonly LambdaFunction[]): Promise<Bundle[]>;
  /** Bundles it into a folder of its own, for good; what lies there of the same sources stays. Throws as `bundle` does. */
  bundleInto(lambdaFunction: LambdaFunction, folder: string): Promise<void>;
  /** Absolute path of the worker's own bundle. */
  workerFile(): Promise<string>;
}

export function createBundler({
  buildFolder,
  baseDir,
  isDebugged,
  onChange = () => undefined,
}: BundlerOptions): Bundler {
  const running = new Map<string, Promise<Bundle>>();
  /** What came of the last bundling, by folder: a version, or an error's message. */
  const lastOutcomes = new Map<string, string>();
  const outcome = (lambdaFunction: LambdaFunction, folder: string, now: string, failure?: Error): void => {
    const before = lastOutcomes.get(folder);
    lastOutcomes.set(folder, now);
    if (before !== now && (failure || before !== undefined)) onChange(lambdaFunction, failure);
  };
  let worker: Promise<string> | undefined;
  const targetOf = (
    { build: plan, codeFolder, logicalId }: LambdaFunction,
    isReadable = isDebugged(),
  ): BuildTarget => {
    return {
      entryPoints: plan.entryPoints.map((entry) => resolve(codeFolder, entry)),
      options: withOwnFiles(plan.options, codeFolder),
      // A logical id has no hyphen, so that this is no other function's folder.
      folder: resolve(buildFolder, isReadable ? `${logicalId}-debugged` : logicalId),
      baseDir,
      isReadable,
    };
  };
  /** Joins a bundling under way, or starts one after `before`. */
  const bundle = (lambdaFunction: LambdaFunction, before?: Promise<void>): Promise<Bundle> => {
    const target = targetOf(lambdaFunction);
    const making = async (): Promise<Bundle> => {
      await before;
      try {
        const bundle = await made(lambdaFunction, target);
        outcome(lambdaFunction, target.folder, bundle.version);
        return bundle;
      } catch (error) {
        const { cause } = error as { cause: Error };
        outcome(lambdaFunction, target.folder, cause.message, cause);
        throw error;
      }
    };
    const bundling = running.get(target.folder) ?? making().finally(() => running.delete(target.folder));
    running.set(target.folder, bundling);
    return bundling;
  };
  const current = (lambdaFunction: LambdaFunction): Bundle | undefined => {
    const { logicalId, handler, codeFolder } = lambdaFunction;
    return bundlesLately.of(`${buildFolder} ${isDebugged()} ${logicalId} ${handler} ${codeFolder}`, () => {
      const target = targetOf(lambdaFunction);
      const found = currentBundle(lambdaFunction, target);
      if (found) outcome(lambdaFunction, target.folder, found.version);
      return found;
    });
  };
  let workerFile: string | undefined;
  return {
    ready: (lambdaFunction) => {
      const found = workerFile === undefined ? undefined : current(lambdaFunction);
      return found && [found, workerFile!];
    },
    bundle: (lambdaFunction) => bundle(lambdaFunction),
    bundleAll: (lambdaFunctions) => {
      const bundled = lambdaFunctions.filter(({ build }) => !build.isAsItIs);
      const idle = bundled.map((one) => targetOf(one)).filter(({ folder }) => !running.has(folder));
      const together = buildChanged(idle);
      return Promise.all(lambdaFunctions.map((lambdaFunction) => bundle(lambdaFunction, together)));
    },
    bundleInto: async (lambdaFunction, folder) => {
      await made(lambdaFunction, { ...targetOf(lambdaFunction, false), folder });
    },
    workerFile: async () => {
      worker ??= bundleWorker(resolve(buildFolder, '.worker')).catch((error: unknown) => {
        // A disk that is full, or too many open files: whoever asks next may have more luck.
        worker = undefined;
        throw error;
      });
      workerFile = await worker;
      return workerFile;
    },
  };
}

/** Aliases that are files are meant below CodeUri: `sam build` runs esbuild in there. */
function withOwnFiles({ alias, ...options }: BuildPlan['options'], codeFolder: string): BuildPlan['options'] {
  if (!alias) return options;
  const places = Object.entries(alias).map(([name, place]) => [
    name,
    place.startsWith('.') ? resolve(codeFolder, place) : place,
  ]);
  return { ...options, alias: Object.fromEntries(places) as Record<string, string> };
}

const bundlesLately = believed<Bundle | undefined>();

/** Undefined where it has to be made, or tells by itself why it cannot be. */
function currentBundle(lambdaFunction: LambdaFunction, target: BuildTarget): Bundle | undefined {
  if (!lambdaFunction.build.isAsItIs) {
    const record = upToDate(target);
    return record && bundleOf(lambdaFunction, target, record);
  }
  try {
    return codeAsItIs(lambdaFunction);
  } catch {
    return undefined;
  }
}

async function made(lambdaFunction: LambdaFunction, target: BuildTarget): Promise<Bundle> {
  if (lambdaFunction.build.isAsItIs) return codeAsItIs(lambdaFunction);
  const record = await buildIfChanged(target).catch((cause: Error) => {
    throw new LambdaError(
      'BundleFailed',
      `${lambdaFunction.logicalId} cannot be bundled: ${cause.message}`,
      500,
      { cause },
    );
  });
  return bundleOf(lambdaFunction, target, record);
}

function bundleOf(lambdaFunction: LambdaFunction, target: BuildTarget, record: BuildRecord): Bundle {
  const version = versionOf(record);
  const { folder, baseDir } = target;
  const lockfile = join(baseDir, 'package-lock.json');
  const sources = { ...record.inputs, [lockfile]: stateOf(lockfile) };
  return {
    ...handlerIn(folder, lambdaFunction, record),
    folder,
    version,
    externals: record.externals,
    sources,
  };
}

/** By record, which stays the same object while nothing changes: every invocation asks. */
const versions = new WeakMap<BuildRecord, string>();

function versionOf(record: BuildRecord): string {
  const version = versions.get(record) ?? createHash('sha256').update(JSON.stringify(record)).digest('hex');
  versions.set(record, version);
  return version;
}

/** Plain files: stripping the types of five files in every thread would take each 40 ms and 10 MB more. */
async function bundleWorker(folder: string): Promise<string> {
  const entryPoints = ['worker', 'thread-process'].map((name) =>
    join(import.meta.dirname, `${name}${extname(import.meta.filename)}`),
  );
  const options = { format: 'cjs', target: 'node24' } as const;
  await buildIfChanged({ entryPoints, options, folder, baseDir: import.meta.dirname });
  return join(folder, 'worker.js');
}

/** sam rewrites `steps/x.handler` to `x.handler` when the bundle holds no `steps/x.js`; both are found here. */
export function handlerIn(
  folder: string,
  { handler, build: plan }: LambdaFunction,
  { entries }: BuildRecord,
): { file: string; handlerName: string } {
  const dot = handler.lastIndexOf('.');
  const [first] = entries ?? [];
  if (entries && first !== undefined) {
    const stem = basename(dot < 0 ? handler : handler.slice(0, dot));
    const file = entries.find((entry) => basename(entry, '.mjs') === stem) ?? first;
    return { file, handlerName: handler.slice(dot + 1) };
  }
  const module = outputName(dot < 0 ? handler : `${handler.slice(0, dot)}.ts`, plan.options);
  const candidates = [join(folder, module), join(folder, basename(module))];
  const file = candidates.find((candidate) => existsSync(candidate)) ?? join(folder, module);
  return { file, handlerName: handler.slice(dot + 1) };
}
