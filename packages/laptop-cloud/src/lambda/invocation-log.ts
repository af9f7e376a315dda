// What one invocation wrote: Lambda's own START, END and REPORT around the function's lines, metrics told apart from text.

export interface LogLine {
  kind: 'platform' | 'log' | 'metric';
  text: string;
}

export interface InvocationFacts {
  requestId: string;
  /** Of the function. */
  version: string;
  memoryMb: number;
  logFormat: 'Text' | 'JSON';
}

export interface Ending {
  durationMs: number;
  initDurationMs?: number;
  /** Megabytes. */
  maxMemoryUsedMb: number;
  status: 'success' | 'error' | 'timeout';
  errorType?: string;
}

export interface LogSize {
  lines: number;
  bytes: number;
}

export interface InvocationLog {
  /** The last ones, a megabyte at most. */
  lines: readonly LogLine[];
  /** Of all lines. */
  readonly size: LogSize;
  /** Takes output in pieces; a line counts when its end has come, or when it is a million characters long. */
  write(text: string): void;
  end(ending: Ending): void;
  /** The last 4 KB of all text, as LogType Tail gives. */
  tail(): string;
}

const TAIL_BYTES = 4096;
const MOST_KEPT_BYTES = 2 ** 20;
/** As long as an event of CloudWatch Logs. */
const LONGEST_LINE = 2 ** 20;
/** A line in the embedded metric format. */
export const METRIC_LINE = '{"_aws"';

/** Opens the log of an invocation with its START line; each line goes to `onLine` as it comes. */
export function openLog(facts: InvocationFacts, onLine: (line: LogLine) => void): InvocationLog {
  const lines: LogLine[] = [];
  const size: LogSize = { lines: 0, bytes: 0 };
  let keptBytes = 0;
  let rest = '';
  const add = (kind: LogLine['kind'], text: string): void => {
    const line = { kind, text };
    const bytes = Buffer.byteLength(text);
    size.lines += 1;
    size.bytes += bytes;
    keptBytes += bytes;
    lines.push(line);
    // Not one by one, as each moves all others.
    if (keptBytes > 2 * MOST_KEPT_BYTES) dropFirst();
    onLine(line);
  };
  const dropFirst = (): void => {
    let dropped = 0;
    while (keptBytes > MOST_KEPT_BYTES && dropped < lines.length - 1)
      keptBytes -= Buffer.byteLength(lines[dropped++]!.text);
    lines.splice(0, dropped);
  };
  const endLine = (): void => {
    const line = rest;
    rest = '';
    if (line !== '') add(line.startsWith(METRIC_LINE) ? 'metric' : 'log', line);
  };
  const write = (text: string): void => {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      rest += text.slice(from, end);
      endLine();
      from = end + 1;
    }
    // Joined alone: who writes a character at a time has none looked at twice.
    rest += text.slice(from);
    if (rest.length >= LONGEST_LINE) endLine();
  };
  const { start, end } = PLATFORM_LINES[facts.logFormat];
  add('platform', start(facts));
  return {
    lines,
    size,
    write,
    end: (ending) => {
      endLine();
      for (const line of end(facts, ending)) add('platform', line);
    },
    tail: () => {
      let first = lines.length;
      for (let bytes = 0; first > 0 && bytes < TAIL_BYTES; )
        bytes += Buffer.byteLength(lines[--first]!.text) + 1;
      const all = Buffer.from(
        lines
          .slice(first)
          .map(({ text }) => `${text}\n`)
          .join(''),
      );
      return all.subarray(Math.max(0, all.length - TAIL_BYTES)).toString();
    },
  };
}

interface PlatformLines {
  start(facts: InvocationFacts): string;
  end(facts: InvocationFacts, ending: Ending): string[];
}

const billed = (ms: number): number => Math.ceil(ms);

const PLATFORM_LINES: Readonly<Record<'Text' | 'JSON', PlatformLines>> = {
  Text: {
    start: ({ requestId, version }) => `START RequestId: ${requestId} Version: ${version}`,
    end: ({ requestId, memoryMb }, { durationMs, initDurationMs, maxMemoryUsedMb, status, errorType }) => [
      ...(status === 'timeout'
        ? [
            `${new Date().toISOString()} ${requestId} Task timed out after ${(durationMs / 1000).toFixed(2)} seconds`,
          ]
        : []),
      `END RequestId: ${requestId}`,
      [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billed(durationMs + (initDurationMs ?? 0))} ms`,
        `Memory Size: ${memoryMb} MB`,
        `Max Memory Used: ${maxMemoryUsedMb} MB`,
        ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
        ...(status === 'success' ? [] : [`Status: ${status}`]),
        ...(errorType === undefined || status === 'timeout' ? [] : [`Error Type: ${errorType}`]),
      ].join('\t'),
    ],
  },
  JSON: {
    start: ({ requestId, version }) => platformEvent('platform.start', { requestId, version }),
    end: ({ requestId, memoryMb }, { durationMs, initDurationMs, maxMemoryUsedMb, status, errorType }) => [
      platformEvent('platform.report', {
        requestId,
        metrics: {
          durationMs: round(durationMs),
          billedDurationMs: billed(durationMs + (initDurationMs ?? 0)),
          memorySizeMB: memoryMb,
          maxMemoryUsedMB: maxMemoryUsedMb,
          ...(initDurationMs === undefined ? {} : { initDurationMs: round(initDurationMs) }),
        },
        status,
        ...(errorType === undefined ? {} : { errorType }),
      }),
    ],
  },
};

function platformEvent(type: string, record: Record<string, unknown>): string {
  return JSON.stringify({ time: new Date().toISOString(), type, record });
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
