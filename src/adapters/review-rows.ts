// Tickets in the riders table: the photo's own row. Whoever changes one says which state of it they looked at, and of several changes
// at once the first holds: there is no lock, and nothing is half done.

import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { FindingSchema } from '../domain/finding.ts';
import type { BoundingBox } from '../domain/photo.ts';
import { type Past, readPast } from '../domain/photo-past.ts';
import { claimants } from '../domain/quorum.ts';
import { type Ticket, TicketSchema } from '../domain/review.ts';
import { setting } from '../shared/config.ts';
import { queryRows, type Row, readRow, transact } from './dynamodb-client.ts';
import { auditKey, photoIdOf, photoKey, riderIdOf, riderKey } from './riders-table.ts';

/** A photo under review, as its row was when it was read. */
export interface ReviewedPhoto {
  riderId: string;
  photoId: string;
  /** Of the photo: `in-review` while people are asked. */
  status: string;
  executionArn: string | undefined;
  /** Counts the changes; undefined before the first. */
  revision: number | undefined;
  ticket: Ticket;
}

/** What only the ticket's own page and the decision look at. */
export interface ReviewedPhotoInFull extends ReviewedPhoto {
  findings: z.output<typeof FindingSchema>[];
  faceBox: BoundingBox | null;
  resembles: string[];
  appealText: string | undefined;
  upload: { bucket: string; key: string; versionId: string; size: number };
  past: Past;
  decidedBy: string | undefined;
  /** Decided, or ended without: the workflow has yet to say so. */
  isClosed: boolean;
}

/** Every photo that waits for people, from the index: a moment late, without pictures, findings and tokens. */
export async function listReviews(): Promise<ReviewedPhoto[]> {
  const rows = await queryRows({
    IndexName: 'byStatus',
    ConsistentRead: false,
    KeyConditionExpression: 'openStatus = :inReview',
    ExpressionAttributeValues: marshall({ ':inReview': 'in-review' }),
  });
  return rows.map((row) => photoOf({ status: 'in-review', ...row }));
}

/**
 * The photo of an id. Ids that riders' devices make are unique; where two riders' photos share one all the same, a reviewer works on
 * one of them at a time: the one that is claimed, else the one that is due first.
 */
