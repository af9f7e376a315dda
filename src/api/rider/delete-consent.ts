import { findRiderId } from '../../adapters/rider-links.ts';
import { dropConsent, readConsent, readProfile, withdrawConsent } from '../../adapters/rider-profile.ts';
import { defineRoute } from '../../shared/route.ts';
import { Receipt } from '../schemas/rider.ts';
import { untilWritten } from './problems.ts';

/** Photos on their way are let in no more. What is kept already goes by an erasure, which the rider may ask for as well. */
export const deleteConsent = defineRoute({
  route: 'DELETE /v1/me/consent',
  summary: 'Withdraw the consent, and get its receipt; without a body when there was none',
  audience: 'rider',
  answers: { 200: Receipt, 204: null },
  problems: { 503: ['busy'] },
  run: async ({ caller, now }) => {
    const riderId = await findRiderId(caller.sub);
    if (riderId === undefined) return { status: 204 };
    const withdrawn = await untilWritten(async () => {
      const profile = await readProfile(riderId);
      if (profile?.consentVersion === undefined) return 'none given';
      const given = profile.consentedAt && (await readConsent(riderId, profile.consentedAt));
      if (!given) {
        await dropConsent(riderId, now);
        return 'none given';
      }
      const isWithdrawn = await withdrawConsent(riderId, given.givenAt, now);
      return isWithdrawn ? { ...given, withdrawnAt: now.toISOString() } : undefined;
    });
    if (withdrawn === 'none given') return { status: 204 };
    return { status: 200, body: { ...withdrawn, purposes: [...withdrawn.purposes] } };
  },
});
