// /oauth2/authorize and /login: who asks, whether it may, and who the person is.
// Source: Amazon Cognito Developer Guide, "Authorize endpoint"; RFC 6749; RFC 7636.
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import { ServiceError } from '../../service.ts';
import type { CognitoParts } from '../cognito-parts.ts';
import { addPerson, findPerson } from '../people.ts';
import type { Client, Person } from '../pool.ts';
import { formOf, redirect, withQuery } from './answers.ts';
import { escapeHtml, page } from './page.ts';
import { signInPage } from './sign-in-page.ts';

interface Asked {
  client: Client;
  redirectUri: string;
  scopes: readonly string[];
  challenge?: string;
  nonce?: string;
  state?: string;
}

/** GET /oauth2/authorize: on to the page, or back to the client with what is wrong. */
export function authorize(parts: CognitoParts, { query }: ServiceRequest): ServiceResponse {
  const asked = readAsked(parts, query);
  if ('status' in asked) return asked;
  if (query.get('prompt') === 'none')
    return redirect(withQuery(asked.redirectUri, { error: 'login_required', state: asked.state }));
  return redirect(`/login?${query}`);
}

/** GET /login */
export function showSignIn(parts: CognitoParts, { query }: ServiceRequest): ServiceResponse {
  const asked = readAsked(parts, query);
  return 'status' in asked ? asked : signInPage({ ...asked, action: `/login?${query}` });
}

/** POST /login with the field `username`: back to the client with a code. */
export async function signIn(parts: CognitoParts, request: ServiceRequest): Promise<ServiceResponse> {
  const { query, headers } = request;
  const asked = readAsked(parts, query);
  if ('status' in asked) return asked;
  // Another site may not send its visitor through the form; what is no browser sends no such header.
  if ((headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin')
    return refusal('unauthorized', 'The form was sent by a page of another site.');
  const { client, redirectUri, state } = asked;
  const name = (formOf(request).get('username') ?? '').trim();
  const person = await find(parts, client, name);
  if (typeof person === 'string')
    return signInPage({ ...asked, action: `/login?${query}`, problem: person, typed: name });
  const code = parts.sessions.newCode({ ...asked, person, authMs: parts.now() });
  return redirect(withQuery(redirectUri, { code, state }));
}

/** Whoever has the name, made known if the pool lets people in; or what is wrong with it. */
async function find(parts: CognitoParts, { pool }: Client, name: string): Promise<Person | string> {
  const known = findPerson(pool, name);
  if (known && !known.isEnabled) return `${name} is disabled.`;
  if (known) {
    if (known.status !== 'CONFIRMED') {
      Object.assign(known, { status: 'CONFIRMED', modifiedMs: parts.now() });
      await parts.pools.changed(pool);
    }
    return known;
  }
  if (!pool.settings.hasSignUp)
    return `Nobody is called ${name || '(nothing)'}, and in this pool administrators alone make people known.`;
  try {
    const made = addPerson(
      pool,
      { username: name, attributes: mailOf(pool.settings, name), madeBy: 'call', status: 'CONFIRMED' },
      parts.now(),
    );
    await parts.pools.changed(pool);
    return made;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return pool.settings.isNamedByEmail
      ? 'A mail address is needed, such as ada@example.com.'
      : 'A name has 1 to 128 letters, digits and signs, and no spaces.';
  }
}

/** Applications rely on an address that people of a real pool have confirmed. */
export function mailOf(
  { isNamedByEmail }: { isNamedByEmail: boolean },
  name: string,
): Record<string, string> {
  if (isNamedByEmail) return { email_verified: 'true' };
  return { email: name.includes('@') ? name : `${name}@example.com`, email_verified: 'true' };
}

/** The request of a client, or the answer to one that cannot be followed. */
function readAsked({ pools }: CognitoParts, query: URLSearchParams): Asked | ServiceResponse {
  const one = (name: string) => query.get(name) || undefined;
  const clientId = one('client_id');
  const client = clientId === undefined ? undefined : pools.findClient(clientId);
  // Without a client that is known nobody may be sent anywhere.
  if (!client) return refusal('invalid_request', `No client has the client_id ${clientId ?? '(none)'}.`);
  if (client.pool.domain === undefined)
    return refusal('invalid_request', `The pool ${client.pool.name} has no AWS::Cognito::UserPoolDomain.`);
  const redirectUri = one('redirect_uri') ?? client.defaultRedirectUri;
  if (redirectUri === undefined || !client.callbackUrls.includes(redirectUri))
    return refusal(
      'redirect_mismatch',
      `The redirect_uri ${redirectUri ?? '(none)'} is not among the CallbackURLs of ${client.name}: ${client.callbackUrls.join(', ') || '(none)'}.`,
    );
  const state = one('state');
  const back = (error: string, description?: string) =>
    redirect(withQuery(redirectUri, { error, error_description: description, state }));
  if (one('response_type') !== 'code')
    return one('response_type') === 'token'
      ? back('unauthorized_client')
      : back('invalid_request', 'response_type must be code');
  if (!client.mayUseCode) return back('unauthorized_client');
  const challenge = one('code_challenge');
  const method = one('code_challenge_method');
  // As Cognito, which leaves PKCE to the client, also to one without a secret.
  if (challenge === undefined && method !== undefined)
    return back('invalid_request', 'code_challenge is missing');
  if (challenge !== undefined && method !== 'S256')
    return back('invalid_request', 'code_challenge_method must be S256');
  if (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    return back('invalid_request', 'code_challenge must be a SHA-256 in base64url');
  const scopes = one('scope')?.split(/\s+/).filter(Boolean) ?? client.scopes;
  if (!scopes.every((scope) => client.scopes.includes(scope))) return back('invalid_scope');
  const nonce = one('nonce');
  return {
    client,
    redirectUri,
    scopes: [...new Set(scopes)],
    ...(challenge === undefined ? {} : { challenge }),
    ...(nonce === undefined ? {} : { nonce }),
    ...(state === undefined ? {} : { state }),
  };
}

/** For what cannot be told to the client. */
export function refusal(error: string, why: string): ServiceResponse {
  return page(400, {
    title: 'This does not work',
    main: `<p role="alert">${escapeHtml(why)}</p>\n<p><code>error=${escapeHtml(error)}</code></p>`,
  });
}
