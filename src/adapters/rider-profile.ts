// The rider's own row and records of consent, as the API reads and writes them. What the workflow writes into the profile (the
// current photo, the face, refusals) is in its definition.

import { marshall } from '@aws-sdk/util-dynamodb';
import type { Channel } from '../domain/channels.ts';
import type { ConsentRecord } from '../domain/consent.ts';
import type { Language } from '../domain/rider-texts.ts';
import type { Attempts } from '../domain/upload-attempts.ts';
import { setting } from '../shared/config.ts';
import { queryRows, readRow, transact, updateRow } from './dynamodb-client.ts';
import { CONSENT_PREFIX, consentKey, PROFILE, riderKey } from './riders-table.ts';

export interface RiderProfile {
  /** Only while consent is given. */
  consentVersion?: string;
  consentedAt?: string;
  /**
   * Only from the withdrawal on, until consent is given again: rechecks and a new collection pass the rider over. One of before there
   * was this mark has but no version any more (answered-photos.ts).
   */
  consentWithdrawnAt?: string;
  language?: Language;
  channels?: Channel[];
  preferences?: { insights?: boolean };
  currentPhoto?: string;
  /** Of the face in the collection. */
  faceId?: string;
  uploads?: Attempts;
  createdAt?: string;
  forgottenAt?: string;
}

export async function readProfile(riderId: string): Promise<RiderProfile | undefined> {
  return readRow({ pk: riderKey(riderId), sk: PROFILE });
}

/** Every record, the oldest first. */
export async function readConsents(riderId: string): Promise<ConsentRecord[]> {
  const rows = await queryRows({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :consent)',
    ExpressionAttributeValues: marshall({ ':pk': riderKey(riderId), ':consent': CONSENT_PREFIX }),
  });
  return rows.map(({ pk: _pk, sk: _sk, ...record }) => record as unknown as ConsentRecord);
}

export async function readConsent(riderId: string, givenAt: string): Promise<ConsentRecord | undefined> {
  const row = await readRow({ pk: riderKey(riderId), sk: consentKey(givenAt) });
  if (!row) return undefined;
  const { pk: _pk, sk: _sk, ...record } = row;
  return record as unknown as ConsentRecord;
}

/**
 * Notes that the rider has agreed: the record, and the version in the profile that the state machine asks for. False when
 * `seen`, the consent that was given before, is no longer what the profile holds, or the rider is being forgotten.
 */
export async function saveConsent(
  riderId: string,
  record: ConsentRecord,
  seen: RiderProfile | undefined,
): Promise<boolean> {
  const TableName = setting('RIDERS_TABLE');
  const before = seen?.consentedAt;
  const failed = await transact([
    {
      Put: {
        TableName,
        Item: marshall({ pk: riderKey(riderId), sk: consentKey(record.givenAt), ...record }),
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName,
        Key: marshall({ pk: riderKey(riderId), sk: PROFILE }),
        UpdateExpression:
          'SET consentVersion = :version, consentedAt = :at, #language = if_not_exists(#language, :language), createdAt = if_not_exists(createdAt, :at), updatedAt = :at REMOVE consentWithdrawnAt',
        ConditionExpression: `attribute_not_exists(forgottenAt) AND ${before === undefined ? 'attribute_not_exists(consentedAt)' : 'consentedAt = :before'}`,
        ExpressionAttributeNames: { '#language': 'language' },
        ExpressionAttributeValues: marshall({
          ':version': record.version,
          ':at': record.givenAt,
          ':language': record.language,
          ...(before !== undefined && { ':before': before }),
        }),
      },
    },
  ]);
  return failed.size === 0;
}

/** Notes that the consent given at `givenAt` is withdrawn. False when it is no longer the one that counts. */
export async function withdrawConsent(riderId: string, givenAt: string, now: Date): Promise<boolean> {
  const TableName = setting('RIDERS_TABLE');
  const pk = riderKey(riderId);
  const at = now.toISOString();
  const failed = await transact([
    {
      Update: {
        TableName,
        Key: marshall({ pk, sk: consentKey(givenAt) }),
        UpdateExpression: 'SET withdrawnAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(withdrawnAt)',
        ExpressionAttributeValues: marshall({ ':at': at }),
      },
    },
    {
      Update: {
        TableName,
        Key: marshall({ pk, sk: PROFILE }),
        UpdateExpression: 'SET updatedAt = :at, consentWithdrawnAt = :at REMOVE consentVersion, consentedAt',
        ConditionExpression: 'consentedAt = :givenAt',
        ExpressionAttributeValues: marshall({ ':at': at, ':givenAt': givenAt }),
      },
    },
  ]);
  return failed.size === 0;
}

/** Takes back what is noted of a consent without a record (written by an operator's hand, or by a tool). */
export async function dropConsent(riderId: string, now: Date): Promise<void> {
  await updateRow(
    { pk: riderKey(riderId), sk: PROFILE },
    {
      UpdateExpression: 'SET updatedAt = :at, consentWithdrawnAt = :at REMOVE consentVersion, consentedAt',
      // Not what is left of a rider who was forgotten meanwhile.
      ConditionExpression: 'attribute_exists(consentVersion)',
      ExpressionAttributeValues: marshall({ ':at': now.toISOString() }),
    },
  );
}

export interface Preferences {
  language: Language;
  channels: readonly Channel[];
  insights: boolean;
}

/** False for a rider who is being forgotten. */
export async function savePreferences(riderId: string, wanted: Preferences, now: Date): Promise<boolean> {
  return updateRow(
    { pk: riderKey(riderId), sk: PROFILE },
    {
      UpdateExpression:
        'SET #language = :language, channels = :channels, preferences = :preferences, createdAt = if_not_exists(createdAt, :at), updatedAt = :at',
      ConditionExpression: 'attribute_not_exists(forgottenAt)',
      ExpressionAttributeNames: { '#language': 'language' },
      ExpressionAttributeValues: marshall({
        ':language': wanted.language,
        ':channels': wanted.channels,
        ':preferences': { insights: wanted.insights },
        ':at': now.toISOString(),
      }),
    },
  );
}
