// /oauth2/token and /oauth2/revoke.
// Source: Amazon Cognito Developer Guide, "Token endpoint", "Revoke endpoint"; RFC 6749, RFC 7009, RFC 7636.
import { createHash } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import type { CognitoParts } from '../cognito-parts.ts';
import type { Client, Person } from '../pool.ts';
import type { Session } from '../sessions.ts';
import { formOf, jsonAnswer, NEVER_STORED, oauthError } from './answers.ts';
import { authenticateClient } from './client-authentication.ts';

export async function token(parts: CognitoParts, request: ServiceRequest): Promise<ServiceResponse> {
  if (!isForm(request)) return oauthError('invalid_request', 'the body must be a form');
  const form = formOf(request);
  const grantType = form.get('grant_type') ?? '';
  const grant = Object.hasOwn(GRANTS, grantType) ? GRANTS[grantType] : undefined;
  if (!grant) return oauthError(grantType === '' ? 'invalid_request' : 'unsupported_grant_type');
  const client = authenticateClient(parts.pools, request, form);
  if ('status' in client) return client;
  if (!client.mayUseCode) return oauthError('unauthorized_client');
  return grant(parts, client, form);
}

export async function revoke(
  { pools, sessions, tokens }: CognitoParts,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  const form = formOf(request);
  const client = authenticateClient(pools, request, form);
  if ('status' in client) return client;
  const text = form.get('token');
  if (!text) return oauthError('invalid_request', 'token is missing');
  if (await tokens.readAccessToken(text)) return oauthError('unsupported_token_type');
  const session = sessions.find(text);
  if (session && session.clientId !== client.id) return oauthError('invalid_request');
  if (session && !client.hasRevocation)
    return oauthError('unsupported_token_type', 'EnableTokenRevocation of the client is off');
  if (session) {
    sessions.end(session);
    await sessions.kept();
  }
  // Also for a token that nobody knows: RFC 7009, section 2.2.
  return jsonAnswer(200, {}, NEVER_STORED);
}

type Grant = (parts: CognitoParts, client: Client, form: URLSearchParams) => Promise<ServiceResponse>;

const GRANTS: Readonly<Record<string, Grant>> = {
  async authorization_code({ sessions, tokens }, client, form) {
    const code = form.get('code');
    if (!code) return oauthError('invalid_request', 'code is missing');
    const grant = sessions.takeCode(code);
    if (!grant || grant.client !== client || !isThere(client, grant.person))
      return oauthError('invalid_grant');
    if (form.get('redirect_uri') !== grant.redirectUri) return oauthError('invalid_grant');
    if (grant.challenge !== undefined && !answers(grant.challenge, form.get('code_verifier')))
      return oauthError('invalid_grant', 'code_verifier does not fit code_challenge');
    const { session, refreshToken } = sessions.start(grant, code);
    await sessions.kept();
    const issued = await tokens.issue(client, grant.person, session, grant.nonce);
    return jsonAnswer(200, { ...issued, refresh_token: refreshToken }, NEVER_STORED);
  },
  async refresh_token({ sessions, tokens }, client, form) {
    const given = form.get('refresh_token');
    if (!given) return oauthError('invalid_request', 'refresh_token is missing');
    const session = sessions.find(given);
    const person = session && personOf(client, session);
    if (!session || session.clientId !== client.id || !person) return oauthError('invalid_grant');
    return jsonAnswer(200, await tokens.issue(client, person, session), NEVER_STORED);
  },
};

/** Who signed in, if the person is still there and may still come in. */
export function personOf(
  { pool }: Client,
  { username, sub }: Pick<Session, 'username' | 'sub'>,
): Person | undefined {
  const person = pool.people.get(username);
  return person?.sub === sub && person.isEnabled ? person : undefined;
}

function isThere(client: Client, person: Person): boolean {
  return personOf(client, person) === person;
}

function answers(challenge: string, verifier: string | null): boolean {
  if (verifier === null || !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

function isForm({ headers }: ServiceRequest): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}
