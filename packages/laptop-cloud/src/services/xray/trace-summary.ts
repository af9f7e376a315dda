// One trace in a few facts: what GetTraceSummaries answers and filters look at.
import type { TraceFacts } from './filter-expression.ts';
import type { Subsegment } from './segment.ts';
import type { Trace } from './trace-store.ts';

/** What filters may ask, gathered from all segments and subsegments. */
export function factsOf(trace: Trace): TraceFacts {
  const all = trace.segments.flatMap(flatten);
  const annotations = new Map<string, (string | number | boolean)[]>();
  for (const segment of all)
    for (const [key, value] of Object.entries(segment.annotations ?? {}))
      annotations.set(key, [...(annotations.get(key) ?? []), value]);
  return {
    durationSeconds: trace.durationSeconds,
    hasError: all.some(({ error }) => error === true),
    hasFault: all.some(({ fault }) => fault === true),
    hasThrottle: all.some(({ throttle }) => throttle === true),
    services: new Set(
      // A subsegment with a namespace is a call to a service that writes no segment of its own.
      [...trace.segments, ...all.filter(({ namespace }) => namespace !== undefined)].map(({ name }) => name),
    ),
    annotations,
  };
}

/** A member of GetTraceSummaries' answer. https://docs.aws.amazon.com/xray/latest/api/API_TraceSummary.html */
export function summaryOf(trace: Trace): Record<string, unknown> {
  const facts = factsOf(trace);
  const [entry] = trace.segments;
  return {
    Id: trace.id,
    StartTime: trace.startTime,
    Duration: trace.durationSeconds,
    ResponseTime: trace.durationSeconds,
    HasError: facts.hasError,
    HasFault: facts.hasFault,
    HasThrottle: facts.hasThrottle,
    IsPartial: trace.segments.some(({ in_progress }) => in_progress === true),
    Annotations: Object.fromEntries(
      [...facts.annotations].map(([key, values]) => [
        key,
        [...new Set(values)].map((value) => ({ AnnotationValue: annotationValue(value), ServiceIds: [] })),
      ]),
    ),
    ServiceIds: trace.segments.map(serviceId),
    ...(entry ? { EntryPoint: serviceId(entry) } : {}),
    MatchedEventTime: trace.startTime,
  };
}

function flatten(segment: Subsegment): Subsegment[] {
  return [segment, ...(segment.subsegments ?? []).flatMap(flatten)];
}

function serviceId({ name, origin }: Subsegment): Record<string, unknown> {
  return { Name: name, Names: [name], ...(origin === undefined ? {} : { Type: origin }) };
}

function annotationValue(value: string | number | boolean): Record<string, unknown> {
  if (typeof value === 'number') return { NumberValue: value };
  return typeof value === 'boolean' ? { BooleanValue: value } : { StringValue: value };
}
