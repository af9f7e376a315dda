// The Lambda runtime of the laptop: functions of the template, bundled and run in worker threads.
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { url as inspectorUrl } from 'node:inspector';
import type { ResourceTypes } from '../stack/resource.ts';
import { createBundler } from './bundle.ts';
import { environmentOf } from './environment.ts';
import { missingPackageReport } from './error-report.ts';
import { runInProcess } from './in-process.ts';
import { type Instance, startInstance } from './instance.ts';
import {
  abandonable,
  type Invocation,
  type InvokeOptions,
  type Runner,
  runInvocation,
} from './invocation.ts';
import type { InvocationLog, LogLine } from './invocation-log.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { missingPackages } from './layers.ts';
import type { WorkerSetup } from './messages.ts';
import { createPool, type Pool } from './pool.ts';
import { lambdaResourceTypes } from './resource-types.ts';
import { type OpenInvocationSegments, openNoSegments } from './trace.ts';

export interface LambdaOptions {
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
  openSegments?: OpenInvocationSegments;
  /** Timeouts are not enforced while this holds. Default: whether an inspector is open in this process. */
  isDebugged?: () => boolean;
  /** Most environments of one function without reserved concurrency; more invocations wait. Default 8. */
  concurrency?: number;
  /** Milliseconds after which an unused environment ends. Default two minutes. */
  idleMs?: number;
}

/** One line as it comes. */
export interface FunctionLogEvent extends LogLine {
  function: LambdaFunction;
  requestId: string;
}

export interface Lambda {
  resourceTypes: ResourceTypes;
  /**
   * Runs a function by name or ARN (`:$LATEST` allowed) with a JSON text. A function that fails is an Invocation with
   * functionError. Throws LambdaError: ResourceNotFoundException, TooManyRequestsException, RequestTooLargeException,
   * InvalidRequestContentException, BundleFailed.
   */
  invoke(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<Invocation>;
  /** The same in this very thread, for breakpoints: no timeout, no memory limit, process.env replaced meanwhile. */
  invokeInProcess(nameOrArn: string, payload: string, options?: InvokeOptions): Promise<Invocation>;
  /** Finds a function by name, ARN or logical id. Throws LambdaError ResourceNotFoundException. */
  find(nameOrArn: string): LambdaFunction;
  functions(): LambdaFunction[];
  /** Bundles every function that has changed, so that the first invocations need not. */
  bundleAll(): Promise<void>;
  onLog(listener: (event: FunctionLogEvent) => void): void;
  onInvocation(listener: (lambdaFunction: LambdaFunction, invocation: Invocation) => void): void;
  close(): Promise<void>;
}

export function createLambda(options: LambdaOptions): Lambda {
  const { openSegments = openNoSegments } = options;
  const functions = new Map<string, LambdaFunction>();
  const layers = new Map<string, string[] | undefined>();
  const bundler = createBundler(options);
  const environments = createEnvironments(options);
  const events = new EventEmitter<{
    log: [FunctionLogEvent];
    invocation: [LambdaFunction, Invocation];
  }>();

  const find = (nameOrArn: string): LambdaFunction => {
    const name = nameOrArn
      .replace(/^(arn:[^:]+:lambda:[^:]*:[^:]*:|\d{12}:)?function:/, '')
      .replace(/:\$LATEST$/, '');
    const found =
      [...functions.values()].find((lambdaFunction) => lambdaFunction.name === name) ?? functions.get(name);
    if (found) return found;
    throw new LambdaError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
  };

  const prepare = async (lambdaFunction: LambdaFunction): Promise<Prepared> => {
    const [bundle, workerFile] = await Promise.all([bundler.bundle(lambdaFunction), bundler.workerFile()]);
    const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const logStream = `${date}/[$LATEST]${randomBytes(16).toString('hex')}`;
    const [missing] = missingPackages(bundle.externals, lambdaFunction.layers, layers);
    return {
      version: bundle.version,
      workerFile,
      missing,
      environment: environmentOf(lambdaFunction, {
        ...options,
        endpoint: options.endpoint(),
        credentials: options.credentialsFor(lambdaFunction.name, lambdaFunction.roleArn),
        taskRoot: bundle.folder,
        logStream,
      }),
      setup: {
        bundleFile: bundle.file,
        handlerName: bundle.handlerName,
        handler: lambdaFunction.handler,
        functionName: lambdaFunction.name,
        memoryMb: lambdaFunction.memoryMb,
        logFormat: lambdaFunction.logFormat,
        logGroup: lambdaFunction.logGroup,
        logStream,
      },
    };
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
        const prepared = await prepare(lambdaFunction);
        if (prepared.missing === undefined) return where(lambdaFunction, prepared)(message, log);
        const report = missingPackageReport(prepared.missing);
        return { reply: { kind: 'error', report, isSpent: true, memoryMb: 0 }, durationMs: 0 };
      },
    });
    events.emit('invocation', lambdaFunction, invocation);
    return invocation;
  };

  const inThisProcess = (_: LambdaFunction, prepared: Prepared): Runner => {
    return async (message, log) => {
      const startedAt = performance.now();
      const write = (text: string) => log.write(text);
      const reply = await runInProcess({ ...prepared, baseDir: options.baseDir }, message, write);
      return { reply, durationMs: performance.now() - startedAt };
    };
  };

  return {
    resourceTypes: lambdaResourceTypes(options.baseDir, {
      addFunction: (lambdaFunction) => void functions.set(lambdaFunction.logicalId, lambdaFunction),
      addLayer: (arn, packages) => void layers.set(arn, packages),
    }),
    invoke: (nameOrArn, payload, invokeOptions = {}) =>
      abandonable(run(environments.runner, nameOrArn, payload, invokeOptions), invokeOptions.signal),
    invokeInProcess: (nameOrArn, payload, invokeOptions = {}) =>
      run(inThisProcess, nameOrArn, payload, invokeOptions),
    find,
    functions: () => [...functions.values()],
    bundleAll: async () => {
      await Promise.all([bundler.bundleAll([...functions.values()]), bundler.workerFile()]);
    },
    onLog: (listener) => void events.on('log', listener),
    onInvocation: (listener) => void events.on('invocation', listener),
    close: environments.close,
  };
}

