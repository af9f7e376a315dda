// What the searches for a face found, without whose faces they are.

import * as z from 'zod/mini';

const percent = z.number();

/** The best matches of a search, as it was then; null where there was none of `searchPercent` or more. */
export const IdentityMeasuresSchema = z.object({
  searchPercent: percent,
  /** Whether the search saw the face at all. */
  sawFace: z.boolean(),
  othersPercent: z.nullable(percent),
  ownPercent: z.nullable(percent),
  blocked: z.union([
    z.literal('off'),
    z.object({ searchPercent: percent, sawFace: z.boolean(), bestPercent: z.nullable(percent) }),
  ]),
});
export type IdentityMeasures = z.output<typeof IdentityMeasuresSchema>;
