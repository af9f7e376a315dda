import { riderIdFor } from '../../adapters/rider-links.ts';
import { readConsent, readProfile, saveConsent } from '../../adapters/rider-profile.ts';
import { newConsent, PURPOSES } from '../../domain/consent.ts';
import { setting } from '../../shared/config.ts';
import { invalidRequest, Problem } from '../../shared/problem.ts';
import { defineRoute } from '../../shared/route.ts';
import { Consent, Receipt } from '../schemas/rider.ts';
import { forgotten, untilWritten } from './problems.ts';
import { retentionDays } from './read-me.ts';

/** Sent again it changes nothing: a rider who has agreed to a version has done so once, and gets the receipt of that time. */
export const putConsent = defineRoute({
  route: 'PUT /v1/me/consent',
  summary: 'Agree to the check of photos, and get the receipt',
  audience: 'rider',
  body: Consent,
  answers: { 200: Receipt },
  problems: { 403: ['forgotten'], 409: ['consent-outdated'], 503: ['busy'] },
  run: async ({ body, caller, now }) => {
    const version = setting('CONSENT_VERSION');
    if (body.version !== version) throw outdated(version);
    if (!PURPOSES.every((purpose) => body.purposes.includes(purpose)))
      throw invalidRequest([{ pointer: '#/body/purposes', code: 'both_belong_to_the_check' }]);
    const riderId = await riderIdFor(caller.sub, now);
    if (riderId === undefined) throw forgotten();
    const record = newConsent(body, retentionDays(), now);
    const receipt = await untilWritten(async () => {
      const profile = await readProfile(riderId);
      if (profile?.forgottenAt !== undefined) throw forgotten();
      const isGiven = profile?.consentVersion === version && profile.consentedAt !== undefined;
      const given = isGiven ? await readConsent(riderId, profile.consentedAt!) : undefined;
      if (given) return given;
      return (await saveConsent(riderId, record, profile)) ? record : undefined;
    });
    return { status: 200, body: { ...receipt, purposes: [...receipt.purposes] } };
  },
});

const outdated = (version: string) =>
  new Problem(409, 'consent-outdated', 'This is not the text that is asked for now', {
    members: { version },
  });
