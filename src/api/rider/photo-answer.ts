// A photo's row as its rider may see it.

import type { RiderPhoto } from '../../adapters/rider-photos.ts';
import { adviceLines } from '../../domain/advice.ts';
import { appealUntil } from '../../domain/appeal.ts';
import type { PhotoStatus } from '../../domain/photo.ts';
import { sentAt } from '../../domain/photo-past.ts';
import { type Language, RIDER_TEXTS } from '../../domain/rider-texts.ts';
import { uploadRetentionDays } from '../../shared/config.ts';

/** Answers that ask for another photo. */
const ASKS_AGAIN: readonly PhotoStatus[] = ['retake', 'expired'];

export function photoAnswer(photo: RiderPhoto, language: Language, now: Date) {
  const { photoId, status, updatedAt, reviewDueAt, appeal } = photo;
  const until = appealUntil(photo, uploadRetentionDays());
  return {
    photoId,
    status,
    sentAt: sentAt(photo),
    updatedAt,
    advice: ASKS_AGAIN.includes(status) ? adviceOf(photo, language) : [],
    reviewDueAt: status === 'in-review' ? (reviewDueAt ?? null) : null,
    appealUntil: until !== null && until > now.toISOString() ? until : null,
    appeal: appeal ?? null,
  };
}

function adviceOf({ sameAs, reasons, findings }: RiderPhoto, language: Language): string[] {
  const texts = RIDER_TEXTS[language];
  return sameAs === undefined ? adviceLines(reasons, findings, texts) : [texts.samePhotoAdvice];
}
