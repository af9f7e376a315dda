import { findRiderId } from '../../adapters/rider-links.ts';
import { type RiderProfile, readProfile } from '../../adapters/rider-profile.ts';
import { PURPOSES, type RetentionDays } from '../../domain/consent.ts';
import type { Language } from '../../domain/rider-texts.ts';
import { attemptsLeft } from '../../domain/upload-attempts.ts';
import {
  configuration,
  isConsentRequired,
  setting,
  supportEmail,
  uploadRetentionDays,
} from '../../shared/config.ts';
import { defineRoute } from '../../shared/route.ts';
import { Me } from '../schemas/rider.ts';

export const readMe = defineRoute({
  route: 'GET /v1/me',
  summary: 'What the rider has agreed to and prefers, and what may be sent',
  audience: 'rider',
  answers: { 200: Me },
  run: async ({ caller, now }) => {
    const riderId = await findRiderId(caller.sub);
    const profile = riderId === undefined ? undefined : await readProfile(riderId);
    const { file, uploads } = configuration();
    return {
      status: 200,
      body: {
        consent: {
          isRequired: isConsentRequired(),
          version: setting('CONSENT_VERSION'),
          given: givenConsent(profile),
          purposes: [...PURPOSES],
          retentionDays: retentionDays(),
        },
        preferences: preferencesOf(profile),
        currentPhoto: profile?.currentPhoto ?? null,
        uploads: attemptsLeft(profile?.uploads, now, uploads),
        file: {
          minBytes: file.minBytes,
          maxBytes: file.maxBytes,
          contentTypes: file.types.map((type) => `image/${type}`),
        },
        supportEmail: supportEmail(),
      },
    };
  },
});

function givenConsent({ consentVersion, consentedAt }: RiderProfile = {}) {
  return consentVersion === undefined ? null : { version: consentVersion, at: consentedAt ?? '' };
}

/** What is told to a rider, and noted with the consent. */
export function retentionDays(): RetentionDays {
  return { file: uploadRetentionDays(), refusedPhoto: configuration().retention.refusedDays };
}

export function preferencesOf(profile: RiderProfile | undefined) {
  return {
    language: languageOf(profile),
    channels: [...(profile?.channels ?? [])],
    insights: profile?.preferences?.insights !== false,
  };
}

export const languageOf = (profile: RiderProfile | undefined): Language => profile?.language ?? 'en';
