// What stands before the handler of a function starts: its bundle, its environment variables and its worker's setup.
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Bundle, Bundler } from './bundle.ts';
import { environmentOf } from './environment-variables.ts';
import type { Prepared } from './execution-environments.ts';
import { nodeVersion } from './function-code.ts';
import type { FunctionVersions } from './function-versions.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { missingPackages } from './layers.ts';
import type { ThreadPlan, WorkerSetup } from './messages.ts';
import { keptBundle } from './version-code.ts';

export interface PreparationOptions {
  /** Base URL of the laptop's AWS. */
  endpoint: () => string;
  region: string;
  baseDir: string;
  credentialsFor(functionName: string, roleArn: string): { accessKeyId: string; secretAccessKey: string };
  xrayAddress?: string;
  /** Where the bundles of published versions lie. */
  frozenFolder: string;
  isDebugged(): boolean;
  bundler: Bundler;
  versions: FunctionVersions;
  /** Packages by the ARN of their layer. */
  layers: ReadonlyMap<string, string[] | undefined>;
}

export class Preparation {
  readonly #options: PreparationOptions;

  constructor(options: PreparationOptions) {
    this.#options = options;
  }

  /** Throws LambdaError with esbuild's own words when the sources do not bundle, and for a version that never ran here. */
  async prepare(lambdaFunction: LambdaFunction): Promise<Prepared> {
    const { bundler, versions, layers, frozenFolder } = this.#options;
    const { kept } = lambdaFunction;
    const ready = kept ? undefined : bundler.ready(lambdaFunction);
    const [bundle, workerFile] =
      ready ??
      (await Promise.all([
        kept ? keptBundle(frozenFolder, lambdaFunction) : bundler.bundle(lambdaFunction),
        bundler.workerFile(),
      ]));
    if (!kept) versions.noteCode(lambdaFunction, bundle.sources);
    const [missing] = missingPackages(bundle.externals, lambdaFunction.layers, layers);
    return {
      version: [bundle.version, lambdaFunction.modifiedMs ?? []].flat().join(' '),
      missing,
      planOf: () => this.#planOf(lambdaFunction, bundle, workerFile),
    };
  }

  #planOf(lambdaFunction: LambdaFunction, bundle: Bundle, workerFile: string): ThreadPlan {
    const logStream = logStreamOf(lambdaFunction);
    const environment = environmentOf(lambdaFunction, {
      ...this.#options,
      endpoint: this.#options.endpoint(),
      credentials: this.#options.credentialsFor(lambdaFunction.name, lambdaFunction.roleArn),
      taskRoot: bundle.folder,
      logStream,
    });
    const setup = {
      bundleFile: bundle.file,
      handlerName: bundle.handlerName,
      logStream,
      ...this.#setupOf(lambdaFunction, workerFile),
    };
    return { workerFile, environment, setup };
  }

  #setupOf(
    lambdaFunction: LambdaFunction,
    workerFile: string,
  ): Omit<WorkerSetup, 'bundleFile' | 'handlerName' | 'logStream'> {
    const isDebugged = this.#options.isDebugged();
    return {
      handler: lambdaFunction.handler,
      // Node 24 of Lambda calls no callback any more.
      hasCallback: nodeVersion(lambdaFunction.runtime) < 24,
      functionName: lambdaFunction.name,
      functionVersion: lambdaFunction.version,
      memoryMb: lambdaFunction.memoryMb,
      logFormat: lambdaFunction.logFormat,
      isDebugged,
      logGroup: lambdaFunction.logGroup,
      ...(isDebugged ? {} : { compiledFolder: join(dirname(workerFile), 'compiled') }),
    };
  }
}

function logStreamOf({ version }: LambdaFunction): string {
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${date}/[${version}]${randomBytes(16).toString('hex')}`;
}
