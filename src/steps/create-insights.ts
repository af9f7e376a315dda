// CreateInsights: small, useful remarks on an approved photo, unless the rider wants none. Where there are no labels to look at,
// Decide has made them already.
// In: { photo }, the whole state  Out: { insights }

import * as z from 'zod/mini';
import { profileOf } from '../adapters/riders-table.ts';
import { FindingSchema } from '../domain/finding.ts';
import { createInsights } from '../domain/insights.ts';
import { FaceSchema, LabelSchema } from '../domain/photo.ts';
import { RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  photo: z.object({
    detection: z.object({ face: FaceSchema }),
    checks: z.object({ rider: RiderAnswerSchema }),
    /** Absent when labels are off or could not be had. */
    labelling: z.optional(z.object({ labels: z.array(LabelSchema) })),
    decision: z.object({ reasons: z.array(FindingSchema.shape.code) }),
  }),
});

export const handler = defineStep(
  'CreateInsights',
  Input,
  ({ photo: { detection, checks, labelling, decision } }) => {
    const profile = profileOf(checks.rider);
    const insights = createInsights({
      face: detection.face,
      labels: labelling?.labels ?? [],
      profile,
      isRenewal: profile?.currentPhoto !== undefined,
      reasons: decision.reasons,
    });
    return { insights };
  },
);
