// Runs functions: what refuses one before its handler starts, and where the handler runs.
import type { EventEmitter } from 'node:events';
import { buildFailureReport } from './build-failure.ts';
import { missingPackageReport, refusedReport } from './error-report.ts';
import type { Environments, Prepared } from './execution-environments.ts';
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
import type { ErrorReport } from './messages.ts';
import type { Preparation } from './preparation.ts';
import type { OpenInvocationSegments } from './trace.ts';

/** One line as it comes. */
export interface FunctionLogEvent extends LogLine {
  function: LambdaFunction;
  requestId: string;
}

export type LambdaEvents = EventEmitter<{
  log: [FunctionLogEvent];
  build: [LambdaFunction, Error | undefined];
  invocation: [LambdaFunction, Invocation];
}>;

export interface FunctionRunsOptions {
  environments: Environments;
  preparation: Preparation;
  events: LambdaEvents;
  openSegments: OpenInvocationSegments;
  baseDir: string;
}

export class FunctionRuns {
  readonly #options: FunctionRunsOptions;

  constructor(options: FunctionRunsOptions) {
    this.#options = options;
  }

  /** In an environment of the pool. */
  invoke(lambdaFunction: LambdaFunction, payload: string, options: InvokeOptions): Promise<Invocation> {
    const { environments } = this.#options;
    const running = this.#run(lambdaFunction, payload, options, (prepared) =>
      environments.runner(lambdaFunction, prepared),
    );
    return abandonable(running, options.signal);
  }

  /** In this very thread. */
  invokeInProcess(
    lambdaFunction: LambdaFunction,
    payload: string,
    options: InvokeOptions,
  ): Promise<Invocation> {
    const { baseDir } = this.#options;
    return this.#run(lambdaFunction, payload, options, ({ planOf }) => async (message, log) => {
      const startedAt = performance.now();
      const reply = await runInProcess({ ...planOf(), baseDir }, message, (text) => log.write(text));
      return { reply, durationMs: performance.now() - startedAt };
    });
  }

  /** Has an environment ready; what does not bundle fails when it is asked for. */
  async prewarm(lambdaFunction: LambdaFunction): Promise<void> {
    const { environments, preparation } = this.#options;
    const prepared = await preparation.prepare(lambdaFunction).catch(ignoreBundleFailure);
    if (prepared && prepared.missing === undefined) await environments.prewarm(lambdaFunction, prepared);
  }

  async #run(
    lambdaFunction: LambdaFunction,
    payload: string,
    options: InvokeOptions,
    where: (prepared: Prepared) => Runner,
  ): Promise<Invocation> {
    const { events, openSegments } = this.#options;
    const invocation = await runInvocation(lambdaFunction, payload, options, {
      openSegments,
      onLine: (line, requestId) => events.emit('log', { ...line, function: lambdaFunction, requestId }),
      runner: async (message, log, signal) => {
        const ready = await this.#prepared(lambdaFunction);
        return 'planOf' in ready ? where(ready)(message, log, signal) : failed(ready);
      },
    });
    events.emit('invocation', lambdaFunction, invocation);
    return invocation;
  }

  /** What it runs with, or the error that it fails with at once. */
  async #prepared(lambdaFunction: LambdaFunction): Promise<Prepared | ErrorReport> {
    const { logicalId, refusal } = lambdaFunction;
    if (refusal !== undefined) return refusedReport(logicalId, refusal);
    try {
      const prepared = await this.#options.preparation.prepare(lambdaFunction);
      return prepared.missing === undefined ? prepared : missingPackageReport(prepared.missing);
    } catch (error) {
      if (!isBundleFailure(error)) throw error;
      return buildFailureReport(logicalId, error.cause);
    }
  }
}

function failed(report: ErrorReport): Awaited<ReturnType<Runner>> {
  return { reply: { kind: 'error', report, isSpent: true, memoryMb: 0 }, durationMs: 0 };
}

function isBundleFailure(error: unknown): error is LambdaError {
  return error instanceof LambdaError && error.code === 'BundleFailed';
}

/** Of what is done ahead: it is reported by onBuild, and fails when it is asked for. */
export function ignoreBundleFailure(error: unknown): undefined {
  if (!isBundleFailure(error)) throw error;
}
