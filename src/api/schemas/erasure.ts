// What a rider is told of being forgotten. Days, not moments.

import * as z from 'zod/mini';

export const ErasureReceipt = z.object({
  policy: z.string(),
  requestedOn: z.string(),
  doneOn: z.string(),
  /** How much was found and erased. */
  erased: z.object({ links: z.int(), rows: z.int(), objects: z.int(), faces: z.int() }),
  /** What became of the account to sign in with. */
  identity: z.enum(['removed', 'at-issuer', 'kept-for-staff', 'none']),
  /** What outlives the erasure, leads to nobody, and goes by that day. */
  remains: z.array(
    z.object({
      what: z.enum(['table-backups', 'execution-histories', 'messages', 'refusal']),
      until: z.string(),
    }),
  ),
});

export const Erasure = z.object({
  /** `delayed`: something could not be erased yet; operators know. */
  state: z.enum(['none', 'running', 'delayed', 'done']),
  receipt: z.optional(ErasureReceipt),
});
