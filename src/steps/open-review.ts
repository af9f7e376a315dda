// OpenReview: hands the photo to people. The execution waits until they have decided; CountVotes answers with its task token.
// In: { taskToken, timeoutSeconds, photo }, the whole state  Out: { reviewDueAt }, which nobody reads: the decision is the result
// Throws: PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { publishEvent } from '../adapters/events.ts';
import { saveOpenReview } from '../adapters/open-review.ts';
import { FINDING_CODES, FindingSchema } from '../domain/finding.ts';
import { FaceSchema, UploadSchema } from '../domain/photo.ts';
import { neededVotes } from '../domain/quorum.ts';
import { configuration } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const Photo = z.object({
  upload: UploadSchema,
  detection: z.optional(z.object({ face: z.nullish(z.pick(FaceSchema, { boundingBox: true })) })),
  decision: z.object({
    findings: z.array(FindingSchema),
    reasons: z.array(z.enum(FINDING_CODES)),
    resembles: z.array(z.string()),
  }),
});
export const Input = eventSchema({
  taskToken: z.string().check(z.minLength(1)),
  photo: Photo,
  /** How long the state waits for the answer. */
  timeoutSeconds: z.int().check(z.gte(1)),
});

export const handler = defineStep(
  'OpenReview',
  Input,
  async ({ executionArn, taskToken, photo, timeoutSeconds }) => {
    const { riderId, photoId } = photo.upload;
    const { findings, reasons, resembles } = photo.decision;
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
      neededVotes: neededVotes(reasons, configuration().review),
      faceBox: photo.detection?.face?.boundingBox ?? null,
      resembles,
    });
    // Without the token: whoever may listen to events may not answer.
    await publishEvent('PhotoReviewRequested', { riderId, photoId, reasons, reviewDueAt, executionArn });
    return { reviewDueAt };
  },
);
