// The operations on traces. https://docs.aws.amazon.com/xray/latest/api/API_Operations.html
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { parseFilter } from './filter-expression.ts';
import { parseSegment } from './segment.ts';
import type { TraceStore } from './trace-store.ts';
import { factsOf, summaryOf } from './trace-summary.ts';

const list = (member: string) => z.array(z.string(), { error: `${member} must be a list of texts.` });
const Time = z.number({ error: 'StartTime and EndTime are required.' });

export function traceOperations(store: TraceStore): Operation[] {
  return [
    defineOperation({
      name: 'PutTraceSegments',
      http: { method: 'POST', path: '/TraceSegments' },
      input: z.strictObject({ TraceSegmentDocuments: list('TraceSegmentDocuments') }),
      errors: [],
      resource: () => '*',
      run({ input }) {
        const unprocessed: unknown[] = [];
        for (const text of input.TraceSegmentDocuments) {
          const document = parseSegment(text);
          if (document) store.add(document);
          else unprocessed.push({ ErrorCode: 'InvalidSegment', Message: 'Not a segment document.' });
        }
        return { UnprocessedTraceSegments: unprocessed };
      },
    }),
    defineOperation({
      name: 'BatchGetTraces',
      http: { method: 'POST', path: '/Traces' },
      input: z.strictObject({ TraceIds: list('TraceIds') }),
      errors: [],
      resource: () => '*',
      run({ input: { TraceIds: ids } }) {
        const found = ids.flatMap((id) => store.trace(id) ?? []);
        return {
          Traces: found.map(({ id, durationSeconds, segments }) => ({
            Id: id,
            Duration: durationSeconds,
            LimitExceeded: false,
            Segments: segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
          })),
          UnprocessedTraceIds: ids.filter((id) => !found.some((trace) => trace.id === id)),
        };
      },
    }),
    defineOperation({
      name: 'GetTraceSummaries',
      http: { method: 'POST', path: '/TraceSummaries' },
      input: z.strictObject({ StartTime: Time, EndTime: Time, FilterExpression: z.unknown().optional() }),
      errors: [],
      resource: () => '*',
      run({ input: { StartTime, EndTime, FilterExpression = '' } }) {
        const filter = parseFilter(String(FilterExpression));
        const inTime = store
          .traces()
          .filter(({ startTime }) => startTime >= StartTime && startTime <= EndTime);
        return {
          TraceSummaries: inTime.filter((trace) => filter(factsOf(trace))).map(summaryOf),
          ApproximateTime: StartTime,
          TracesProcessedCount: inTime.length,
        };
      },
    }),
  ];
}
