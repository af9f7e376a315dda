// SearchFacesByImage, SearchFaces, CompareFaces: who resembles whom.

import { defineOperation, type Operation, ServiceError, type ServiceRequest } from 'laptop-cloud/service';
import * as z from 'zod';
import type { Collection } from './collections.ts';
import { boundingBox, comparedFace, storedFace } from './face-shapes.ts';
import { IMAGE_ERRORS, Image, type ImageInput } from './image-input.ts';
import {
  CollectionId,
  DEFAULT_MATCH_PERCENT,
  DEFAULT_MAX_MATCHES,
  FaceId,
  INVALID,
  MaxFaces,
  noFace,
  Percent,
  Quality,
} from './members.ts';
import { lookAtFaces, type OperationContext } from './operation-context.ts';
import { type QualityFilter, qualityReasons } from './quality-filter.ts';
import { similarityPercent } from './similarity.ts';
import { FACE_MODEL_VERSION } from './versions.ts';
import type { FaceAnalysis } from './vision/protocol.ts';

const Bounds = { MaxFaces: MaxFaces.optional(), FaceMatchThreshold: Percent.optional() };
const ByImageInput = z.strictObject({ CollectionId, Image, ...Bounds, QualityFilter: Quality.optional() });
const ByFaceInput = z.strictObject({ CollectionId, FaceId, ...Bounds });
const CompareInput = z.strictObject({
  SourceImage: Image,
  TargetImage: Image,
  SimilarityThreshold: Percent.optional(),
  QualityFilter: Quality.optional(),
});

/** CompareFaces looks at this many faces of the target, as Rekognition does. */
const MAX_TARGET_FACES = 100;

export function searchOperations(context: OperationContext): Operation[] {
  const { collections, collectionArn } = context;

  /** The largest face that passes the filter, with its descriptor. */
  async function mainFace(image: ImageInput, request: ServiceRequest, filter: QualityFilter, where: string) {
    const { faces } = await lookAtFaces(context, image, request, { describe: 1 });
    const [main] = faces;
    if (!main || qualityReasons(main, filter).length > 0) throw noFace(where);
    return main;
  }

  return [
    defineOperation({
      name: 'SearchFacesByImage',
      input: ByImageInput,
      errors: [...IMAGE_ERRORS, 'ResourceNotFoundException'],
      resource: (asked) => collectionArn(asked.CollectionId),
      async run({ input: asked, request }) {
        collections.get(asked.CollectionId);
        const main = await mainFace(asked.Image, request, asked.QualityFilter ?? 'NONE', 'image');
        return {
          SearchedFaceBoundingBox: boundingBox(main.box),
          SearchedFaceConfidence: main.confidence,
          FaceMatches: matches(collections.get(asked.CollectionId), main.descriptor ?? [], asked),
          FaceModelVersion: FACE_MODEL_VERSION,
        };
      },
    }),
    defineOperation({
      name: 'SearchFaces',
      input: ByFaceInput,
      errors: ['ResourceNotFoundException'],
      resource: (asked) => collectionArn(asked.CollectionId),
      run({ input: asked }) {
        const collection = collections.get(asked.CollectionId);
        const searched = collection.faces.get(asked.FaceId);
        if (!searched) {
          throw new ServiceError(INVALID, `faceId ${asked.FaceId} was not found in the collection`);
        }
        return {
          SearchedFaceId: asked.FaceId,
          FaceMatches: matches(collection, searched.descriptor, asked, asked.FaceId),
          FaceModelVersion: FACE_MODEL_VERSION,
        };
      },
    }),
    defineOperation({
      name: 'CompareFaces',
      input: CompareInput,
      errors: IMAGE_ERRORS,
      resource: () => '*',
      async run({ input: asked, request }) {
        const filter = asked.QualityFilter ?? 'NONE';
        const source = await mainFace(asked.SourceImage, request, filter, 'source image');
        const { faces } = await lookAtFaces(context, asked.TargetImage, request, {
          describe: MAX_TARGET_FACES,
          mood: true,
        });
        const targets = faces.filter((face) => qualityReasons(face, filter).length === 0);
        return compare(source, targets, asked.SimilarityThreshold ?? DEFAULT_MATCH_PERCENT);
      },
    }),
  ];
}

/** FaceMatches, most alike first; `except` is the searched face itself. */
function matches(
  collection: Collection,
  descriptor: readonly number[],
  bounds: { MaxFaces?: number | undefined; FaceMatchThreshold?: number | undefined },
  except?: string,
) {
  return [...collection.faces.values()]
    .filter(({ faceId }) => faceId !== except)
    .map((face) => ({ Similarity: similarityPercent(descriptor, face.descriptor), Face: storedFace(face) }))
    .filter(({ Similarity }) => Similarity >= (bounds.FaceMatchThreshold ?? DEFAULT_MATCH_PERCENT))
    .sort((a, b) => b.Similarity - a.Similarity)
    .slice(0, bounds.MaxFaces ?? DEFAULT_MAX_MATCHES);
}

function compare(source: FaceAnalysis, targets: readonly FaceAnalysis[], threshold: number) {
  const compared = targets
    .map((face) => ({ Similarity: similarityPercent(source.descriptor ?? [], face.descriptor ?? []), face }))
    .sort((a, b) => b.Similarity - a.Similarity);
  return {
    SourceImageFace: { BoundingBox: boundingBox(source.box), Confidence: source.confidence },
    FaceMatches: compared
      .filter(({ Similarity }) => Similarity >= threshold)
      .map(({ Similarity, face }) => ({ Similarity, Face: comparedFace(face) })),
    UnmatchedFaces: compared
      .filter(({ Similarity }) => Similarity < threshold)
      .map(({ face }) => comparedFace(face)),
  };
}
