// AdmitUploads: takes waiting uploads from the queue and starts an execution for each as soon as there is room for one more photo.
// What is no upload of a rider is left alone, and counted.
// In: an SQS event of { bucket, object }, as the pipe makes them,  Out: { batchItemFailures }, the messages that stay in the queue
// Throws: InvalidInputError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError; then
// every message comes again, and what was started before is not started twice

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { isStillReopened } from '../adapters/answered-photos.ts';
import { countPhotosInFlight } from '../adapters/dynamodb.ts';
import { startJourney } from '../adapters/step-functions.ts';
import { nameOfTry } from '../domain/again.ts';
import { LONGEST_CHECK_MS } from '../domain/longest-check.ts';
import type { Upload } from '../domain/photo.ts';
import { type Past, PastSchema } from '../domain/photo-past.ts';
import { RecheckedUploadSchema } from '../domain/recheck.ts';
import { readUploadKey } from '../domain/upload-key.ts';
import { configuration, maxConcurrentPhotos } from '../shared/config.ts';
import { InvalidInputError } from '../shared/errors.ts';
import { countBy, observe } from '../shared/telemetry.ts';
import { createRoom, type Room } from './room.ts';

const text = z.string().check(z.minLength(1));
export const Event = z.object({ Records: z.array(z.object({ messageId: text, body: z.string() })) });
const Stored = z.object({ key: text, 'version-id': text, size: z.int().check(z.gte(0)) });
export const Message = z.object({
  bucket: text,
  object: Stored,
  /** Absent from messages that were sent before it was kept. */
  past: z.exactOptional(PastSchema),
  /** Which try it is, of an upload that the sweep found lost. */
  again: z.exactOptional(z.int().check(z.gte(1))),
  /** Of a photo that has its answer, and may have another by the thresholds of this version. */
  recheck: z.exactOptional(RecheckedUploadSchema),
});
type Message = z.output<typeof Message>;

/** As S3 announces it: what was given up on before the pipe comes here as it is when it is sent back. */
const Announced = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.exactOptional(PastSchema.shape.sentAt),
  detail: z.object({ bucket: z.object({ name: text }), object: Stored }),
});

export interface Answer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** Time to answer Lambda in before it ends the invocation. */
const MARGIN_MS = 15_000;

/** MaximumConcurrency of the queue in template.yaml, where two are the fewest there can be. */
const INSTANCES = 2;

let room: Room | undefined;

export const handler = (event: unknown, context: Context): Promise<Answer> => {
  const { Records } = parse(event);
  const correlationId = Records[0]?.messageId ?? 'empty';
  return observe({ kind: 'step', name: 'AdmitUploads', correlationId, context }, async () => {
    const untilMs = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
    const batchItemFailures: Answer['batchItemFailures'] = [];
    for (const { messageId, body } of Records) {
      if (!(await admit(body, untilMs))) batchItemFailures.push({ itemIdentifier: messageId });
    }
    return { batchItemFailures };
  });
};

/** False when the message has to wait in the queue for another time. */
async function admit(body: string, untilMs: number): Promise<boolean> {
  const message = readMessage(body);
  const ids = message ? readUploadKey(message.object) : 'unreadable';
  if (!message || typeof ids === 'string') {
    countBy('UploadsIgnored', 'reason', String(ids));
    return true;
  }
  const { again = 0, recheck } = message;
  if (recheck && !(await isStillReopened(ids))) {
    countBy('UploadsIgnored', 'reason', 'recheck-overtaken');
    return true;
  }
  const { key, size, 'version-id': versionId } = message.object;
  const upload = { bucket: message.bucket, key, versionId, size, ...ids };
  room ??= createRoom({
    limit: maxConcurrentPhotos(),
    sharedBy: INSTANCES,
    countInFlight: () => countPhotosInFlight(new Date(Date.now() - LONGEST_CHECK_MS).toISOString()),
    now: Date.now,
    sleep: (ms) => sleep(ms),
  });
  if (!(await room.enter(untilMs))) return false;
  const input = { upload, expiresAt: expiry(), past: written(message.past), ...(recheck && { recheck }) };
  await startJourney(executionName(upload, again, recheck?.version), input);
  return true;
}

/** The same for every delivery of one try, and of one recheck: Step Functions starts it once in 90 days. Without personal data, as logs keep it. */
function executionName({ bucket, key, versionId }: Upload, again: number, recheck?: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([bucket, key, versionId, ...(recheck === undefined ? [] : [recheck])]))
    .digest('hex');
  return nameOfTry(hash.slice(0, 40), again);
}

/** S3 tells seconds, other times have milliseconds: as one, so that they can be compared as text. */
function written({ sentAt, ...past }: Past = { sentAt: new Date().toISOString() }): Past {
  return { ...past, sentAt: new Date(sentAt).toISOString() };
}

/** When the row of a photo goes that is not approved: epoch seconds as text, as DynamoDB takes numbers. */
function expiry(): string {
  return String(Math.floor(Date.now() / 1000) + configuration().retention.refusedDays * 86_400);
}

function readMessage(body: string): Message | undefined {
  try {
    const said: unknown = JSON.parse(body);
    const announced = z.safeParse(Announced, said).data;
    if (announced) {
      const { time, detail } = announced;
      const past = time === undefined ? {} : { past: { sentAt: time } };
      return { bucket: detail.bucket.name, object: detail.object, ...past };
    }
    return z.safeParse(Message, said).data;
  } catch {
    return undefined;
  }
}

function parse(event: unknown): z.output<typeof Event> {
  const result = z.safeParse(Event, event);
  if (result.success) return result.data;
  throw new InvalidInputError('The event is none of a queue');
}
