// The Lambda runtime of the laptop: functions of the template, bundled and run in worker threads.

import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { url as inspectorUrl } from 'node:inspector';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { splitFunctionName } from '../arns.ts';
import type { ResourceTypes } from '../stack/resource.ts';
import { buildFailureReport } from './build-failure.ts';
import { createBundler } from './bundle.ts';
import { stateOf } from './cached-build.ts';
import { environmentOf } from './environment-variables.ts';
import { missingPackageReport, refusedReport } from './error-report.ts';
import { createEnvironments, type EnvironmentsOptions, type Prepared } from './execution-environments.ts';
import { freezeBundle, frozenBundle } from './frozen-bundle.ts';
import { nodeVersion } from './function-code.ts';
import { createFunctionVersions, type FunctionVersions } from './function-versions.ts';
import { runInProcess } from './in-process.ts';
import {
  abandonable,
  type Invocation,
  type InvokeOptions,
  type Runner,
  runInvocation,
} from './invocation.ts';
import type { LogLine } from './invocation-log.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { missingPackages } from './layers.ts';
import type { ErrorReport } from './messages.ts';
import { lambdaResourceTypes } from './resource-types.ts';
import { type OpenInvocationSegments, openNoSegments } from './trace.ts';
import { versionResourceTypes } from './version-resource-types.ts';

