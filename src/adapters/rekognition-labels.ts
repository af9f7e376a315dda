// What else a picture shows: what may not be seen, and what is around the face.

import { DetectLabelsCommand, DetectModerationLabelsCommand } from '@aws-sdk/client-rekognition';
import type { Label, ModerationLabel, WorkingCopy } from '../domain/photo.ts';
import { IMAGE_ERRORS, imageOf, type Picture, rekognition, s3Image } from './rekognition-client.ts';
import { callService } from './service-call.ts';

const MAX_LABELS = 30;
const MIN_LABEL_CONFIDENCE_PERCENT = 70;

/** What the picture shows that should not be seen, from `minConfidence` percent on, and what kind of picture it is (v7 names). */
export async function detectModerationLabels(
  image: Picture,
  minConfidence: number,
): Promise<{ labels: ModerationLabel[]; contentTypes: Label[]; modelVersion: string | null }> {
  const command = new DetectModerationLabelsCommand({ Image: imageOf(image), MinConfidence: minConfidence });
  const {
    ModerationLabels = [],
    ContentTypes = [],
    ModerationModelVersion,
  } = await callService('Rekognition DetectModerationLabels', IMAGE_ERRORS, () => rekognition.send(command));
  return {
    labels: ModerationLabels.map(({ Name = '', ParentName = '', Confidence = 0, TaxonomyLevel = 1 }) => ({
      name: Name,
      parentName: ParentName,
      confidence: Confidence,
      taxonomyLevel: TaxonomyLevel,
    })),
    contentTypes: ContentTypes.map(({ Name = '', Confidence = 0 }) => ({
      name: Name,
      confidence: Confidence,
    })),
    modelVersion: ModerationModelVersion ?? null,
  };
}

/** What else is in the picture, the surest first. */
export async function detectLabels(image: WorkingCopy): Promise<Label[]> {
  const command = new DetectLabelsCommand({
    Image: s3Image(image),
    MaxLabels: MAX_LABELS,
    MinConfidence: MIN_LABEL_CONFIDENCE_PERCENT,
  });
  const { Labels = [] } = await callService('Rekognition DetectLabels', IMAGE_ERRORS, () =>
    rekognition.send(command),
  );
  return Labels.map(({ Name = '', Confidence = 0 }) => ({ name: Name, confidence: Confidence }));
}
