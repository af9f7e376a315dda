// What a rider agrees to, and how that is remembered: a record for each time, which nobody changes but to note its withdrawal.

import { ConfigurationError } from './configuration-error.ts';
import { CONSENT_TEXTS } from './consent-texts.ts';
import type { Language } from './rider-texts.ts';

/** What the check is for. Both belong to it: there is no check of a photo without them, but another way, with a person. */
export const PURPOSES = ['check-face', 'find-duplicates'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Names the series of texts that versions count. */
const TEXT_ID = 'rider-photo-check';

export interface ConsentRecord {
  textId: string;
  version: string;
  /** Of the text as it was shown, in hex. */
  sha256: string;
  language: Language;
  purposes: readonly Purpose[];
  /** ISO 8601. */
  givenAt: string;
  how: 'signed-in';
  /** What the rider was told of how long it is kept, in days. */
  retentionDays: RetentionDays;
  withdrawnAt?: string;
}

export interface RetentionDays {
  /** The file as it was sent. */
  file: number;
  /** The record of a photo that was not approved. */
  refusedPhoto: number;
}

/** Throws ConfigurationError when there is no text of this version: nobody can agree to it. */
export function newConsent(
  { version, language }: { version: string; language: Language },
  retentionDays: RetentionDays,
  now: Date,
): ConsentRecord {
  const sha256 = Object.hasOwn(CONSENT_TEXTS, version) ? CONSENT_TEXTS[version]?.[language] : undefined;
  if (!sha256) throw new ConfigurationError([noText(version)]);
  return {
    textId: TEXT_ID,
    version,
    sha256,
    language,
    purposes: PURPOSES,
    givenAt: now.toISOString(),
    how: 'signed-in',
    retentionDays,
  };
}

/** What is wrong with a ConsentVersion that riders cannot agree to; undefined when they can. */
export function consentVersionProblem(version: string): string | undefined {
  return Object.hasOwn(CONSENT_TEXTS, version) ? undefined : noText(version);
}

function noText(version: string): string {
  const known = Object.keys(CONSENT_TEXTS).join(', ');
  return `there is no consent text of version ${version}: expected one of ${known} (web/rider/consent)`;
}

/** Why a rider may send no photo now; undefined when it is allowed. */
export function consentHindrance(
  profile: { consentVersion?: string; forgottenAt?: string } | undefined,
  rules: { isRequired: boolean; version: string },
): 'forgotten' | 'consent-missing' | 'consent-outdated' | undefined {
  if (profile?.forgottenAt !== undefined) return 'forgotten';
  if (!rules.isRequired || profile?.consentVersion === rules.version) return undefined;
  return profile?.consentVersion === undefined ? 'consent-missing' : 'consent-outdated';
}
