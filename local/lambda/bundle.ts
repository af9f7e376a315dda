// The code that runs in worker threads: each function bundled as `sam build` does it, and the worker itself.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { outputName } from './build-properties.ts';
import { buildIfChanged } from './cached-build.ts';
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
  /** Absolute path of the worker's own bundle. */
  workerFile(): Promise<string>;
}

export function createBundler({ buildFolder, baseDir }: BundlerOptions): Bundler {
  const running = new Map<string, Promise<Bundle>>();
  let worker: Promise<string> | undefined;
  return {
    bundle: (lambdaFunction) => {
      const { logicalId } = lambdaFunction;
      const making =
        running.get(logicalId) ??
        bundle(lambdaFunction, resolve(buildFolder, logicalId), baseDir).finally(() =>
          running.delete(logicalId),
        );
      running.set(logicalId, making);
      return making;
    },
    workerFile: () => {
      worker ??= bundleWorker(resolve(buildFolder, '.worker'));
      return worker;
    },
  };
}

async function bundle(lambdaFunction: LambdaFunction, folder: string, baseDir: string): Promise<Bundle> {
  const { build: plan, codeFolder, logicalId } = lambdaFunction;
  const entryPoints = plan.entryPoints.map((entry) => resolve(codeFolder, entry));
  const record = await buildIfChanged({ options: { ...plan.options, entryPoints }, folder, baseDir }).catch(
    (cause: Error) => {
      throw new LambdaError('BundleFailed', `${logicalId} cannot be bundled: ${cause.message}`, 500, {
        cause,
      });
    },
  );
  const version = createHash('sha256').update(JSON.stringify(record)).digest('hex');
  return { ...handlerIn(folder, lambdaFunction), folder, version, externals: record.externals };
}

/** One plain file: stripping the types of five files in every thread would take each 40 ms and 10 MB more. */
async function bundleWorker(folder: string): Promise<string> {
  await buildIfChanged({
    options: { entryPoints: [join(import.meta.dirname, 'worker.ts')], format: 'cjs', target: 'node24' },
    folder,
    baseDir: import.meta.dirname,
  });
  return join(folder, 'worker.js');
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
