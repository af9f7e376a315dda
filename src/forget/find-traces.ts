// FindTraces: reads every store for what there is of a rider. Before anything goes it tells what there is to do; afterwards it proves
// that nothing is left, by the very same reading.
// In: { riderId, erased }, what earlier rounds have found
// Out: { photos, left, isClean, erased, waitUntil? }; `erased` counts what is found now as well
// Throws: UnexpectedKeyError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import type { Row } from '../adapters/dynamodb-client.ts';
import { facesOfRider } from '../adapters/rekognition-collection.ts';
import { subsOfRider } from '../adapters/rider-links.ts';
import { isMark, rowsOfRider } from '../adapters/rider-traces.ts';
import { PHOTO_PREFIX, photoIdOf } from '../adapters/riders-table.ts';
import { listVersions } from '../adapters/s3.ts';
import { riderPrefixes } from '../domain/derived-keys.ts';
import { isClean, NO_TRACES, sumOf, type Traces } from '../domain/erasure.ts';
import { UPLOAD_FORM_SECONDS } from '../domain/upload-form.ts';
import { blockListCollection, setting } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const id = z.string().check(z.minLength(1));
const count = z.int();
const Erased = z.object({ links: count, rows: count, objects: count, faces: count });
export const Input = eventSchema({ riderId: id, erased: z.exactOptional(Erased) });

export const handler = defineStep('FindTraces', Input, async ({ riderId, erased = NO_TRACES }) => {
  const now = new Date();
  const bucket = setting('PHOTOS_BUCKET');
  const links = await subsOfRider(riderId);
  const rows = await rowsOfRider(riderId);
  const keys: string[] = [];
  for (const prefix of riderPrefixes(riderId))
    keys.push(...(await listVersions(bucket, prefix)).map(({ key }) => key));
  let faces = 0;
  for (const collection of [setting('FACE_COLLECTION_ID'), blockListCollection()])
    if (collection !== null) faces += (await facesOfRider(collection, riderId)).length;
  const left: Traces = { links: links.length, rows: rows.length, objects: keys.length, faces };
  const until = waitUntil(rows, now);
  return {
    photos: photosOf(rows, keys),
    left,
    isClean: isClean(left),
    // What the erasure itself has written is nothing of the rider's; it goes all the same.
    erased: sumOf(erased, { ...left, rows: rows.filter((row) => !isMark(row)).length }),
    ...(until !== undefined && { waitUntil: until }),
  };
});

/** Every photo that has a row or an object, with the execution that may be at it. */
function photosOf(rows: readonly Row[], keys: readonly string[]) {
  const photos = new Map<string, string | null>();
  for (const key of keys) {
    const [, , photoId] = key.split('/');
    if (photoId) photos.set(photoId, null);
  }
  for (const { sk, executionArn } of rows)
    if (String(sk).startsWith(PHOTO_PREFIX))
      photos.set(photoIdOf(String(sk)), typeof executionArn === 'string' ? executionArn : null);
  return [...photos].map(([photoId, executionArn]) => ({ photoId, executionArn }));
}

/** Longer than any step of the workflow runs: one that is at work when its execution is stopped ends its work all the same. */
const LONGEST_STEP_SECONDS = 60;

/** Until when something may still come in, by a form or a step at work; until then the profile refuses. Undefined where nothing can. */
function waitUntil(rows: readonly Row[], now: Date): string | undefined {
  const moments = rows.flatMap(({ status, updatedAt, expiresAt }) => {
    if (status === 'processing') return now.getTime() + LONGEST_STEP_SECONDS * 1000;
    if (status !== 'awaiting-upload') return [];
    // A form that was asked for again has its hour again, and no other mark.
    const issued = Math.max(Date.parse(String(updatedAt)), (Number(expiresAt) - 3600) * 1000);
    return issued + UPLOAD_FORM_SECONDS * 1000;
  });
  const last = Math.max(0, ...moments.filter((moment) => moment > now.getTime()));
  return last === 0 ? undefined : new Date(last).toISOString();
}
