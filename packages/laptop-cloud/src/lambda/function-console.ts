// console.* inside a function, as Lambda's Node.js runtime prints it: time, request id and level before each message.
import { console as debugConsole } from 'node:inspector';
import { format } from 'node:util';
import { METRIC_LINE } from './invocation-log.ts';
import type { ErrorReport } from './messages.ts';

export interface LogPrefix {
  logFormat: 'Text' | 'JSON';
  /** Whether a debugger may be attached: then its console gets everything, too. */
  isDebugged: boolean;
  requestId(): string | undefined;
}

/** Replaces the printing methods of the global console; returns what puts the old ones back. Streams are left alone, as Powertools writes to them. */
export function patchConsole(prefix: LogPrefix, write: (text: string) => void): () => void {
  const original = { ...console };
  for (const [method, level] of Object.entries(LEVELS))
    console[method as keyof typeof LEVELS] = (...args: unknown[]) => {
      // A logpoint is a console.log that the debugger puts in. It hears of it from the console that is replaced here.
      if (prefix.isDebugged) debugConsole[method as keyof typeof LEVELS](...args);
      write(lineOf(prefix, level, args));
    };
  return () => void Object.assign(console, original);
}

/** Writes what broke, as the runtime does; a debugger gets the error itself, whose stack it can show. */
export function printFailure(
  prefix: LogPrefix,
  write: (text: string) => void,
  what: string,
  { error, report }: { error: unknown; report: ErrorReport },
): void {
  if (prefix.isDebugged) debugConsole.error(error);
  write(lineOf(prefix, 'ERROR', [what, JSON.stringify(report)]));
}

/** The same for what is written to a stream: a debugger gets lines of text, but no metrics. */
export function mirrored({ isDebugged }: LogPrefix, write: (text: string) => void): (text: string) => void {
  if (!isDebugged) return write;
  return (text) => {
    for (const line of text.split('\n'))
      if (line !== '' && !line.startsWith(METRIC_LINE)) debugConsole.log(line);
    write(text);
  };
}

const LEVELS = {
  trace: 'TRACE',
  debug: 'DEBUG',
  info: 'INFO',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
} as const;

function lineOf({ logFormat, requestId }: LogPrefix, level: string, args: unknown[]): string {
  const timestamp = new Date().toISOString();
  if (logFormat === 'Text') return `${timestamp}\t${requestId()}\t${level}\t${format(...args)}\n`;
  const [first] = args;
  const failure = first instanceof Error && args.length === 1 ? errorMembers(first) : {};
  const message = args.length === 1 && isPlain(first) ? first : format(...args);
  return `${JSON.stringify({ timestamp, level, requestId: requestId(), message, ...failure })}\n`;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Error);
}

function errorMembers(error: Error): Record<string, unknown> {
  return {
    errorType: error.name,
    errorMessage: error.message,
    stackTrace: (error.stack ?? '').split('\n').slice(1),
  };
}
