// Failures in Lambda's own shapes and words: what callers, Catch rules and alarms match on.
import type { ErrorReport, Exit } from './messages.ts';

/** What the Node.js runtime reports of a thrown value: `name` is the type that a state machine matches. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof Error || isErrorLike(error))
    return {
      errorType: error.name,
      errorMessage: error.message,
      trace: String(error.stack ?? '').split('\n'),
    };
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** Errors of another realm are no `instanceof Error` here. */
function isErrorLike(value: unknown): value is Error {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Error).name === 'string' &&
    typeof (value as Error).message === 'string'
  );
}

/** A rejection nobody handled, as the runtime names it. */
export function unhandledRejectionReport(reason: unknown): ErrorReport {
  const { trace } = reportOf(reason);
  return {
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: String(reason),
    trace: [`Runtime.UnhandledPromiseRejection: ${String(reason)}`, ...(trace ?? []).slice(1)],
  };
}

/** The process ended while it was at work. */
export function exitReport(requestId: string, exit: Exit): ErrorReport {
  return {
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime ${howItEnded(exit)}`,
  };
}

function howItEnded(exit: Exit): string {
  if ('signal' in exit) return `exited with error: signal: ${SIGNAL_WORDS[exit.signal] ?? exit.signal}`;
  if (exit.code === 0) return 'exited without providing a reason';
  return `exited with error: exit status ${exit.code}`;
}

/** Lambda's supervisor names signals in the words of the C library. */
const SIGNAL_WORDS: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGILL: 'illegal instruction',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};

/** The instance wanted more memory than MemorySize gives. */
export function outOfMemoryReport(requestId: string): ErrorReport {
  return {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  };
}

/** The invocation ran for longer than Timeout. */
export function timeoutReport(requestId: string, timeoutMs: number): ErrorReport {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  };
}

/** The answer is larger than the 6 MB that Lambda passes on. */
export function tooLargeReport(size: number, limit: number): ErrorReport {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${size} bytes) exceeded maximum allowed payload size (${limit} bytes).`,
  };
}

/** A package is left out of the bundle and nothing brings it: what the runtime says on AWS. */
export function missingPackageReport(name: string): ErrorReport {
  return {
    errorType: 'Runtime.ImportModuleError',
    errorMessage: `Error: Cannot find module '${name}': it is left out of the bundle (External), and no layer of the function has it`,
    trace: [],
  };
}

/** Code that the laptop cannot run: another language, an image. */
export function refusedReport(functionId: string, why: string): ErrorReport {
  return {
    errorType: 'Runtime.NotOnThisLaptop',
    errorMessage: `${functionId} cannot be called: ${why}`,
    trace: [],
  };
}
