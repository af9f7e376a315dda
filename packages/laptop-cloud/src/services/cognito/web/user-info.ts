// /oauth2/userInfo: who an access token speaks of.
// Source: Amazon Cognito Developer Guide, "UserInfo endpoint".
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import type { CognitoParts } from '../cognito-parts.ts';
import { readableAttributes } from '../tokens.ts';
import { jsonAnswer, NEVER_STORED } from './answers.ts';
import { personOf } from './token.ts';

export async function userInfo(
  { pools, sessions, tokens }: CognitoParts,
  { headers }: ServiceRequest,
): Promise<ServiceResponse> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (bearer === undefined) return refuse(400, 'invalid_request', 'Bad OAuth2 request at UserInfo Endpoint');
  const claims = await tokens.readAccessToken(bearer);
  const client = claims && pools.findClient(String(claims['client_id']));
  const person =
    client && personOf(client, { username: String(claims['username']), sub: String(claims.sub) });
  const origin = claims?.['origin_jti'];
  const isEnded = origin !== undefined && !sessions.isOn(String(origin));
  if (!client || !person || isEnded)
    return refuse(
      401,
      'invalid_token',
      'Access token is expired, disabled, or deleted, or the user has globally signed out.',
    );
  const scopes = String(claims['scope']).split(' ');
  if (!scopes.includes('openid'))
    return refuse(401, 'invalid_token', 'Access token does not contain openid scope');
  return jsonAnswer(
    200,
    { sub: person.sub, ...readableAttributes(client, person, scopes), username: person.username },
    NEVER_STORED,
  );
}

function refuse(status: number, error: string, description: string): ServiceResponse {
  return jsonAnswer(
    status,
    { error, error_description: description },
    { ...NEVER_STORED, 'www-authenticate': `error="${error}", error_description="${description}"` },
  );
}
