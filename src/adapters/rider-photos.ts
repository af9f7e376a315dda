// A rider's photos as the API reads and writes them: asked for, looked up, appealed. The rest of their rows' lives is in the
// definition of the state machine.

import { marshall } from '@aws-sdk/util-dynamodb';
import type { AdvisedFinding } from '../domain/advice.ts';
import { BY_APPEAL } from '../domain/appeal.ts';
import type { PhotoStatus } from '../domain/photo.ts';
import { readPast, sentAt, type Times } from '../domain/photo-past.ts';
import type { Attempts } from '../domain/upload-attempts.ts';
import { setting } from '../shared/config.ts';
import { queryRows, type Row, readRow, readRows, transact, updateRow } from './dynamodb-client.ts';
import type { RiderProfile } from './rider-profile.ts';
import { appealKey, PHOTO_PREFIX, PROFILE, photoIdOf, photoKey, riderKey } from './riders-table.ts';

/** What the API looks at of a photo's row. Times are ISO 8601 but for `expiresAt`, epoch seconds. */
export interface RiderPhoto extends Times {
  photoId: string;
  status: PhotoStatus;
  reviewDueAt?: string;
  expiresAt?: number;
  /** While the upload is awaited: of the file that the form takes. */
  contentType?: string;
  uploadChecksum?: string;
  reasons: string[];
  findings: RiderFinding[];
  /** The photo whose answer was given again. */
  sameAs?: string;
  appeal?: { text: string; at: string };
  /** Bytes of the file. */
  size?: number;
  verdict?: string;
  /** `rules`, or who. */
  decidedBy?: string;
  /** What the rider was told. */
  message?: string;
  insights: { code: string; text: string }[];
}

export type RiderFinding = AdvisedFinding & {
  status: string;
  measured?: number | string;
  threshold?: number | string;
};

/** Undefined also for a form that has expired: its row goes, but not at once. */
export async function readPhoto(
  riderId: string,
  photoId: string,
  now: Date,
): Promise<RiderPhoto | undefined> {
  const row = await readRow({ pk: riderKey(riderId), sk: photoKey(photoId) });
  return photoFrom(row, riderId, now);
}

/** The same with the rider's profile, by one call: riders' pages ask for both again and again. */
export async function readPhotoAndProfile(
  riderId: string,
  photoId: string,
  now: Date,
): Promise<{ photo: RiderPhoto | undefined; profile: RiderProfile | undefined }> {
  const pk = riderKey(riderId);
  const [row, profile] = await readRows([
    { pk, sk: photoKey(photoId) },
    { pk, sk: PROFILE },
  ]);
  return { photo: await photoFrom(row, riderId, now), profile };
}

async function photoFrom(row: Row | undefined, riderId: string, now: Date): Promise<RiderPhoto | undefined> {
  const photo = row && present(photoOf(row), now);
  if (!photo || photo.appeal || !photo.decidedBy?.startsWith(BY_APPEAL)) return photo;
  // The workflow has written the row anew since.
  return withAppeal(photo, await readRow({ pk: riderKey(riderId), sk: appealKey(photo.photoId) }));
}

