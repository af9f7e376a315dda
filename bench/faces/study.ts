// Each portrait as the workflow judges it: faces, content, and whether somebody else of the folder is taken for the person.

import { randomUUID } from 'node:crypto';
import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DetectFacesCommand,
  DetectModerationLabelsCommand,
  IndexFacesCommand,
  type RekognitionClient,
  SearchFacesCommand,
} from '@aws-sdk/client-rekognition';
import sharp from 'sharp';
import { ATTRIBUTES, toDetectedFace } from '../../src/adapters/face-details.ts';
import { parseConfiguration } from '../../src/domain/configuration.ts';
import { judgeFaces } from '../../src/domain/face-rules.ts';
import { type Finding, judge as judgeBy } from '../../src/domain/finding.ts';
import { decide } from '../../src/domain/verdict.ts';
import type { Portrait } from './portraits.ts';

export interface Studied {
  name: string;
  group: string;
  /** Of faces and content alone, as if the rider were the first. */
  verdict: string;
  reasons: string[];
  /** Percent, of the most alike other portrait; null where none was found alike or the face was not indexed. */
  likeness: number | null;
  lookalike: string | null;
}

/** Working copies of this side are what the workflow sends. Pixels. */
const SIDE_PX = 1920;

/** Judges all portraits, then compares each with all others; gives them one by one, in their order. */
export async function* studyPortraits(
  client: RekognitionClient,
  portraits: readonly Portrait[],
): AsyncGenerator<Studied> {
  const CollectionId = `rider-photos-bench-${randomUUID()}`;
  await client.send(new CreateCollectionCommand({ CollectionId }));
  try {
    const judged: (Pick<Studied, 'verdict' | 'reasons'> & { faceId: string | undefined })[] = [];
    const names = new Map<string, string>();
    for (const [at, { name, file }] of portraits.entries()) {
      const Image = { Bytes: await workingCopy(file) };
      const verdict = await judge(client, Image.Bytes);
      const { FaceRecords = [] } = await client.send(
        new IndexFacesCommand({ CollectionId, Image, MaxFaces: 1, ExternalImageId: String(at) }),
      );
      const faceId = FaceRecords[0]?.Face?.FaceId;
      if (faceId !== undefined) names.set(faceId, name);
      judged.push({ ...verdict, faceId });
    }
    for (const [at, { name, group }] of portraits.entries()) {
      const { verdict, reasons, faceId } = judged[at]!;
      const nearest = faceId === undefined ? undefined : await nearestOther(client, CollectionId, faceId);
      yield {
        name,
        group,
        verdict,
        reasons,
        likeness: nearest?.Similarity ?? null,
        lookalike: names.get(nearest?.Face?.FaceId ?? '') ?? null,
      };
    }
  } finally {
    await client.send(new DeleteCollectionCommand({ CollectionId }));
  }
}

async function nearestOther(client: RekognitionClient, CollectionId: string, FaceId: string) {
  const { FaceMatches = [] } = await client.send(
    new SearchFacesCommand({ CollectionId, FaceId, MaxFaces: 1, FaceMatchThreshold: 0 }),
  );
  return FaceMatches[0];
}

async function judge(client: RekognitionClient, Bytes: Uint8Array) {
  const configuration = parseConfiguration(undefined);
  const { width = 0, height = 0 } = await sharp(Bytes).metadata();
  const [{ FaceDetails = [] }, { ModerationLabels = [], ContentTypes = [] }] = await Promise.all([
    client.send(new DetectFacesCommand({ Image: { Bytes }, Attributes: ATTRIBUTES })),
    client.send(new DetectModerationLabelsCommand({ Image: { Bytes }, MinConfidence: 50 })),
  ]);
  const image = { bucket: '', key: '', width, height };
  const faces = judgeFaces(FaceDetails.map(toDetectedFace), image, configuration);
  const labels = ModerationLabels.map((label) => ({
    name: label.Name ?? '',
    parentName: label.ParentName ?? '',
    confidence: label.Confidence ?? 0,
    taxonomyLevel: label.TaxonomyLevel ?? 1,
  }));
  const types = ContentTypes.map(({ Name = '', Confidence = 0 }) => ({ name: Name, confidence: Confidence }));
  const findings: Finding[] = [
    ...faces.findings,
    judgeBy('CONTENT', labels, configuration),
    judgeBy('NOT_A_PHOTO', types, configuration),
  ];
  return decide(findings);
}

async function workingCopy(file: string): Promise<Buffer> {
  return sharp(file, { failOn: 'error' })
    .autoOrient()
    .resize(SIDE_PX, SIDE_PX, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: 90 })
    .toBuffer();
}
