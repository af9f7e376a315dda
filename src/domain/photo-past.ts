// What is known of a photo from before the execution that checks it. Appeals, rechecks and the sweep have a photo checked once more,
// and each claim writes its row anew: so this goes along with every start, and the row keeps what its execution was started with.

import * as z from 'zod/mini';

const time = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text))));

export const PastSchema = z.object({
  /** When the file came, which is when the bucket begins to count its days (ISO 8601). */
  sentAt: time,
  /** What its rider was told, and when, of a photo that a recheck brings back: the same answer is not told twice. */
  answer: z.exactOptional(z.object({ status: z.string(), at: time })),
});
export type Past = z.output<typeof PastSchema>;

/** What the photo's row says of times (ISO 8601). */
export interface Times {
  updatedAt: string;
  requestedAt?: string | undefined;
  claimedAt?: string | undefined;
  past?: Past | undefined;
}

/** When the rider sent it, as well as it is known: while the file is awaited, when it was asked for. */
export function sentAt({ past, claimedAt, requestedAt, updatedAt }: Times): string {
  return past?.sentAt ?? claimedAt ?? requestedAt ?? updatedAt;
}

/** When the rider was told the answer that the photo has. */
export function answeredAt({ past, status, updatedAt }: Times & { status: string }): string {
  return past?.answer?.status === status ? past.answer.at : updatedAt;
}

/** What a recheck tells the next execution of a photo that has its answer. */
export function pastWithAnswer(photo: Times & { status: string }): Past {
  return { sentAt: sentAt(photo), answer: { status: photo.status, at: answeredAt(photo) } };
}

const StartedWithPast = z.object({ past: PastSchema });

/** Of the row's `startedWith`. Undefined for a row that no execution has claimed, and where nobody said what was before. */
export function readPast(startedWith: unknown): Past | undefined {
  if (typeof startedWith !== 'string') return undefined;
  try {
    return z.safeParse(StartedWithPast, JSON.parse(startedWith)).data?.past;
  } catch {
    return undefined;
  }
}
