// The desk's routes, as this page uses them: the types of their answers, no code of theirs.

import type * as z from 'zod/mini';
import type {
  Mine as MineSchema,
  Queue as QueueSchema,
  Thresholds as ThresholdsSchema,
  Ticket as TicketSchema,
  VoteBody as VoteBodySchema,
} from '../../src/api/schemas/review.ts';

export type Queue = z.output<typeof QueueSchema>;
export type QueueItem = Queue['reviews'][number];
export type Ticket = z.output<typeof TicketSchema>;
export type Vote = z.output<typeof VoteBodySchema>;
export type Decision = Vote['decision'];
export type Seen = NonNullable<Vote['seen']>[number];
export type Mine = z.output<typeof MineSchema>;
export type Thresholds = z.output<typeof ThresholdsSchema>;

export const pathOf = (photoId: string, part = '') => `/v1/reviews/${encodeURIComponent(photoId)}${part}`;
