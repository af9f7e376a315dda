// ModeratePhoto: whether the picture may be shown, and whether it is a photograph at all.
// In: { image }  Out: { findings, measured, modelVersion }
// Throws: ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import { detectModerationLabels } from '../adapters/rekognition-labels.ts';
import { judge } from '../domain/finding.ts';
import { WorkingCopySchema } from '../domain/photo.ts';
import { configuration } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ image: WorkingCopySchema });

export const handler = defineStep('ModeratePhoto', Input, async ({ image }) => {
  const { reject, review } = configuration().content;
  const leastConfidence = Math.min(reject.confidence, review.confidence);
  const { labels, contentTypes, modelVersion } = await detectModerationLabels(image, leastConfidence);
  const findings = [
    judge('CONTENT', labels, configuration()),
    judge('NOT_A_PHOTO', contentTypes, configuration()),
  ];
  return { findings, measured: { leastConfidence, labels, contentTypes }, modelVersion };
});
