// How large what a synchronous invocation takes and answers may be.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
import { tooLargeReport } from './error-report.ts';
import type { ErrorReport } from './messages.ts';

export const PAYLOAD_LIMIT_BYTES = 6 * 2 ** 20;

/** What an answer that is too large fails with. */
export function beyondLimit(payload: string): ErrorReport | undefined {
  const size = Buffer.byteLength(payload);
  return size > PAYLOAD_LIMIT_BYTES ? tooLargeReport(size, PAYLOAD_LIMIT_BYTES) : undefined;
}
