// One entry of PutEvents, checked as EventBridge checks it.
// Source: EventBridge API Reference, PutEvents.
import * as z from 'zod';
import { newUuid } from '../../new-uuid.ts';
import type { AwsEvent } from '../bus.ts';
import { parseBoundedText } from '../protocols/bounded-json.ts';
import { ServiceError } from '../service.ts';
import { epochSeconds } from '../timing/epoch-seconds.ts';

export const PutEventsEntry = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: epochSeconds().optional(),
  TraceHeader: z.string().optional(),
});
export type PutEventsEntry = z.infer<typeof PutEventsEntry>;

export const MAX_ENTRIES = 10;
/** Bytes of all entries of one request. */
export const MAX_REQUEST_BYTES = 1_048_576;

/** Bytes that an entry counts for: its time, source, type, detail and resources. */
export function sizeOf({ Source, DetailType, Detail, Resources = [], Time }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((size, text) => size + Buffer.byteLength(text ?? ''), Time === undefined ? 0 : 14);
}

export interface EventOrigin {
  accountId: string;
  region: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Makes the event; throws the ServiceError that the entry's ErrorCode and ErrorMessage say. */
export function toEvent(entry: PutEventsEntry, { accountId, region, now }: EventOrigin): AwsEvent {
  const source = required('Source', entry.Source);
  const detailType = required('DetailType', entry.DetailType);
  const detail = parseDetail(required('Detail', entry.Detail));
  if (source.startsWith('aws.')) {
    throw new ServiceError('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  return {
    version: '0',
    id: newUuid(),
    'detail-type': detailType,
    source,
    account: accountId,
    // Events carry whole seconds.
    time: `${new Date(entry.Time === undefined ? now : entry.Time * 1000).toISOString().slice(0, 19)}Z`,
    region,
    resources: entry.Resources ?? [],
    detail,
  };
}

/** What a rule with a schedule tells its targets. */
export function scheduledEvent({ accountId, region }: EventOrigin, ruleArn: string, time: string): AwsEvent {
  return {
    version: '0',
    id: newUuid(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time,
    region,
    resources: [ruleArn],
    detail: {},
  };
}

function required(name: string, value: string | undefined): string {
  if (value) return value;
  throw new ServiceError(
    'InvalidArgument',
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  );
}

function parseDetail(text: string): unknown {
  try {
    const detail: unknown = parseBoundedText(text);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return detail;
  } catch {
    // Answered below, like JSON that is no object.
  }
  throw new ServiceError('MalformedDetail', 'Detail is malformed.');
}
