// What the state machine carries beside the domain's own words: answers and times as DynamoDB has them.

import * as z from 'zod/mini';

/** Epoch seconds as text, as DynamoDB takes numbers. */
export const ExpirySchema = z.string().check(z.regex(/^\d{10}$/));

/** The raw answer of DynamoDB's GetItem for a rider's profile; without `Item` the rider has none yet. */
export const RiderAnswerSchema = z.object({ Item: z.exactOptional(z.record(z.string(), z.unknown())) });
export type RiderAnswer = z.output<typeof RiderAnswerSchema>;
