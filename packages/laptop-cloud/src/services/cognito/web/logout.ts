// /logout: not OpenID Connect's, Cognito's own. There is no session in the browser to end; the way back is what counts.
// Source: Amazon Cognito Developer Guide, "Logout endpoint".
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import type { CognitoParts } from '../cognito-parts.ts';
import { redirect, withQuery } from './answers.ts';
import { refusal } from './authorize.ts';

export function logout({ pools }: CognitoParts, { query }: ServiceRequest): ServiceResponse {
  const clientId = query.get('client_id') ?? '';
  const client = pools.findClient(clientId);
  if (!client) return refusal('invalid_request', `No client has the client_id ${clientId || '(none)'}.`);
  const logoutUri = query.get('logout_uri');
  // Without it, and with what authorize takes, Cognito lets somebody else sign in at once.
  if (logoutUri === null && query.has('redirect_uri')) return redirect(`/oauth2/authorize?${query}`);
  if (logoutUri === null) return refusal('invalid_request', 'logout_uri is missing.');
  if (!client.logoutUrls.includes(logoutUri))
    return refusal(
      'invalid_request',
      `The logout_uri ${logoutUri} is not among the LogoutURLs of ${client.name}: ${client.logoutUrls.join(', ') || '(none)'}.`,
    );
  return redirect(withQuery(logoutUri, { state: query.get('state') ?? undefined }));
}
