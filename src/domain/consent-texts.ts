// Every text that riders were ever asked to agree to: web/rider/consent/<version>.<language>.md, by the SHA-256 of its bytes. A
// line is never changed and never goes: records of consent point at it. Another wording is another version, in every language.

import type { Language } from './rider-texts.ts';

export const CONSENT_TEXTS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  '1': {
    en: 'ac18ffe12e0bc5dcf9c98fb67bab444fa48a90b01e3ebbeec3f21b131a212387',
    de: 'f34ae95cbe122251eb544b8702da56f84c757ffaf85c5e2f91231db06649cabf',
  },
};
