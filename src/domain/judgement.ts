// What a rule says of a photo. Which rule that was, and what follows from it, the table of findings adds.

import * as z from 'zod/mini';

/** Why a rule failed, where the rider is told which way; the measured values are for reviewers. */
export const FINDING_CAUSES = ['too-small', 'too-large', 'too-narrow', 'moving'] as const;
export type FindingCause = (typeof FINDING_CAUSES)[number];

export const JudgementSchema = z.object({
  status: z.enum(['passed', 'failed', 'review', 'unavailable', 'not-applicable']),
  /** What was seen: a number, or words such as `yaw 41, pitch 3, roll 2`. */
  measured: z.exactOptional(z.union([z.number(), z.string()])),
  /** The bound it was held against, readable: `>= 40`, `<= 30 (review to 45)`. */
  threshold: z.exactOptional(z.union([z.number(), z.string()])),
  because: z.exactOptional(z.enum(FINDING_CAUSES)),
});

export type Judgement = z.output<typeof JudgementSchema>;
export type FindingStatus = Judgement['status'];
