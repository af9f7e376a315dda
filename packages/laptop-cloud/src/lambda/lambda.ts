// The Lambda runtime of the laptop: functions of the template, bundled and run in worker threads.

import { EventEmitter } from 'node:events';
import { url as inspectorUrl } from 'node:inspector';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ResourceTypes } from '../stack/resource.ts';
import { createBundler } from './bundle.ts';
import { lookAnew } from './cached-build.ts';
import { createEnvironments, type EnvironmentsOptions } from './execution-environments.ts';
import {
  type FunctionLogEvent,
  FunctionRuns,
  ignoreBundleFailure,
  type LambdaEvents,
} from './function-runs.ts';
import type { Invocation, InvokeOptions } from './invocation.ts';
import { type KnownFunctions, openKnownFunctions } from './known-functions.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { Preparation } from './preparation.ts';
import { createVersionPublisher, type VersionPublisher } from './publish-versions.ts';
import { lambdaResourceTypes } from './resource-types.ts';
import { type OpenInvocationSegments, openNoSegments } from './trace.ts';
import { versionResourceTypes } from './version-resource-types.ts';

export interface LambdaOptions extends EnvironmentsOptions {
  /** Base URL of the laptop's AWS; asked when an environment starts, as the gateway may open later. */
  endpoint: () => string;
  region: string;
  /** Of functions that are made by the API; zeros by default. */
  accountId?: string;
  /** Project root: CodeUri, node_modules and lockfile are found from here. */
  baseDir: string;
  /** Bundles go to `<buildFolder>/<LogicalId>/`. */
  buildFolder: string;
  credentialsFor(functionName: string, roleArn: string): { accessKeyId: string; secretAccessKey: string };
  /** `host:port` of the UDP receiver for trace segments. */
  xrayAddress?: string;
  /** Where published versions are kept; without it they live as long as the process. */
  versionsFolder?: string;
  /** Gets what is worth a line to whoever runs the laptop. */
  log?: (line: string) => void;
  openSegments?: OpenInvocationSegments;
}

export interface Lambda
  extends Pick<
    KnownFunctions,
    'versions' | 'aliases' | 'made' | 'find' | 'reserve' | 'remove' | 'removeVersion'
  > {
  resourceTypes: ResourceTypes;
  /**
   * Runs a function by name or ARN, a version or alias behind either, with a JSON text. A function that fails, or
   * whose sources do not bundle, is an Invocation with functionError. Throws LambdaError: ResourceNotFoundException,
   * TooManyRequestsException, RequestTooLargeException, InvalidRequestContentException.
   */
  invoke(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<Invocation>;
  /** The same in this very thread, for breakpoints: no timeout, no memory limit, process.env replaced meanwhile. */
  invokeInProcess(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<Invocation>;
  publisher: VersionPublisher;
  /** Most invocations at once of a function without reserved concurrency; more wait. */
  concurrency: number;
  functions(): LambdaFunction[];
  /** Bundles every function that has changed, so that the first invocations need not. */
  bundleAll(): Promise<void>;
  /** Bundles every function and starts an environment for each in the order of the template, one for each core at once. */
  warm(): Promise<void>;
  /**
   * Starts an environment for each of these, in this order, that has none; what is no function here, or does not bundle, is left.
   * One core is left to whoever they are started for.
   */
  prewarm(namesOrArns: readonly string[]): Promise<void>;
  onLog(listener: (event: FunctionLogEvent) => void): void;
  /** Bundles that replace others while it runs, and sources that do not bundle, with esbuild's error as `failure`. */
  onBuild(listener: (lambdaFunction: LambdaFunction, failure?: Error) => void): void;
  onInvocation(listener: (lambdaFunction: LambdaFunction, invocation: Invocation) => void): void;
  close(): Promise<void>;
}

export function createLambda(options: LambdaOptions): Lambda {
  const { openSegments = openNoSegments, isDebugged = () => inspectorUrl() !== undefined } = options;
  const layers = new Map<string, string[] | undefined>();
  const frozenFolder = options.versionsFolder ?? join(options.buildFolder, '.versions');
  const known = openKnownFunctions({ ...options, frozenFolder });
  const { versions, find } = known;
  const events: LambdaEvents = new EventEmitter();
  const bundler = createBundler({
    ...options,
    isDebugged,
    onChange: (lambdaFunction, failure) => void events.emit('build', lambdaFunction, failure),
  });
  const environments = createEnvironments({ ...options, isDebugged });
  const preparation = new Preparation({ ...options, frozenFolder, isDebugged, bundler, versions, layers });
  const runs = new FunctionRuns({ ...options, environments, preparation, events, openSegments });
  const runnable = () => known.ofTemplate().filter(({ refusal }) => refusal === undefined);
  const bundleAll = async (): Promise<void> => {
    await Promise.all([bundler.bundleAll(runnable()), bundler.workerFile()]);
  };
  return {
    ...known,
    publisher: createVersionPublisher({ ...known, bundler, frozenFolder, baseDir: options.baseDir }),
    resourceTypes: {
      ...lambdaResourceTypes(
        { baseDir: options.baseDir, inlineFolder: join(options.buildFolder, '.inline') },
        {
          addFunction: (lambdaFunction) => {
            lookAnew();
            known.add(lambdaFunction);
          },
          addLayer: (arn, packages) => void layers.set(arn, packages),
        },
      ),
      ...versionResourceTypes({ ...known, find }),
    },
    concurrency: environments.concurrency,
    invoke: async (nameOrArn, payload, invokeOptions = {}) =>
      runs.invoke(known.findToCall(nameOrArn), payload, invokeOptions),
    invokeInProcess: async (nameOrArn, payload, invokeOptions = {}) =>
      runs.invokeInProcess(known.findToCall(nameOrArn), payload, invokeOptions),
    functions: known.all,
    bundleAll,
    warm: async () => {
      await bundleAll().catch(ignoreBundleFailure);
      await prewarmAll(
        runs,
        runnable().flatMap((each) => qualified(each, known)),
        availableParallelism(),
      );
    },
    prewarm: (namesOrArns) =>
      prewarmAll(
        runs,
        namesOrArns.flatMap((name) => findable(find, name)),
        Math.max(1, availableParallelism() - 1),
      ),
    onLog: (listener) => void events.on('log', listener),
    onBuild: (listener) => void events.on('build', listener),
    onInvocation: (listener) => void events.on('invocation', listener),
    close: environments.close,
  };
}

function findable(find: (nameOrArn: string) => LambdaFunction, nameOrArn: string): LambdaFunction[] {
  try {
    const found = find(nameOrArn);
    return found.refusal === undefined ? [found] : [];
  } catch (error) {
    // Whoever calls it will be told.
    if (error instanceof LambdaError) return [];
    throw error;
  }
}

/** What others call a function by: its aliases, if it has any. */
function qualified(
  lambdaFunction: LambdaFunction,
  { versions, aliases }: Pick<KnownFunctions, 'versions' | 'aliases'>,
): LambdaFunction[] {
  const known = aliases.of(lambdaFunction.logicalId);
  if (known.length === 0) return [lambdaFunction];
  return known.map(({ name }) => versions.qualified(lambdaFunction, name));
}

/** No more at once than cores: they would only share them, and the first be ready later. */
async function prewarmAll(runs: FunctionRuns, waiting: LambdaFunction[], atOnce: number): Promise<void> {
  const startOneByOne = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await runs.prewarm(next);
  };
  await Promise.all(Array.from({ length: atOnce }, startOneByOne));
}
