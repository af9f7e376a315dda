// What a function logs, throws or does not bundle, in lines for a person at a terminal.

import path from 'node:path';
import type { LogLine } from '../lambda/invocation-log.ts';
import type { ErrorReport } from '../lambda/messages.ts';

/** How many frames of a stack are worth a line. */
const MOST_FRAMES = 3;
/** A line of more characters only looks like a frame. */
const LONGEST_FRAME = 1000;

/**
 * One line of a function's log: level, message, what else the handler gave, and the error with its frames in src/. None for
 * Lambda's own lines, metrics, the beginning and end of a step, and failures, which are told with
 * the invocation.
 */
export function linesOfLog({ kind, text }: LogLine): string[] {
  if (kind !== 'log') return [];
  const line = parse(text);
  if (line === undefined) return TEXT_FAILURE.test(text) ? [] : [text.replace(TEXT_PREFIX, '$1 ')];
  const { level, message, error, errorType, errorMessage, stackTrace, ...others } = line;
  if (typeof message === 'string' && (FAILURE.test(message) || FRAMING.has(message))) return [];
  const own = Object.entries(others).filter(([name, value]) => !OF_EVERY_LINE.has(name) && !errorOf(value));
  const given = own.map(([name, value]) => `${name}=${inWords(value)}`);
  const head = [level, inWords(message), ...given].filter((part) => part !== undefined && part !== '');
  const thrown = [error, ...Object.values(others)].map(errorOf).find((each) => each !== undefined);
  const trace = Array.isArray(stackTrace) ? stackTrace.map(String) : [];
  return [
    head.join(' '),
    ...(thrown ? [`  ${thrown.errorType}: ${thrown.errorMessage}`, ...framesOf(thrown.trace)] : []),
    ...(errorType === undefined || inWords(message).includes(inWords(errorMessage))
      ? []
      : [`  ${errorType}: ${errorMessage}`]),
    ...framesOf(trace),
  ];
}

/** `TypeError: Cannot read …`, then the frames in the project's sources, or the excerpt of one that does not bundle. */
export function linesOfFailedInvocation(payload: string): string[] {
  const { errorType, errorMessage, trace = [] } = JSON.parse(payload) as ErrorReport;
  const excerpt = trace.filter((line) => !line.trimStart().startsWith('at ') && EXCERPT.test(line));
  return [`${errorType}: ${errorMessage}`, ...excerpt, ...framesOf(trace)];
}

/** Frames in the project's own sources, innermost first, their files as one would type them. */
export function framesOf(trace: readonly string[]): string[] {
  const here = `${path.resolve('.')}${path.sep}`;
  const frames = trace
    .filter((line) => line.length < LONGEST_FRAME && /^\s*at /.test(line))
    .map((line) => line.trim().replace('file://', '').replaceAll(here, ''));
  return frames
    .filter(
      (frame) => OWN_SOURCE.test(frame) && !frame.includes('node_modules') && !frame.includes(OF_THE_LAPTOP),
    )
    .slice(0, MOST_FRAMES)
    .map((frame) => `    ${frame}`);
}

/** In a checkout of this package's own repository it does not lie under node_modules. */
const OF_THE_LAPTOP = path.relative('.', path.resolve(import.meta.dirname, '..'));
const OWN_SOURCE = /[\s(\\/]src[\\/].*\.[cm]?[jt]sx?:\d+:\d+\)?$/;
const EXCERPT = /^ {2}(?:\d+ │|\s*\^+$)/;
/** Of every step and every request the first and the last word: whoever follows them reads that already. */
const FRAMING = new Set(
  ['step', 'route'].flatMap((kind) => [`${kind} started`, `${kind} succeeded`, `${kind} failed`]),
);
/** Written by the runtime, beside the error report that the caller gets. */
const FAILURE = /^(Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\b/;
const TEXT_FAILURE = /^\S+\t\S+\tERROR\t(Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\b/;
/** Time and request id of the text format. */
const TEXT_PREFIX = /^\d{4}-\S+\t\S+\t([A-Z]+)\t/;

/** Members that the logger or the runtime adds to every line. */
const OF_EVERY_LINE = new Set([
  'timestamp',
  'requestId',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'function_request_id',
  'sampling_rate',
  'xray_trace_id',
  'correlation_id',
  'step',
]);

function parse(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A text that only begins like JSON is a text.
    return undefined;
  }
}

/** The logger's form of an error, under whatever name it was given. */
function errorOf(value: unknown): Required<ErrorReport> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name = 'Error', message = '', stack } = value as Record<string, unknown>;
  if (typeof stack !== 'string') return undefined;
  return { errorType: String(name), errorMessage: String(message), trace: stack.split('\n') };
}

function inWords(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
