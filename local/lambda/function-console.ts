// console.* inside a function, as Lambda's Node.js runtime prints it: time, request id and level before each message.
import { format } from 'node:util';

export interface LogPrefix {
  logFormat: 'Text' | 'JSON';
  requestId(): string | undefined;
}

/** Replaces the printing methods of the global console; returns what puts the old ones back. Streams are left alone, as Powertools writes to them. */
export function patchConsole(prefix: LogPrefix, write: (text: string) => void): () => void {
  const original = { ...console };
  for (const [method, level] of Object.entries(LEVELS))
    console[method as keyof typeof LEVELS] = (...args: unknown[]) => write(lineOf(prefix, level, args));
  return () => void Object.assign(console, original);
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
