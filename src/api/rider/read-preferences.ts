import { findRiderId } from '../../adapters/rider-links.ts';
import { readProfile } from '../../adapters/rider-profile.ts';
import { defineRoute } from '../../shared/route.ts';
import { Preferences } from '../schemas/rider.ts';
import { preferencesOf } from './read-me.ts';

export const readPreferences = defineRoute({
  route: 'GET /v1/me/preferences',
  summary: 'Language, channels and whether remarks on a photo are wanted',
  audience: 'rider',
  answers: { 200: Preferences },
  run: async ({ caller }) => {
    const riderId = await findRiderId(caller.sub);
    const profile = riderId === undefined ? undefined : await readProfile(riderId);
    return { status: 200, body: preferencesOf(profile) };
  },
});
