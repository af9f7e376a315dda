// A small model of table, collection, bucket, bus and topics behind the tasks of the journey, so that what is left behind can be
// counted. It does what each task would do, no more; the steps themselves are tested in tests/steps.

import type { TaskCall } from '../../packages/states-language/src/host.ts';
import { type Answers, decided, EXECUTION_ARN, fails, IMAGE, INDEXED, inspected } from './journey.ts';

type Verdict = 'approved' | 'retake' | 'rejected' | 'review';

export interface Situation {
  verdict?: Verdict;
  /** What Decide says once a publication was undone. */
  secondVerdict?: Verdict;
  /** Of a review. */
  reviewer?: 'approve' | 'retake' | 'reject';
  /** An approved photo of before, with its face and copies. */
  isRenewal?: boolean;
  isIndexed?: boolean;
  isRepeat?: boolean;
  isWelcome?: boolean;
  /** The id belongs to another execution’s photo. */
  isTaken?: boolean;
}

interface Row {
  status: string;
  executionArn: string;
  faceId?: string;
  expiresAt?: string;
  fault?: string;
}

export interface World {
  answers: Answers;
  /** By photo id. */
  rows: Map<string, Row>;
  /** Photo id by face id. */
  faces: Map<string, string>;
  /** Keys. */
  objects: Set<string>;
  /** Detail types on the bus. */
  announced: string[];
  /** Messages to the rider. */
  told: string[];
  /** Subjects to the operators. */
  alerts: string[];
}

const OWN = 'photo-1';
const EARLIER = 'photo-0';
const UPLOADED = 'incoming/rider-1/photo-1';
export const copiesOf = (photoId: string) =>
  ['working.jpg', '64.webp', '256.webp'].map((name) => `derived/rider-1/${photoId}/${name}`);
