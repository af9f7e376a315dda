// The operations on traces. https://docs.aws.amazon.com/xray/latest/api/API_Operations.html
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { epochSeconds } from '../timing/epoch-seconds.ts';
import { parseFilter } from './filter-expression.ts';
import { readSegment } from './refused-segment.ts';
import { serviceGraph } from './service-graph.ts';
import type { Trace, TraceStore } from './trace-store.ts';
import { factsOf, summaryOf } from './trace-summary.ts';

const list = (member: string) => z.array(z.string(), { error: `${member} must be a list of texts.` });
const Time = epochSeconds('StartTime and EndTime are required.');

const NextToken = z.string().optional();
const GetTraceSummaries = z.strictObject({
  StartTime: Time,
  EndTime: Time,
  TimeRangeType: z.enum(['TraceId', 'Event', 'Service']).optional(),
  // A sample may be all there is.
  Sampling: z.boolean().optional(),
  SamplingStrategy: z
    .strictObject({
      Name: z.enum(['PartialScan', 'FixedRate']).optional(),
      Value: z.number().min(0).max(1).optional(),
    })
    .optional(),
  FilterExpression: z.unknown().optional(),
  NextToken,
});

/** All traces are of the one group that there is. */
const GetServiceGraph = z.strictObject({
  StartTime: Time,
  EndTime: Time,
  GroupName: z.string().optional(),
  NextToken,
});

/** No more is kept than fits one page, so no token was ever given. */
function onePage(token: string | undefined): void {
  if (token !== undefined) throw new ServiceError('InvalidRequestException', 'NextToken is not valid.');
}

export function traceOperations(store: TraceStore, now: () => number): Operation[] {
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
          const read = readSegment(text, now());
          if ('ErrorCode' in read) unprocessed.push(read);
          else store.add(read);
        }
        return { UnprocessedTraceSegments: unprocessed };
      },
    }),
    defineOperation({
      name: 'BatchGetTraces',
      http: { method: 'POST', path: '/Traces' },
      input: z.strictObject({ TraceIds: list('TraceIds'), NextToken }),
      errors: [],
      resource: () => '*',
      run({ input: { TraceIds: ids, NextToken: token } }) {
        onePage(token);
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
      input: GetTraceSummaries,
      errors: [],
      resource: () => '*',
      run({
        input: { StartTime, EndTime, FilterExpression = '', TimeRangeType = 'TraceId', NextToken: token },
      }) {
        onePage(token);
        const filter = parseFilter(String(FilterExpression));
        // By when they began, or by when the last was heard of them.
        const timeOf = ({ startTime, durationSeconds }: Trace) =>
          TimeRangeType === 'TraceId' ? startTime : startTime + durationSeconds;
        const inTime = store
          .traces()
          .filter((trace) => timeOf(trace) >= StartTime && timeOf(trace) <= EndTime);
        return {
          TraceSummaries: inTime.filter((trace) => filter(factsOf(trace))).map(summaryOf),
          ApproximateTime: StartTime,
          TracesProcessedCount: inTime.length,
        };
      },
    }),
    defineOperation({
      name: 'GetServiceGraph',
      http: { method: 'POST', path: '/ServiceGraph' },
      input: GetServiceGraph,
      errors: [],
      resource: () => '*',
      run({ input: { StartTime, EndTime, GroupName, NextToken: token } }) {
        onePage(token);
        if (StartTime > EndTime)
          throw new ServiceError('InvalidRequestException', 'StartTime is after EndTime.');
        if (GroupName !== undefined && GroupName !== 'Default')
          throw new ServiceError('InvalidRequestException', `There is no group ${GroupName} here.`);
        const inTime = store
          .traces()
          .filter(({ startTime }) => startTime >= StartTime && startTime <= EndTime);
        return {
          StartTime,
          EndTime,
          Services: serviceGraph(inTime.reverse()),
          ContainsOldGroupVersions: false,
        };
      },
    }),
  ];
}
