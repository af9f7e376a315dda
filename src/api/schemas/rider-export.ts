// Everything that is kept about a rider, as the rider gets it. Of what other riders or our protection against fraud would show
// through, nothing.

import * as z from 'zod/mini';
import { Preferences, Receipt } from './rider.ts';
import { Photo } from './rider-photo.ts';

const Check = z.object({
  code: z.string(),
  status: z.string(),
  measured: z.optional(z.union([z.number(), z.string()])),
  threshold: z.optional(z.union([z.number(), z.string()])),
});

export const RiderExport = z.object({
  madeAt: z.string(),
  profile: z.object({
    riderSince: z.nullable(z.string()),
    preferences: Preferences,
    currentPhoto: z.nullable(z.string()),
    /** Whether numbers computed from the face are kept. */
    faceIsKept: z.boolean(),
  }),
  consents: z.array(Receipt),
  photos: z.array(
    z.extend(Photo, {
      fileBytes: z.nullable(z.int()),
      verdict: z.nullable(z.string()),
      /** `rules`, or that a person decided. */
      decidedBy: z.nullable(z.enum(['rules', 'person'])),
      checks: z.array(Check),
      /** What the rider was told. */
      message: z.nullable(z.string()),
      insights: z.array(z.object({ code: z.string(), text: z.string() })),
    }),
  ),
});
