// LabelPhoto: what else is in the picture, for the rider's insights. No verdict hangs on it.
// In: { image }  Out: { labels }
// Throws: ImageUnreadableError, DependencyRefusedError, DependencyUnavailableError

import { detectLabels } from '../adapters/rekognition-labels.ts';
import { WorkingCopySchema } from '../domain/photo.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ image: WorkingCopySchema });

export const handler = defineStep('LabelPhoto', Input, async ({ image }) => ({
  labels: await detectLabels(image),
}));
