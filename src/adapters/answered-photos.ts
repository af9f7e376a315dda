// Photos that have their answer, found by their id alone, and what a recheck or a new collection notes on them.

import { marshall } from '@aws-sdk/util-dynamodb';
import type { Measures } from '../domain/measures.ts';
import type { Upload } from '../domain/photo.ts';
import { type Past, pastWithAnswer, readPast } from '../domain/photo-past.ts';
import { isConsentRequired, setting } from '../shared/config.ts';
import { queryRows, type Row, readRow, transact, updateRow } from './dynamodb-client.ts';
import { PROFILE, photoKey, riderIdOf, riderKey } from './riders-table.ts';

export interface AnsweredPhoto {
  riderId: string;
  photoId: string;
  status: string;
  decidedBy: string | undefined;
  upload: Pick<Upload, 'bucket' | 'key' | 'versionId' | 'size'>;
  measures: Measures | null;
  faceId: string | undefined;
  openStatus: string | undefined;
  /** Version of the thresholds by which a recheck has acted on it. */
  recheckedFor: string | undefined;
  /** With the answer that it has. */
  past: Past;
}

export interface CurrentPhotos {
  current?: string;
  last?: string;
  /** Of the one that is shown. */
  faceId?: string;
}

/** Photos of this id as they are now; two riders may have given the same. */
export async function photosOfId(photoId: string): Promise<AnsweredPhoto[]> {
  const keys = await queryRows({
    IndexName: 'byPhoto',
    ConsistentRead: false,
    KeyConditionExpression: 'photoId = :photo',
    ExpressionAttributeValues: marshall({ ':photo': photoId }),
  });
  const rows = await Promise.all(keys.map(({ pk, sk }) => readRow({ pk: String(pk), sk: String(sk) })));
  return rows.flatMap((row) => (row ? [photoOf(row)] : []));
}

/**
 * Photos of the rider that the profile names: the one that is shown, and the last that was answered. Null for a rider whose photos
 * nobody may look at: forgotten, or has withdrawn the consent.
 */
export async function currentPhotos(riderId: string): Promise<CurrentPhotos | null> {
  const profile = await readRow({ pk: riderKey(riderId), sk: PROFILE });
  if (!profile || profile['forgottenAt'] !== undefined || hasWithdrawn(profile)) return null;
  const text = (name: string) => (typeof profile[name] === 'string' ? (profile[name] as string) : undefined);
  const [current, last, faceId] = ['currentPhoto', 'lastPhoto', 'faceId'].map(text);
  return {
    ...(current !== undefined && { current }),
    ...(last !== undefined && { last }),
    ...(faceId !== undefined && { faceId }),
  };
}

/**
 * Whoever has withdrawn the consent has a mark that says so; before there was one, only the version was taken away. Where consent is
 * asked for, nobody's photo has an answer who has not given it: without a version it was withdrawn.
 */
function hasWithdrawn(profile: Row): boolean {
  if (profile['consentWithdrawnAt'] !== undefined) return true;
  return isConsentRequired() && profile['consentVersion'] === undefined;
}

/** Lets the journey claim a refused photo once more. False when its answer is another one by now. */
export async function reopen(photo: AnsweredPhoto, version: string): Promise<boolean> {
  return updateRow(keyOf(photo), {
    UpdateExpression:
      'SET openStatus = :rechecked, recheckedFor = :version, recheckedAt = :now REMOVE sweepAfter, sweeps',
    ConditionExpression:
      '#status = :status AND decidedBy = :rules AND (attribute_not_exists(openStatus) OR openStatus = :rechecked)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':rechecked': 'rechecked',
      ':version': version,
      ':now': new Date().toISOString(),
      ':status': photo.status,
      ':rules': 'rules',
    }),
  });
}

/**
 * Whether a recheck may still ask the journey for another answer. Much may happen while its message waits for room: an appeal, whose
 * decision is people's; a newer photo, in whose place an older one would come.
 */
export async function isStillReopened(photo: Pick<AnsweredPhoto, 'riderId' | 'photoId'>): Promise<boolean> {
  const row = await readRow(keyOf(photo));
  if (row?.['openStatus'] !== 'rechecked') return false;
  const profile = await currentPhotos(photo.riderId);
  return profile?.last === photo.photoId && profile.current === undefined;
}

/** Notes on an approved photo that the rules would not approve it any more; it stays approved. */
export async function noteDoubt(
  photo: AnsweredPhoto,
  doubt: { version: string; verdict: string; reasons: string[]; at: string },
): Promise<boolean> {
  return updateRow(keyOf(photo), {
    UpdateExpression: 'SET doubt = :doubt, recheckedFor = :version',
    ConditionExpression: '#status = :approved AND decidedBy = :rules',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: marshall({
      ':doubt': doubt,
      ':version': doubt.version,
      ':approved': 'approved',
      ':rules': 'rules',
    }),
  });
}

/** The face of an approved photo has another id from now on. False when the photo is not the rider's any more. */
export async function nameFace({ riderId, photoId }: AnsweredPhoto, faceId: string): Promise<boolean> {
  const TableName = setting('RIDERS_TABLE');
  const values = (more: Row) => marshall({ ':face': faceId, ...more });
  const failed = await transact([
    {
      Update: {
        TableName,
        Key: marshall(keyOf({ riderId, photoId })),
        UpdateExpression: 'SET faceId = :face',
        ConditionExpression: '#status = :approved',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: values({ ':approved': 'approved' }),
      },
    },
    {
      Update: {
        TableName,
        Key: marshall({ pk: riderKey(riderId), sk: PROFILE }),
        UpdateExpression: 'SET faceId = :face',
        ConditionExpression:
          'currentPhoto = :photo AND attribute_not_exists(forgottenAt) AND attribute_not_exists(consentWithdrawnAt)',
        ExpressionAttributeValues: values({ ':photo': photoId }),
      },
    },
  ]);
  return failed.size === 0;
}

const keyOf = ({ riderId, photoId }: Pick<AnsweredPhoto, 'riderId' | 'photoId'>) => ({
  pk: riderKey(riderId),
  sk: photoKey(photoId),
});

function photoOf(row: Row): AnsweredPhoto {
  const text = (name: string) => (typeof row[name] === 'string' ? (row[name] as string) : undefined);
  const measures = text('measures');
  const status = String(row['status']);
  return {
    riderId: riderIdOf(String(row['pk'])),
    photoId: String(row['photoId']),
    status,
    decidedBy: text('decidedBy'),
    upload: {
      bucket: text('bucket') ?? setting('PHOTOS_BUCKET'),
      key: text('key') ?? '',
      versionId: text('versionId') ?? '',
      size: Number(row['size'] ?? 0),
    },
    measures: measures === undefined ? null : (JSON.parse(measures) as Measures),
    faceId: text('faceId'),
    openStatus: text('openStatus'),
    recheckedFor: text('recheckedFor'),
    past: pastWithAnswer({
      status,
      updatedAt: text('updatedAt') ?? new Date().toISOString(),
      claimedAt: text('claimedAt'),
      past: readPast(row['startedWith']),
    }),
  };
}
