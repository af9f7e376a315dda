// ClassifyPhoto: asks the operator's own model. Its bytes go along: an endpoint has no access to the bucket.
// In: { image, endpoint }  Out: { answer: { score, label? } }
// Throws: PhotoGoneError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { readObject } from '../adapters/s3.ts';
import { classifyJpeg } from '../adapters/sagemaker.ts';
import { WorkingCopySchema } from '../domain/photo.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ image: WorkingCopySchema, endpoint: z.string().check(z.minLength(1)) });

export const handler = defineStep('ClassifyPhoto', Input, async ({ image, endpoint }) => ({
  answer: await classifyJpeg(endpoint, await readObject(image)),
}));