export async function findReview(
  photoId: string,
  sub: string,
  now: Date,
): Promise<ReviewedPhotoInFull | undefined> {
  const keys = await queryRows({
    IndexName: 'byPhoto',
    ConsistentRead: false,
    KeyConditionExpression: 'photoId = :photoId',
    ExpressionAttributeValues: marshall({ ':photoId': photoId }),
  });
  const photos = await Promise.all(
    keys.map(({ pk, sk }) => readReview(riderIdOf(pk as string), photoIdOf(sk as string))),
  );
  const rank = ({ status, ticket }: ReviewedPhoto): string => {
    const isMine = claimants(ticket, now).includes(sub);
    return `${isMine ? 0 : 1}${status === 'in-review' ? 0 : 1}${ticket.dueAt}`;
  };
  return photos.filter((photo) => photo !== undefined).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

/** Undefined for a photo that does not exist, or was never under review. */
export async function readReview(riderId: string, photoId: string): Promise<ReviewedPhotoInFull | undefined> {
  const row = await readRow({ pk: riderKey(riderId), sk: photoKey(photoId) });
  if (row?.['reasons'] === undefined) return undefined;
  return {
    ...photoOf(row),
    findings: z.array(FindingSchema).parse(json(row['findings'])),
    faceBox: (row['faceBox'] as BoundingBox | undefined) ?? null,
    resembles: (row['resembles'] as string[] | undefined) ?? [],
    appealText: (row['appeal'] as { text?: string } | undefined)?.text,
    upload: {
      bucket: String(row['bucket']),
      key: String(row['key']),
      versionId: String(row['versionId']),
      size: Number(row['size']),
    },
    past: readPast(row['startedWith']) ?? { sentAt: String(row['claimedAt'] ?? row['updatedAt']) },
    decidedBy: row['decidedBy'] as string | undefined,
    isClosed: row['openStatus'] === 'decided',
  };
}

/** What the workflow waits for; undefined when it does not wait. Nobody but the count of votes has a use for it. */
export async function taskTokenOf(riderId: string, photoId: string): Promise<string | undefined> {
  const row = await readRow({ pk: riderKey(riderId), sk: photoKey(photoId) });
  return row?.['taskToken'] as string | undefined;
}

/** A row that is written with a ticket, or not at all. */
export type RowWrite = TransactWriteItem;

/** One act for the audit; `reviewer` is a subject, absent where nobody but the count acted. */
export interface AuditedAct {
  act: string;
  at: string;
  reviewer?: string;
  decision?: string;
  reason?: string;
  /** What the reviewer had done to see it, such as lifting the blur. */
  seen?: readonly string[];
  isContent?: boolean;
}

/**
 * Writes the changed ticket, its audit row and whatever belongs to it. False when the row is not as it was read: read it again.
 */
export async function saveReview(
  photo: ReviewedPhoto,
  ticket: Ticket,
  audited: AuditedAct | undefined,
  besides: { set?: Record<string, unknown>; write?: RowWrite[] } = {},
): Promise<boolean> {
  const { riderId, photoId, revision, status } = photo;
  const next = (revision ?? 0) + 1;
  const set: Record<string, unknown> = {
    claims: ticket.claims,
    votes: ticket.votes,
    skips: ticket.skips,
    notes: ticket.notes,
    reviewRevision: next,
    // Rows of before had none: the index by which they are found.
    photoId,
    ...(ticket.handover && !ticket.decision && { handover: ticket.handover }),
    ...(ticket.decision && { reviewDecision: ticket.decision }),
    ...besides.set,
  };
  const names = Object.keys(set);
  const failed = await transact([
    {
      Update: {
        TableName: setting('RIDERS_TABLE'),
        Key: marshall({ pk: riderKey(riderId), sk: photoKey(photoId) }),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${ticket.decision ? ' REMOVE handover' : ''}`,
        ConditionExpression: `#status = :wasStatus AND ${revision === undefined ? 'attribute_not_exists(reviewRevision)' : 'reviewRevision = :wasRevision'}`,
        ExpressionAttributeNames: {
          '#status': 'status',
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: marshall(
          {
            ...Object.fromEntries(names.map((name) => [`:${name}`, set[name]])),
            ':wasStatus': status,
            ...(revision !== undefined && { ':wasRevision': revision }),
          },
          { removeUndefinedValues: true },
        ),
      },
    },
    ...(audited ? [auditRow(photo, audited, next)] : []),
    ...(besides.write ?? []),
  ]);
  return failed.size === 0;
}

// Append-only. The row goes with the rider; what stays then is `forgottenAudit` of it.
function auditRow(
  { riderId, photoId, ticket }: ReviewedPhoto,
  audited: AuditedAct,
  number: number,
): TransactWriteItem {
  const { at, ...rest } = audited;
  return {
    Put: {
      TableName: setting('RIDERS_TABLE'),
      Item: marshall(
        {
          pk: riderKey(riderId),
          sk: auditKey(photoId, at, audited.act, number),
          actedAt: at,
          photo: photoId,
          kind: ticket.kind,
          version: ticket.version,
          ...rest,
        },
        { removeUndefinedValues: true },
      ),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** What stays of an audit row when its rider is forgotten: what was done, when and by whom; no rider, no photo, no words. */
export function forgottenAudit({ sk, reviewer, act, actedAt }: Row): Row {
  const number = String(sk).split('#').at(-1);
  return {
    pk: `REVIEWER#${reviewer ?? 'nobody'}`,
    sk: `${actedAt}#${act}#${number}`,
    reviewer,
    act,
    actedAt,
  };
}

function photoOf(row: Row): ReviewedPhoto {
  const openedAt = row['reviewOpenedAt'] ?? row['updatedAt'];
  const kind = row['reviewKind'];
  return {
    riderId: riderIdOf(String(row['pk'])),
    photoId: photoIdOf(String(row['sk'])),
    status: String(row['status']),
    executionArn: row['executionArn'] as string | undefined,
    revision: row['reviewRevision'] as number | undefined,
    ticket: TicketSchema.parse({
      kind,
      reasons: json(row['reasons']),
      openedAt: kind === 'appeal' ? row['updatedAt'] : openedAt,
      // The workflow removes it with its answer: the review is over.
      dueAt: row['reviewDueAt'] ?? row['updatedAt'],
      neededVotes: row['neededVotes'],
      version: row['reviewVersion'],
      claims: row['claims'],
      votes: row['votes'],
      skips: row['skips'],
      notes: row['notes'],
      ...(row['handover'] !== undefined && { handover: row['handover'] }),
      answeredBefore: kind === 'appeal' ? row['answeredBy'] : undefined,
      ...(row['reviewDecision'] !== undefined && { decision: row['reviewDecision'] }),
    }),
  };
}

const json = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : []);
