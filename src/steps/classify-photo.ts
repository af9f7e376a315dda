// ClassifyPhoto: asks the operator's own model. Its bytes go along: an endpoint has no access to the bucket.
// In: { image }  Out: { answer: { score, label? } }
// Throws: PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import { readObject } from '../adapters/s3.ts';
import { classifyJpeg } from '../adapters/sagemaker.ts';
import { WorkingCopySchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ image: WorkingCopySchema });

export const handler = defineStep('ClassifyPhoto', Input, async ({ image }) => ({
  answer: await classifyJpeg(await readObject(image)),
}));