export interface LambdaOptions extends EnvironmentsOptions {
  /** Base URL of the laptop's AWS; asked when an environment starts, as the gateway may open later. */
  endpoint: () => string;
  region: string;
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

/** One line as it comes. */
export interface FunctionLogEvent extends LogLine {
  function: LambdaFunction;
  requestId: string;
}

export interface Lambda {
  resourceTypes: ResourceTypes;
  /**
   * Runs a function by name or ARN, a version or alias behind either, with a JSON text. A function that fails, or
   * whose sources do not bundle, is an Invocation with functionError. Throws LambdaError: ResourceNotFoundException,
   * TooManyRequestsException, RequestTooLargeException, InvalidRequestContentException.
   */
  invoke(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<Invocation>;
  /** The same in this very thread, for breakpoints: no timeout, no memory limit, process.env replaced meanwhile. */
  invokeInProcess(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<Invocation>;
  /** Finds a function by name, ARN or logical id, with a qualifier or without. Throws LambdaError ResourceNotFoundException. */
  find(nameOrArn: string): LambdaFunction;
  versions: FunctionVersions;
  /** Most invocations at once of a function without reserved concurrency; more wait. */
  concurrency: number;
  functions(): LambdaFunction[];
  /** Bundles every function that has changed, so that the first invocations need not. */
  bundleAll(): Promise<void>;
  /** Bundles every function and starts an environment for each in the order of the template, one for each core at once. */
  warm(): Promise<void>;
  onLog(listener: (event: FunctionLogEvent) => void): void;
  /** Bundles that replace others while it runs, and sources that do not bundle, with esbuild's error as `failure`. */
  onBuild(listener: (lambdaFunction: LambdaFunction, failure?: Error) => void): void;
  onInvocation(listener: (lambdaFunction: LambdaFunction, invocation: Invocation) => void): void;
  close(): Promise<void>;
}

export function createLambda(options: LambdaOptions): Lambda {
  const { openSegments = openNoSegments, isDebugged = () => inspectorUrl() !== undefined } = options;
  const functions = new Map<string, LambdaFunction>();
  const layers = new Map<string, string[] | undefined>();
  const { versionsFolder } = options;
  const frozenFolder = versionsFolder ?? join(options.buildFolder, '.versions');
  const versions = createFunctionVersions({
    file: versionsFolder === undefined ? null : join(versionsFolder, 'versions.json'),
    isCurrent: (sources) => Object.entries(sources).every(([file, state]) => stateOf(file) === state),
    freeze: (lambdaFunction, version) =>
      freezeBundle({ buildFolder: options.buildFolder, frozenFolder }, lambdaFunction, version),
    log: options.log ?? (() => undefined),
  });
  const events = new EventEmitter<{
    log: [FunctionLogEvent];
    build: [LambdaFunction, Error | undefined];
    invocation: [LambdaFunction, Invocation];
  }>();
  const bundler = createBundler({
    ...options,
    isDebugged,
    onChange: (lambdaFunction, failure) => void events.emit('build', lambdaFunction, failure),
  });
  const environments = createEnvironments({ ...options, isDebugged });

  const find = (nameOrArn: string): LambdaFunction => {
    const { name, qualifier } = splitFunctionName(nameOrArn);
    const found =
      [...functions.values()].find((lambdaFunction) => lambdaFunction.name === name) ?? functions.get(name);
    if (found) return qualifier === undefined ? found : versions.qualified(found, qualifier);
    throw new LambdaError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
  };

  const prepare = async (lambdaFunction: LambdaFunction): Promise<Prepared> => {
    const [bundle, workerFile] = await Promise.all([
      lambdaFunction.isFrozen ? frozenBundle(frozenFolder, lambdaFunction) : bundler.bundle(lambdaFunction),
      bundler.workerFile(),
    ]);
    if (!lambdaFunction.isFrozen) versions.noteCode(lambdaFunction, bundle.sources);
    const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${date}/[${lambdaFunction.version}]${randomBytes(16).toString('hex')}`;
    const [missing] = missingPackages(bundle.externals, lambdaFunction.layers, layers);
    const environment = environmentOf(lambdaFunction, {
      ...options,
      endpoint: options.endpoint(),
      credentials: options.credentialsFor(lambdaFunction.name, lambdaFunction.roleArn),
      taskRoot: bundle.folder,
      logStream,
    });
    const setup = {
      bundleFile: bundle.file,
      handlerName: bundle.handlerName,
      handler: lambdaFunction.handler,
      // Node 24 of Lambda calls no callback any more.
      hasCallback: nodeVersion(lambdaFunction.runtime) < 24,
      functionName: lambdaFunction.name,
      functionVersion: lambdaFunction.version,
      memoryMb: lambdaFunction.memoryMb,
      logFormat: lambdaFunction.logFormat,
      isDebugged: isDebugged(),
      logGroup: lambdaFunction.logGroup,
      logStream,
      ...(isDebugged() ? {} : { compiledFolder: join(dirname(workerFile), 'compiled') }),
    };
    return { version: bundle.version, missing, plan: { workerFile, environment, setup } };
  };

  const run = async (
    where: (lambdaFunction: LambdaFunction, prepared: Prepared) => Runner,
    nameOrArn: string,
    payload: string,
    invokeOptions: InvokeOptions,
  ): Promise<Invocation> => {
    const lambdaFunction = find(nameOrArn);
    const invocation = await runInvocation(lambdaFunction, payload, invokeOptions, {
      openSegments,
      onLine: (line, requestId) => events.emit('log', { ...line, function: lambdaFunction, requestId }),
      runner: async (message, log) => {
        if (lambdaFunction.refusal !== undefined)
          return failed(refusedReport(lambdaFunction.logicalId, lambdaFunction.refusal));
        const prepared = await prepare(lambdaFunction).catch((error: unknown) => {
          if (!isBundleFailure(error)) throw error;
          return buildFailureReport(lambdaFunction.logicalId, error.cause);
        });
        if ('plan' in prepared && prepared.missing === undefined)
          return where(lambdaFunction, prepared)(message, log);
        const report = 'plan' in prepared ? missingPackageReport(prepared.missing ?? '') : prepared;
        return failed(report);
      },
    });
    events.emit('invocation', lambdaFunction, invocation);
    return invocation;
  };

  const inThisProcess = (_: LambdaFunction, prepared: Prepared): Runner => {
    return async (message, log) => {
      const startedAt = performance.now();
      const write = (text: string) => log.write(text);
      const reply = await runInProcess({ ...prepared.plan, baseDir: options.baseDir }, message, write);
      return { reply, durationMs: performance.now() - startedAt };
    };
  };

  /** What others call a function by: its aliases, if it has any. */
  const called = (lambdaFunction: LambdaFunction): LambdaFunction[] => {
    const aliases = versions.aliases(lambdaFunction.logicalId);
    if (aliases.length === 0) return [lambdaFunction];
    return aliases.map(({ name }) => versions.qualified(lambdaFunction, name));
  };

  const runnable = () => [...functions.values()].filter(({ refusal }) => refusal === undefined);
  const bundleAll = async (): Promise<void> => {
    await Promise.all([bundler.bundleAll(runnable()), bundler.workerFile()]);
  };

  return {
    resourceTypes: {
      ...lambdaResourceTypes(
        { baseDir: options.baseDir, inlineFolder: join(options.buildFolder, '.inline') },
        {
          addFunction: (lambdaFunction) => void functions.set(lambdaFunction.logicalId, lambdaFunction),
          addLayer: (arn, packages) => void layers.set(arn, packages),
        },
      ),
      ...versionResourceTypes({ versions, find }),
    },
    versions,
    concurrency: environments.concurrency,
    invoke: (nameOrArn, payload, invokeOptions = {}) =>
      abandonable(run(environments.runner, nameOrArn, payload, invokeOptions), invokeOptions.signal),
    invokeInProcess: (nameOrArn, payload, invokeOptions = {}) =>
      run(inThisProcess, nameOrArn, payload, invokeOptions),
    find,
    functions: () => [...functions.values()],
    bundleAll,
    warm: async () => {
      // What does not bundle is told by onBuild, and fails when it is asked for; the others are ready nevertheless.
      await bundleAll().catch(ignoreBundleFailure);
      const waiting = runnable().flatMap(called);
      const startOneByOne = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const prepared = await prepare(next).catch(ignoreBundleFailure);
          if (prepared && prepared.missing === undefined) await environments.prewarm(next, prepared);
        }
      };
      // More at once would only share the processor, and the first of them be ready later.
      await Promise.all(Array.from({ length: availableParallelism() }, startOneByOne));
    },
    onLog: (listener) => void events.on('log', listener),
    onBuild: (listener) => void events.on('build', listener),
    onInvocation: (listener) => void events.on('invocation', listener),
    close: environments.close,
  };
}

function failed(report: ErrorReport): Awaited<ReturnType<Runner>> {
  return { reply: { kind: 'error', report, isSpent: true, memoryMb: 0 }, durationMs: 0 };
}

function isBundleFailure(error: unknown): error is LambdaError {
  return error instanceof LambdaError && error.code === 'BundleFailed';
}

function ignoreBundleFailure(error: unknown): undefined {
  if (!isBundleFailure(error)) throw error;
}
