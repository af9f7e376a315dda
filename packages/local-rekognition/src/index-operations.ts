// IndexFaces, DeleteFaces, ListFaces: what a collection holds.

import { randomUUID } from 'node:crypto';
import { defineOperation, type Operation } from 'laptop-cloud/service';
import * as z from 'zod';
import type { Collection, StoredFace } from './collections.ts';
import {
  ATTRIBUTES,
  type Attribute,
  faceDetail,
  isMoodAsked,
  storedFace,
  unsupportedOf,
} from './face-shapes.ts';
import { IMAGE_ERRORS, Image } from './image-input.ts';
import { CollectionId, ExternalImageId, FaceId, MaxFaces, PageSize, page, Quality } from './members.ts';
import { lookAtFaces, type OperationContext } from './operation-context.ts';
import { qualityReasons } from './quality-filter.ts';
import { FACE_MODEL_VERSION } from './versions.ts';
import type { FaceAnalysis } from './vision/protocol.ts';

const IndexInput = z.strictObject({
  CollectionId,
  Image,
  ExternalImageId: ExternalImageId.optional(),
  DetectionAttributes: z.array(z.enum(ATTRIBUTES)).optional(),
  MaxFaces: MaxFaces.optional(),
  QualityFilter: Quality.optional(),
});
const DeleteInput = z.strictObject({ CollectionId, FaceIds: z.array(FaceId).min(1).max(4096) });
const ListInput = z.strictObject({
  CollectionId,
  FaceIds: z.array(FaceId).min(1).max(4096).optional(),
  MaxResults: PageSize.optional(),
  NextToken: z.string().optional(),
});

const MAX_INDEXED_FACES = 100;

export function indexOperations(context: OperationContext): Operation[] {
  const { collections, collectionArn } = context;
  return [
    defineOperation({
      name: 'IndexFaces',
      input: IndexInput,
      errors: [...IMAGE_ERRORS, 'ResourceNotFoundException'],
      resource: (asked) => collectionArn(asked.CollectionId),
      async run({ input: asked, request }) {
        collections.get(asked.CollectionId);
        const attributes = asked.DetectionAttributes ?? ['DEFAULT'];
        context.unsupported(request, unsupportedOf(attributes));
        const maxFaces = Math.min(asked.MaxFaces ?? MAX_INDEXED_FACES, MAX_INDEXED_FACES);
        const { imageId: pictureId, faces } = await lookAtFaces(context, asked.Image, request, {
          describe: MAX_INDEXED_FACES,
          mood: isMoodAsked(attributes),
        });
        const sorted = sortOut(faces, asked.QualityFilter ?? 'AUTO', maxFaces);
        // From here to the new faces nothing waits, so two equal requests cannot both add one.
        const collection = collections.get(asked.CollectionId);
        const imageId = randomUUID();
        const origin = { pictureId, imageId, externalImageId: asked.ExternalImageId };
        const kept = sorted.taken.map(({ face, rank }) => {
          const known = find(collection, { ...origin, rank });
          return { face, isNew: !known, stored: known ?? storedOf(face, { ...origin, rank }) };
        });
        collections.addFaces(
          collection.id,
          kept.filter(({ isNew }) => isNew).map(({ stored }) => stored),
        );
        const records = kept.map(({ face, stored }) => ({
          Face: storedFace(stored),
          FaceDetail: faceDetail(face, attributes),
        }));
        return {
          FaceRecords: records,
          UnindexedFaces: sorted.left.map(({ face, reasons }) => unindexed(face, reasons, attributes)),
          FaceModelVersion: FACE_MODEL_VERSION,
        };
      },
    }),
    defineOperation({
      name: 'DeleteFaces',
      input: DeleteInput,
      errors: ['ResourceNotFoundException'],
      resource: ({ CollectionId: id }) => collectionArn(id),
      run({ input: { CollectionId: id, FaceIds } }) {
        const deleted = collections.removeFaces(id, FaceIds);
        const missing = FaceIds.filter((faceId) => !deleted.includes(faceId));
        return {
          DeletedFaces: deleted,
          UnsuccessfulFaceDeletions: missing.map((faceId) => ({
            FaceId: faceId,
            Reasons: ['FACE_NOT_FOUND'],
          })),
        };
      },
    }),
    defineOperation({
      name: 'ListFaces',
      input: ListInput,
      errors: ['InvalidPaginationTokenException', 'ResourceNotFoundException'],
      resource: ({ CollectionId: id }) => collectionArn(id),
      run({ input: { CollectionId: id, FaceIds, MaxResults, NextToken } }) {
        const all = [...collections.get(id).faces.values()].filter(
          ({ faceId }) => !FaceIds || FaceIds.includes(faceId),
        );
        const { items, next } = page(all, { MaxResults, NextToken });
        return {
          Faces: items.map(storedFace),
          FaceModelVersion: FACE_MODEL_VERSION,
          ...(next && { NextToken: next }),
        };
      },
    }),
  ];
}

interface Ranked {
  face: FaceAnalysis;
  rank: number;
  reasons: string[];
}

/** The faces that pass the filter, at most `maxFaces` of them, and the others with why not. */
function sortOut(faces: readonly FaceAnalysis[], filter: z.infer<typeof Quality>, maxFaces: number) {
  const ranked = faces.map((face, rank): Ranked => ({ face, rank, reasons: qualityReasons(face, filter) }));
  const good = ranked.filter(({ reasons }) => reasons.length === 0);
  const poor = ranked.filter(({ reasons }) => reasons.length > 0);
  const surplus = good.slice(maxFaces).map((one): Ranked => ({ ...one, reasons: ['EXCEEDS_MAX_FACES'] }));
  return { taken: good.slice(0, maxFaces), left: [...surplus, ...poor] };
}

type Origin = Pick<StoredFace, 'pictureId' | 'rank' | 'imageId'> & { externalImageId: string | undefined };

/** The same picture under the same ExternalImageId gives the face that is already there (API_IndexFaces). */
function find({ faces }: Collection, { pictureId, rank, externalImageId }: Origin): StoredFace | undefined {
  return [...faces.values()].find(
    (stored) =>
      stored.pictureId === pictureId && stored.rank === rank && stored.externalImageId === externalImageId,
  );
}

function storedOf(face: FaceAnalysis, { externalImageId, ...place }: Origin): StoredFace {
  return {
    faceId: randomUUID(),
    ...place,
    ...(externalImageId === undefined ? {} : { externalImageId }),
    box: face.box,
    confidence: face.confidence,
    descriptor: face.descriptor ?? [],
  };
}

function unindexed(face: FaceAnalysis, reasons: string[], attributes: readonly Attribute[]) {
  return { Reasons: reasons, FaceDetail: faceDetail(face, attributes) };
}
