// What riders can run into on more than one route.

import type { consentHindrance } from '../../domain/consent.ts';
import { Problem } from '../../shared/problem.ts';

type Hindrance = NonNullable<ReturnType<typeof consentHindrance>>;

const TITLES: Readonly<Record<Hindrance, string>> = {
  forgotten: 'Your data is being erased',
  'consent-missing': 'Photos are checked only of riders who have agreed to it',
  'consent-outdated': 'There is a new text about the check of photos: please agree to it first',
};

export const hindered = (hindrance: Hindrance) => new Problem(403, hindrance, TITLES[hindrance]);
export const forgotten = () => hindered('forgotten');

/** Another request of the same rider was faster, again and again. */
export const busy = () =>
  new Problem(503, 'busy', 'Several requests changed the same data: please try again', {
    headers: { 'retry-after': '1' },
  });

/** As often as another request of the same rider may get in between. */
const TRIES = 4;

/** Reads, judges and writes again while another request got in between (undefined). Throws Problem `busy` when that does not end. */
export async function untilWritten<Done>(attempt: () => Promise<Done | undefined>): Promise<Done> {
  for (let tries = 0; tries < TRIES; tries++) {
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw busy();
}