/** Everything that is fixed before the handler starts. */
interface Prepared {
  setup: WorkerSetup;
  environment: Record<string, string>;
  workerFile: string;
  /** Of the bundle. */
  version: string;
  /** A package that neither bundle, layer nor runtime brings. */
  missing: string | undefined;
}

/** An execution environment, and where its output goes right now. */
interface Environment {
  instance: Instance;
  output: { log: InvocationLog | undefined };
  stop(): Promise<void>;
}

/** The worker threads of all functions, a pool for each. */
function createEnvironments({
  concurrency = 8,
  idleMs = 120_000,
  isDebugged = () => inspectorUrl() !== undefined,
}: LambdaOptions) {
  const pools = new Map<string, Pool<Environment>>();
  const poolOf = ({ logicalId, reservedConcurrency }: LambdaFunction): Pool<Environment> => {
    const pool =
      pools.get(logicalId) ??
      createPool<Environment>({
        limit: reservedConcurrency ?? concurrency,
        whenFull: reservedConcurrency === undefined ? 'wait' : 'refuse',
        idleMs,
      });
    pools.set(logicalId, pool);
    return pool;
  };
  const start = ({ setup, environment, workerFile }: Prepared): Environment => {
    const output: Environment['output'] = { log: undefined };
    const instance = startInstance(
      { setup, environment, workerFile, onOutput: (text) => output.log?.write(text) },
      { isEnforced: () => !isDebugged() },
    );
    return { instance, output, stop: instance.stop };
  };
  const runner = (lambdaFunction: LambdaFunction, prepared: Prepared): Runner => {
    return async (message, log) => {
      const lease = await poolOf(lambdaFunction).acquire(prepared.version, () => start(prepared));
      const { instance, output } = lease.member;
      output.log = log;
      const initDurationMs = await instance.ready;
      const startedAt = performance.now();
      const reply = await instance.invoke(message, lambdaFunction.timeoutMs);
      const durationMs = performance.now() - startedAt;
      // The end of a spent thread is not waited for: the answer is known.
      if (reply.isSpent) void lease.discard();
      else lease.release();
      return lease.isNew ? { reply, durationMs, initDurationMs } : { reply, durationMs };
    };
  };
  return {
    runner,
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
