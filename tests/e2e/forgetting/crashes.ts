// An erasure that breaks off at each of its tasks, of a rider with photos in every status: at the end nothing is there but the refusal,
// the receipt and what is kept of reviews.

import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { parseFaultFlag } from '../../../packages/laptop-cloud/src/faults/flag.ts';
import { type Laptop, sample } from '../laptop.ts';
import type { RiderStores } from '../rider-stores.ts';

const THEN = '2026-01-05T08:00:00.000Z';
const SOON = 4_000_000_000;
const ticket = { reviewVersion: 1, reviewRevision: 3, neededVotes: 2, skips: {}, notes: { rita: 'a note' } };
const vote = { rita: { name: 'rita', decision: 'reject', reason: 'because', at: THEN } };
const ROWS: readonly Record<string, unknown>[] = [
  { status: 'processing', openStatus: 'processing' },
  {
    status: 'in-review',
    openStatus: 'in-review',
    reviewKind: 'check',
    ...ticket,
    claims: { raj: { name: 'raj', until: THEN } },
    votes: vote,
  },
  { status: 'approved', faceId: '0b7e3d0e-0000-4000-8000-000000000001', sha256: 'of-the-file' },
  { status: 'retake', expiresAt: SOON },
  {
    status: 'rejected',
    openStatus: 'in-review',
    reviewKind: 'appeal',
    appeal: { text: 'it is me', at: THEN },
    ...ticket,
    claims: {},
    votes: vote,
  },
  { status: 'expired', expiresAt: SOON },
  { status: 'failed', fault: 'Any.Fault', expiresAt: SOON },
  { status: 'replaced', expiresAt: SOON },
  { status: 'awaiting-upload', expiresAt: 1_700_000_000 },
];

/** A rider with a face, consent, audit, and a photo in every status with copies, old versions and a delete marker. */
async function aRiderWithEverything(laptop: Laptop, riderId: string): Promise<void> {
  const { clientConfig, stack } = laptop.cloud;
  const { outputs } = stack;
  const s3 = new S3Client({ ...clientConfig, forcePathStyle: true });
  const dynamoDb = new DynamoDBClient(clientConfig);
  const put = (row: Record<string, unknown>) =>
    dynamoDb.send(
      new PutItemCommand({
        TableName: outputs['RidersTable'],
        Item: marshall({ pk: `RIDER#${riderId}`, ...row }),
      }),
    );
  await laptop.send(sample('ada.jpg'), riderId);
  await put({ sk: `CONSENT#${THEN}`, textId: 'en', givenAt: THEN });
  await put({
    sk: `REVIEW#photo-1#${THEN}#vote#1`,
    reviewer: 'rita',
    act: 'vote',
    actedAt: THEN,
    photo: 'photo-1',
    reason: 'because',
  });
  for (const [at, row] of ROWS.entries()) {
    const photoId = `photo-${at}`;
    await put({ sk: `PHOTO#${photoId}`, photoId, updatedAt: THEN, ...row });
    const place = { Bucket: outputs['PhotosBucket'], Key: `derived/${riderId}/${photoId}/working.jpg` };
    await s3.send(new PutObjectCommand({ ...place, Body: 'one' }));
    await s3.send(new PutObjectCommand({ ...place, Body: 'two' }));
    if (at % 2 === 1) await s3.send(new DeleteObjectCommand(place));
  }
  s3.destroy();
  dynamoDb.destroy();
}

export function erasesInSpiteOfCrashes(laptop: () => Laptop, stores: () => RiderStores): void {
  it.each([
    'ErasePhoto',
    'MarkForgotten',
    'CloseErasure',
    'UnlinkRider',
    'FindTraces',
    'EraseFaces',
    'EraseRows',
    'Prove',
  ])(
    'is done, and nothing is left, when %s breaks off, is done twice, or gets stuck and is begun again',
    async (state) => {
      const riderId = `rider-${state.toLowerCase()}`;
      await aRiderWithEverything(laptop(), riderId);
      expect(await stores().tracesOf(riderId)).toEqual(
        expect.arrayContaining([
          'RidersTable',
          'byStatus',
          'byFile',
          'byReviewer',
          'bucket',
          'FaceCollection',
        ]),
      );
      const stuck = state === 'MarkForgotten' ? 'AccessDeniedException' : 'DependencyRefusedError';
      const erase = async (name: string, faults: string[]) => {
        laptop().cloud.faults.replace(faults.map((fault) => parseFaultFlag(`state=${state},${fault}`)));
        const { executionArn } = laptop().cloud.stepFunctions.start(
          laptop().cloud.stack.outputs['ForgetRiderArn']!,
          { name: `${name}-${state}`, input: JSON.stringify({ riderId, erasureId: `${name}-${state}` }) },
        );
        return (await laptop().cloud.stepFunctions.ended(executionArn)).status;
      };

      const first = await erase('stuck', [`do=error,error=${stuck}`]);
      const second = await erase('again', [
        state === 'MarkForgotten' ? 'nth=1,do=error,error=ThrottlingException' : 'nth=1,do=crash',
        'nth=2-,do=duplicate',
      ]);

      expect([first, second]).toEqual(['FAILED', 'SUCCEEDED']);
      expect(await stores().tracesOf(riderId)).toEqual([]);
      expect(await stores().refusalOf(riderId)).toBeDefined();
      const kept = (await stores().rows('RidersTable')).filter(({ pk }) => pk === 'REVIEWER#rita');
      for (const row of kept)
        expect(Object.keys(row).sort()).toEqual(['act', 'actedAt', 'pk', 'reviewer', 'sk']);
      expect(kept.length).toBeGreaterThan(0);
    },
    120_000,
  );

  it('counts each erasure done once in the record, with a receipt that names nobody', async () => {
    const records = await stores().rows('ErasuresTable');
    expect(records.map(({ state }) => state)).toEqual(records.map(() => 'done'));
    expect(JSON.stringify(records)).not.toMatch(/rider-|stuck|again/);
  });
}
