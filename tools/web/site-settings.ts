// settings.json beside the pages: what they must know of the stack that they belong to.

import type { Settings } from '../../web/shared/settings.ts';
import { UsageError } from '../usage-error.ts';

/** Client ids of the pages at an issuer of one's own; a pool of the stack has made some. */
export interface ClientIds {
  rider?: string;
  review?: string;
}

/** Of a stack's outputs. Throws UsageError naming what is missing. */
export function siteSettings(
  outputs: Readonly<Record<string, string | undefined>>,
  given: ClientIds = {},
): Settings {
  const { IssuerUrl: issuer, RiderClientId, ReviewClientId, SignOutUrl, SupportAddress } = outputs;
  const rider = given.rider ?? RiderClientId;
  const review = given.review ?? ReviewClientId;
  if (!issuer) throw new UsageError(['The stack has no output IssuerUrl: is it one of rider photos?']);
  if (!rider || !review)
    throw new UsageError([
      'The stack takes tokens of an issuer of your own: name the clients of the pages there with --rider-client and --review-client.',
    ]);
  return {
    issuer,
    ...(SignOutUrl && { signOutUrl: SignOutUrl }),
    rider: { clientId: rider, scope: 'photos/own' },
    review: { clientId: review, scope: 'photos/review' },
    supportEmail: SupportAddress ?? '',
  };
}
