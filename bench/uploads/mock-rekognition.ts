// Rekognition that looks at nothing: every picture shows one good face that nobody has seen before. It imports nothing of the
// laptop, so that builds of any age can run it.
import { randomUUID } from 'node:crypto';
import type { AddedService, AddOn } from 'laptop-cloud/service';

const BoundingBox = { Left: 0.3, Top: 0.2, Width: 0.4, Height: 0.5 };
const Yes = { Value: true, Confidence: 99 };
const No = { Value: false, Confidence: 99 };
const LANDMARKS = [
  { Type: 'eyeLeft', X: 0.42, Y: 0.4 },
  { Type: 'eyeRight', X: 0.58, Y: 0.4 },
  { Type: 'nose', X: 0.5, Y: 0.5 },
  { Type: 'mouthLeft', X: 0.44, Y: 0.6 },
  { Type: 'mouthRight', X: 0.56, Y: 0.6 },
];
const FACE = {
  BoundingBox,
  Confidence: 99.9,
  Landmarks: LANDMARKS,
  Pose: { Yaw: 1, Pitch: 2, Roll: 0 },
  Quality: { Brightness: 70, Sharpness: 90 },
  AgeRange: { Low: 28, High: 36 },
  EyesOpen: Yes,
  MouthOpen: No,
  FaceOccluded: No,
  Sunglasses: No,
};

const ANSWERS: Readonly<Record<string, () => object>> = {
  DetectFaces: () => ({ FaceDetails: [FACE] }),
  DetectModerationLabels: () => ({ ModerationLabels: [], ContentTypes: [], ModerationModelVersion: '7.0' }),
  DetectLabels: () => ({ Labels: [{ Name: 'Person', Confidence: 99 }], LabelModelVersion: '3.0' }),
  SearchFacesByImage: () => ({ FaceMatches: [], SearchedFaceBoundingBox: BoundingBox }),
  SearchFaces: () => ({ FaceMatches: [] }),
  IndexFaces: () => ({
    FaceRecords: [{ Face: { FaceId: randomUUID(), BoundingBox, Confidence: 99.9 }, FaceDetail: FACE }],
    UnindexedFaces: [],
    FaceModelVersion: '7.0',
  }),
  DeleteFaces: () => ({ DeletedFaces: [] }),
};

/** As builds before the packages make it. */
export function createRekognition(): Required<AddedService> & { close(): Promise<void> } {
  const operationOf = ({ headers }: { headers: Record<string, string> }) =>
    headers['x-amz-target']?.replace(/^RekognitionService\./, '');
  return {
    service: {
      scope: 'rekognition',
      operationOf,
      handle: async (request) => {
        const operation = operationOf(request) ?? '';
        const answer = ANSWERS[operation];
        if (!answer) throw new Error(`the mock of Rekognition has no ${operation}`);
        const headers = { 'content-type': 'application/x-amz-json-1.1' };
        return { status: 200, headers, body: JSON.stringify(answer()) };
      },
    },
    resourceTypes: {
      'AWS::Rekognition::Collection': {
        nameProperty: 'CollectionId',
        properties: ['CollectionId', 'Tags'],
        ignored: {},
        ref: (name) => name,
        attributes: (name) => ({
          Arn: `arn:aws:rekognition:us-east-1:000000000000:collection/${name}`,
        }),
        provision: async () => undefined,
      },
    },
    load: async () => undefined,
    warm: async () => undefined,
    close: async () => undefined,
  };
}

/** As laptop.config.ts registers it. */
export const rekognition: AddOn = { name: 'face models', open: createRekognition };