const [WORKING_COPY] = copiesOf(OWN) as [string];
export const TRANSACTION_CANCELLED = 'DynamoDb.TransactionCanceledException';
const cancelled = (reasons: string) =>
  fails(
    TRANSACTION_CANCELLED,
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}]`,
  );

export function createWorld(situation: Situation = {}): World {
  const { verdict = 'approved', secondVerdict = 'retake', reviewer = 'approve' } = situation;
  const rows = new Map<string, Row>();
  const faces = new Map<string, string>();
  const objects = new Set<string>([UPLOADED]);
  const world = {
    rows,
    faces,
    objects,
    announced: [] as string[],
    told: [] as string[],
    alerts: [] as string[],
  };
  const tokens = new Set<string>();
  if (situation.isRenewal) {
    rows.set(EARLIER, { status: 'approved', executionArn: 'earlier', faceId: 'face-0' });
    faces.set('face-0', EARLIER);
    for (const key of copiesOf(EARLIER)) objects.add(key);
  }
  if (situation.isTaken) rows.set(OWN, { status: 'approved', executionArn: 'another' });

  /** Writes of a transaction are done once for each token. */
  const once = (call: TaskCall, write: () => void) => {
    const { ClientRequestToken: token } = call.input as { ClientRequestToken: string };
    const row = rows.get(OWN);
    if (tokens.has(token)) return {};
    if (row?.executionArn !== EXECUTION_ARN || !['processing', 'in-review'].includes(row.status)) {
      throw cancelled('ConditionalCheckFailed, None');
    }
    write();
    tokens.add(token);
    return {};
  };
  const change = (status: string, more: Partial<Row> = {}) => {
    const row = rows.get(OWN);
    if (row?.executionArn !== EXECUTION_ARN) throw fails('DynamoDB.ConditionalCheckFailedException');
    rows.set(OWN, { ...row, status, ...more });
    return {};
  };
  const message = (call: TaskCall, to: string[]) => {
    to.push((call.input as { Subject: string }).Subject);
    return { MessageId: '1' };
  };
  const announce = (call: TaskCall) => {
    const { Entries } = call.input as { Entries: [{ DetailType: string }] };
    world.announced.push(Entries[0].DetailType);
    return { Entries: [{ EventId: '1' }], FailedEntryCount: 0 };
  };
  const withdraw = (call: TaskCall) => {
    const { photo } = (call.input as { Payload: { photo: Photo } }).Payload;
    const row = rows.get(OWN);
    const isOthers = row !== undefined && row.executionArn !== EXECUTION_ARN;
    if (isOthers && ['processing', 'in-review', 'approved'].includes(row.status))
      return { deletedFaces: 0, deletedObjects: 0 };
    const noted = photo.publication?.index?.faceId;
    // Indexing the same picture again tells the id of a face that nobody noted.
    const isUnnoted =
      photo.publication !== undefined &&
      photo.decision?.outcome?.verdict === 'approved' &&
      objects.has(WORKING_COPY);
    for (const faceId of [noted, isUnnoted ? 'face-1' : undefined]) if (faceId) faces.delete(faceId);
    for (const key of copiesOf(OWN)) objects.delete(key);
    return { deletedFaces: 0, deletedObjects: 0 };
  };
  const rider = () => (situation.isRenewal ? { Item: { faceId: { S: 'face-0' } } } : {});

  const answers: Answers = {
    ClaimPhoto: () => {
      if (situation.isWelcome === false) throw cancelled('ConditionalCheckFailed, None');
      if (rows.has(OWN) && rows.get(OWN)?.executionArn !== EXECUTION_ARN)
        throw cancelled('None, ConditionalCheckFailed');
      rows.set(OWN, { status: 'processing', executionArn: EXECUTION_ARN, expiresAt: '1775376000' });
      return {};
    },
    DiscardUpload: () => ({ deletedObjects: Number(objects.delete(UPLOADED)) }),
    ReadClaim: () => ({ Item: { versionId: { S: 'another' }, size: { N: '1' } } }),
    InspectPhoto: () => {
      if (situation.isRepeat) {
        return { ...inspected, readable: false, image: null, repeats: { photoId: EARLIER, status: verdict } };
      }
      objects.add(WORKING_COPY);
      return { ...inspected, image: { ...IMAGE, key: WORKING_COPY } };
    },
    FindDuplicate: () => ({
      findings: [],
      measured: { searchPercent: 80, sawFace: true, othersPercent: null, ownPercent: null, blocked: 'off' },
      ownSimilarityPercent: null,
      ownFaceIds: [],
      resembles: [],
      standsAt: null,
      rider: rider(),
    }),
    Decide: (call: TaskCall) => {
      const { photo } = (call.input as { Payload: { photo: Photo } }).Payload;
      const wasPublished = photo.publication !== undefined;
      return {
        ...decided(wasPublished ? secondVerdict : verdict),
        sameAs: situation.isRepeat ? EARLIER : null,
      };
    },
    OpenReview: () => {
      change('in-review');
      return { decision: reviewer, reviewer: 'reviewer-7' };
    },
    CreateThumbnails: () => {
      for (const key of copiesOf(OWN)) objects.add(key);
      return { thumbnails: [] };
    },
    IndexFace: () => {
      if (rows.get(OWN)?.executionArn !== EXECUTION_ARN) throw fails('PhotoGoneError');
      const isIndexed = situation.isIndexed ?? true;
      if (isIndexed) faces.set('face-1', OWN);
      return {
        ...INDEXED,
        indexed: isIndexed,
        faceId: isIndexed ? 'face-1' : null,
        unique: isIndexed ? null : false,
      };
    },
    ConfirmUnique: () => ({
      ...INDEXED,
      unique: true,
      replacedFaceIds: situation.isRenewal ? ['face-0'] : [],
      replacedPhotoIds: situation.isRenewal ? [EARLIER] : [],
    }),
    SaveApproval: (call: TaskCall) =>
      once(call, () => {
        const { expiresAt: _, ...row } = rows.get(OWN)!;
        rows.set(OWN, { ...row, status: 'approved', faceId: 'face-1' });
      }),
    SaveRefusal: (call: TaskCall) =>
      once(call, () => {
        const { TransactItems } = call.input as {
          TransactItems: [{ Update: { ExpressionAttributeValues: { ':status': { S: string } } } }];
        };
        rows.set(OWN, {
          ...rows.get(OWN)!,
          status: TransactItems[0].Update.ExpressionAttributeValues[':status'].S,
        });
      }),
    SaveRepeat: () => change(verdict),
    RetireOldPhotos: () => {
      faces.delete('face-0');
      for (const key of copiesOf(EARLIER)) objects.delete(key);
      rows.set(EARLIER, { status: 'replaced', executionArn: 'earlier', expiresAt: '1775376000' });
      return { deletedFaces: 1, deletedObjects: 3 };
    },
    WithdrawPhoto: withdraw,
    UndoPublication: withdraw,
    DiscardCopies: withdraw,
    SaveFailure: (call: TaskCall) => {
      const values = (call.input as { ExpressionAttributeValues: Record<string, { S: string; N: string }> })
        .ExpressionAttributeValues;
      return change('failed', { fault: values[':fault']!.S, expiresAt: values[':expiresAt']!.N });
    },
    PublishOutcome: announce,
    AnnounceFailure: announce,
    TellRider: (call: TaskCall) => message(call, world.told),
    ...Object.fromEntries(
      [
        'AlertOperators',
        'AlertLeftovers',
        'AlertUnclaimed',
        'ReportLeftovers',
        'AlertNotificationFailed',
      ].map((state) => [state, (call: TaskCall) => message(call, world.alerts)]),
    ),
  };
  return { ...world, answers };
}

interface Photo {
  decision?: { outcome?: { verdict: string } | null };
  publication?: { index?: { faceId?: string | null } };
}

/** What lies about without an approved photo that it belongs to: faces, copies, and rows that never go. */
export function orphansOf({ rows, faces, objects }: World): string[] {
  const isApproved = (photoId: string | undefined) => rows.get(photoId ?? '')?.status === 'approved';
  const derived = [...objects].filter((key) => key.startsWith('derived/'));
  return [
    ...[...faces]
      .filter(([faceId, photoId]) => !isApproved(photoId) || rows.get(photoId)?.faceId !== faceId)
      .map(([faceId]) => faceId),
    ...derived.filter((key) => !isApproved(key.split('/')[2])),
    ...[...rows]
      .filter(([, row]) => row.status !== 'approved' && !row.expiresAt && row.executionArn === EXECUTION_ARN)
      .map(([photoId]) => photoId),
  ];
}
