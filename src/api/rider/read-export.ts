import { findRiderId } from '../../adapters/rider-links.ts';
import { listPhotos, type RiderPhoto } from '../../adapters/rider-photos.ts';
import { readConsents, readProfile } from '../../adapters/rider-profile.ts';
import { type Language, RIDER_TEXTS } from '../../domain/rider-texts.ts';
import { defineRoute } from '../../shared/route.ts';
import { RiderExport } from '../schemas/rider-export.ts';
import { photoAnswer } from './photo-answer.ts';
import { languageOf, preferencesOf } from './read-me.ts';

export const readExport = defineRoute({
  route: 'GET /v1/me/export',
  summary: 'Everything that is kept about the rider',
  audience: 'rider',
  answers: { 200: RiderExport },
  run: async ({ caller, now }) => {
    const riderId = await findRiderId(caller.sub);
    const [profile, consents, photos] =
      riderId === undefined
        ? [undefined, [], []]
        : await Promise.all([readProfile(riderId), readConsents(riderId), listPhotos(riderId, now)]);
    const language = languageOf(profile);
    return {
      status: 200,
      body: {
        madeAt: now.toISOString(),
        profile: {
          riderSince: profile?.createdAt ?? null,
          preferences: preferencesOf(profile),
          currentPhoto: profile?.currentPhoto ?? null,
          faceIsKept: profile?.faceId !== undefined,
        },
        consents: consents.map((record) => ({ ...record, purposes: [...record.purposes] })),
        photos: photos.map((photo) => exported(photo, language, now)),
      },
    };
  },
});

function exported(photo: RiderPhoto, language: Language, now: Date) {
  // What a check is told of, and what is not: fraud and policy have no words for riders.
  const isTold = (code: string) => Object.hasOwn(RIDER_TEXTS[language].told, code);
  return {
    ...photoAnswer(photo, language, now),
    fileBytes: photo.size ?? null,
    verdict: photo.verdict ?? null,
    decidedBy:
      photo.decidedBy === undefined
        ? null
        : photo.decidedBy === 'rules'
          ? ('rules' as const)
          : ('person' as const),
    checks: photo.findings
      .filter(({ code }) => isTold(code))
      .map(({ code, status, measured, threshold }) => ({ code, status, measured, threshold })),
    message: photo.message ?? null,
    insights: photo.insights,
  };
}