/** Every photo of the rider, the newest first. A rider has few: attempts are limited, and rows that were refused go. */
export async function listPhotos(riderId: string, now: Date): Promise<RiderPhoto[]> {
  const rowsOf = (prefix: string) =>
    queryRows({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: marshall({ ':pk': riderKey(riderId), ':prefix': prefix }),
    });
  const [rows, appeals] = await Promise.all([rowsOf(PHOTO_PREFIX), rowsOf(appealKey(''))]);
  const photos = rows
    .flatMap((row) => present(photoOf(row), now) ?? [])
    .map((photo) =>
      withAppeal(
        photo,
        appeals.find(({ sk }) => sk === appealKey(photo.photoId)),
      ),
    );
  return photos.sort(
    (one, other) => compare(sentAt(other), sentAt(one)) || compare(one.photoId, other.photoId),
  );
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** A file that its rider wants to send. */
export interface WantedUpload {
  photoId: string;
  contentType: string;
  uploadChecksum: string;
}

export interface UploadRules {
  /** The version that the profile must hold; undefined where consent is not asked for. */
  consentVersion: string | undefined;
  /** What the profile was seen to hold, and what it holds with this attempt. */
  attempts: { before: Attempts | undefined; after: Attempts };
}

const AWAITED_SECONDS = 3600;

/**
 * Notes that a file is awaited, and counts the attempt. Answers which of the two stood against it: a row of that id (`photo`), or
 * the profile, which has changed since it was read (`profile`).
 */
export async function awaitUpload(
  riderId: string,
  upload: WantedUpload,
  { consentVersion, attempts }: UploadRules,
  now: Date,
): Promise<'done' | 'photo' | 'profile'> {
  const TableName = setting('RIDERS_TABLE');
  const pk = riderKey(riderId);
  const { photoId, ...file } = upload;
  const at = now.toISOString();
  const conditions = [
    'attribute_not_exists(forgottenAt)',
    attempts.before ? 'uploads.#since = :since AND uploads.#count = :count' : 'attribute_not_exists(uploads)',
    ...(consentVersion === undefined ? [] : ['consentVersion = :consentVersion']),
  ];
  const failed = await transact([
    {
      Put: {
        TableName,
        Item: marshall({
          pk,
          sk: photoKey(photoId),
          status: 'awaiting-upload',
          openStatus: 'awaiting-upload',
          ...file,
          requestedAt: at,
          updatedAt: at,
          expiresAt: epochSeconds(now) + AWAITED_SECONDS,
        }),
        ConditionExpression: 'attribute_not_exists(pk) OR #status = :awaited AND expiresAt <= :now',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({ ':awaited': 'awaiting-upload', ':now': epochSeconds(now) }),
      },
    },
    {
      Update: {
        TableName,
        Key: marshall({ pk, sk: PROFILE }),
        UpdateExpression: 'SET uploads = :after, createdAt = if_not_exists(createdAt, :at), updatedAt = :at',
        ConditionExpression: conditions.join(' AND '),
        ...(attempts.before && { ExpressionAttributeNames: { '#since': 'since', '#count': 'count' } }),
        ExpressionAttributeValues: marshall({
          ':after': attempts.after,
          ':at': at,
          ...(attempts.before && { ':since': attempts.before.since, ':count': attempts.before.count }),
          ...(consentVersion !== undefined && { ':consentVersion': consentVersion }),
        }),
      },
    },
  ]);
  if (failed.size === 0) return 'done';
  return failed.has(0) ? 'photo' : 'profile';
}

/** Gives an awaited file its hour again. False when it is awaited no more. */
export async function keepAwaiting(riderId: string, photoId: string, now: Date): Promise<boolean> {
  return updateRow(
    { pk: riderKey(riderId), sk: photoKey(photoId) },
    {
      UpdateExpression: 'SET expiresAt = :expiresAt',
      ConditionExpression: '#status = :awaited',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({
        ':awaited': 'awaiting-upload',
        ':expiresAt': epochSeconds(now) + AWAITED_SECONDS,
      }),
    },
  );
}

/**
 * Opens the photo's second review: a ticket like any other (open-review.ts), of the kind `appeal`, without a task token. The row
 * stays for as long as any refused one from now on; what the rider wrote stays as long, in a row of its own, which no new claim of
 * the photo writes over: nobody appeals twice.
 */
export async function openAppeal(
  riderId: string,
  photo: Pick<RiderPhoto, 'photoId' | 'updatedAt' | 'expiresAt'>,
  appeal: { text: string; at: Date; dueAt: string; neededVotes: number; keptDays: number },
): Promise<'opened' | 'changed' | 'appealed-before'> {
  const TableName = setting('RIDERS_TABLE');
  const pk = riderKey(riderId);
  const at = appeal.at.toISOString();
  const expiresAt = Math.max(photo.expiresAt ?? 0, epochSeconds(appeal.at) + appeal.keptDays * 86_400);
  const written = { text: appeal.text, at };
  const failed = await transact([
    {
      Update: {
        TableName,
        Key: marshall({ pk, sk: photoKey(photo.photoId) }),
        UpdateExpression:
          'SET #status = :inReview, openStatus = :inReview, reviewKind = :kind, appeal = :appeal, rejectedAt = :rejectedAt, ' +
          'photoId = :photoId, reviewDueAt = :dueAt, reviewOpenedAt = :at, neededVotes = :needed, claims = :nobody, ' +
          'votes = :nobody, skips = :nobody, notes = if_not_exists(notes, :nobody), ' +
          'reviewVersion = if_not_exists(reviewVersion, :zero) + :one, ' +
          'reviewRevision = if_not_exists(reviewRevision, :zero) + :one, updatedAt = :at, expiresAt = :expiresAt ' +
          'REMOVE reviewDecision, handover, taskToken, sweepAfter, remindAfter, sweeps',
        ConditionExpression:
          '#status = :rejected AND updatedAt = :rejectedAt AND attribute_not_exists(appeal)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({
          ':inReview': 'in-review',
          ':kind': 'appeal',
          ':appeal': written,
          ':rejectedAt': photo.updatedAt,
          ':photoId': photo.photoId,
          ':dueAt': appeal.dueAt,
          ':needed': appeal.neededVotes,
          ':zero': 0,
          ':one': 1,
          ':nobody': {},
          ':at': at,
          ':expiresAt': expiresAt,
          ':rejected': 'rejected',
        }),
      },
    },
    {
      Put: {
        TableName,
        Item: marshall({ pk, sk: appealKey(photo.photoId), ...written, expiresAt }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ]);
  if (failed.size === 0) return 'opened';
  return failed.has(0) ? 'changed' : 'appealed-before';
}

function withAppeal(photo: RiderPhoto, row: Row | undefined): RiderPhoto {
  if (!row || photo.appeal) return photo;
  return { ...photo, appeal: { text: String(row['text']), at: String(row['at']) } };
}

function present(photo: RiderPhoto, now: Date): RiderPhoto | undefined {
  const isOver = photo.status === 'awaiting-upload' && (photo.expiresAt ?? 0) <= epochSeconds(now);
  return isOver || photo.status === 'erased' ? undefined : photo;
}

function photoOf({ sk, ...row }: Row): RiderPhoto {
  return {
    ...(row as unknown as RiderPhoto),
    photoId: photoIdOf(sk as string),
    past: readPast(row['startedWith']),
    reasons: list(row['reasons']),
    findings: list(row['findings']),
    insights: list(row['insights']),
  };
}

// The state machine writes lists as JSON.
function list<Item>(value: unknown): Item[] {
  return typeof value === 'string' ? (JSON.parse(value) as Item[]) : [];
}

const epochSeconds = (at: Date) => Math.floor(at.getTime() / 1000);
