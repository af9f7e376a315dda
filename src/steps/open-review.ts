// OpenReview: hands the photo to a person. The execution waits until somebody answers with its task token.
// In: { taskToken, upload, image, decision, timeoutSeconds }  Out: { reviewDueAt }, which nobody reads: the reviewer's answer is the result
// Throws: PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { saveOpenReview } from '../adapters/dynamodb.ts';
import { publishEvent } from '../adapters/events.ts';
import { FindingSchema } from '../domain/finding.ts';
import { UploadSchema, WorkingCopySchema } from '../domain/photo.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  taskToken: z.string().check(z.minLength(1)),
  upload: UploadSchema,
  image: WorkingCopySchema,
  decision: z.object({ findings: z.array(FindingSchema), reasons: z.array(z.string()) }),
  /** How long the state waits for the answer. */
  timeoutSeconds: z.int().check(z.gte(1)),
});

export const handler = defineStep(
  'OpenReview',
  Input,
  async ({ executionArn, taskToken, upload, decision, timeoutSeconds }) => {
    const { riderId, photoId } = upload;
    const { findings, reasons } = decision;
    const now = new Date();
    const reviewDueAt = new Date(now.getTime() + timeoutSeconds * 1000).toISOString();
    await saveOpenReview({
      riderId,
      photoId,
      executionArn,
      taskToken,
      reviewDueAt,
      now: now.toISOString(),
      findings,
      reasons,
    });
    // Without the token: whoever may listen to events may not answer.
    await publishEvent('PhotoReviewRequested', { riderId, photoId, reasons, reviewDueAt, executionArn });
    return { reviewDueAt };
  },
);
