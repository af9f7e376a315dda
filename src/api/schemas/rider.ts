// What riders send and are sent about themselves. Times are ISO 8601.

import * as z from 'zod/mini';
import { CHANNELS } from '../../domain/channels.ts';
import { PURPOSES } from '../../domain/consent.ts';
import { LANGUAGES } from '../../domain/rider-texts.ts';

const Language = z.enum(LANGUAGES);
const RetentionDays = z.object({ file: z.int(), refusedPhoto: z.int() });

/** What a rider keeps of having agreed. */
export const Receipt = z.object({
  textId: z.string(),
  version: z.string(),
  /** Of the text as it was shown, in hex. */
  sha256: z.string(),
  language: Language,
  purposes: z.array(z.enum(PURPOSES)),
  givenAt: z.string(),
  how: z.string(),
  retentionDays: RetentionDays,
  withdrawnAt: z.optional(z.string()),
});

/** Both purposes have to be named: the page shows each, and a rider agrees to each. */
export const Consent = z.strictObject({
  version: z.string().check(z.minLength(1), z.maxLength(64)),
  language: Language,
  purposes: z.array(z.enum(PURPOSES)).check(z.maxLength(PURPOSES.length)),
});

export const Preferences = z.strictObject({
  language: Language,
  /** How the rider wants to hear of an answer. */
  channels: z.array(z.enum(CHANNELS)).check(
    z.maxLength(CHANNELS.length),
    z.refine((channels) => new Set(channels).size === channels.length, { error: 'each channel once' }),
  ),
  /** Whether an approved photo comes with remarks on light and framing. */
  insights: z.boolean(),
});

export const Me = z.object({
  consent: z.object({
    /** Whether photos are checked at all without it. */
    isRequired: z.boolean(),
    /** Of the text that is asked for now. */
    version: z.string(),
    /** What has been agreed to; null for nothing. An older version asks again before the next photo. */
    given: z.nullable(z.object({ version: z.string(), at: z.string() })),
    purposes: z.array(z.enum(PURPOSES)),
    /** To be shown beneath the text. */
    retentionDays: RetentionDays,
  }),
  preferences: Preferences,
  /** Id of the approved photo. */
  currentPhoto: z.nullable(z.string()),
  uploads: z.object({ left: z.int(), resetsAt: z.nullable(z.string()) }),
  file: z.object({ minBytes: z.int(), maxBytes: z.int(), contentTypes: z.array(z.string()) }),
  /** Where somebody is helped who does not agree; null where nobody is named. */
  supportEmail: z.nullable(z.string()),
});
