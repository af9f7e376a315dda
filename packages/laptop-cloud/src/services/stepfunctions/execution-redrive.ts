// Whether an execution can be redriven, and what becomes of its record when it is.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
import { exceededLimit } from 'states-language';
import type { ExecutionRecord, TokenedRedrive } from './execution-record.ts';

/** AWS remembers so many tokens of an execution, each so long. */
const TOKENS_REMEMBERED = 10;
const TOKEN_LIFE_MS = 15 * 60_000;

/** Why an execution, or a child through its map run, cannot be redriven, in the words of AWS; undefined when it can. */
export function redriveRefusal(record: ExecutionRecord, nowMs: number): string | undefined {
  const { status, type, mapRunArn, startMs, stopMs = nowMs, eventCount = 0 } = record;
  const hasEndedBadly = status !== 'RUNNING' && status !== 'SUCCEEDED';
  if (!hasEndedBadly || (type === 'EXPRESS' && !mapRunArn)) {
    return `Execution is ${status} and cannot be redriven`;
  }
  // Express children are started anew, which has no limits.
  if (type === 'EXPRESS') return undefined;
  return exceededLimit({ startTime: startMs, stopTime: stopMs, eventCount }, nowMs);
}

/** The redrive that this token has already brought about, if AWS would still remember it. */
export function rememberedRedrive(
  { redrives }: ExecutionRecord,
  clientToken: string | undefined,
  nowMs: number,
): TokenedRedrive | undefined {
  const redrive = redrives?.findLast((one) => one.clientToken === clientToken);
  return redrive && nowMs - redrive.redriveMs <= TOKEN_LIFE_MS ? redrive : undefined;
}

/** The execution as it runs on after it was redriven. */
export function redrivenRecord(
  record: ExecutionRecord,
  nowMs: number,
  clientToken?: string,
): ExecutionRecord {
  const { stopMs: _stopMs, output: _output, error: _error, cause: _cause, redrives = [], ...kept } = record;
  const tokened = clientToken === undefined ? redrives : [...redrives, { clientToken, redriveMs: nowMs }];
  return {
    ...kept,
    status: 'RUNNING',
    redriveCount: record.redriveCount + 1,
    redriveMs: nowMs,
    ...(tokened.length > 0 ? { redrives: tokened.slice(-TOKENS_REMEMBERED) } : {}),
  };
}
