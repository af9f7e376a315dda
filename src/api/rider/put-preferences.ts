import { riderIdFor } from '../../adapters/rider-links.ts';
import { savePreferences } from '../../adapters/rider-profile.ts';
import { defineRoute } from '../../shared/route.ts';
import { Preferences } from '../schemas/rider.ts';
import { forgotten } from './problems.ts';

export const putPreferences = defineRoute({
  route: 'PUT /v1/me/preferences',
  summary: 'Set language, channels and whether remarks on a photo are wanted',
  audience: 'rider',
  body: Preferences,
  answers: { 200: Preferences },
  problems: { 403: ['forgotten'] },
  run: async ({ body, caller, now }) => {
    const riderId = await riderIdFor(caller.sub, now);
    if (riderId === undefined || !(await savePreferences(riderId, body, now))) throw forgotten();
    return { status: 200, body };
  },
});
