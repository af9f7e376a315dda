// What a pool says of itself to whoever checks its tokens, in Cognito's words.
import type { ServiceResponse } from '../../service.ts';
import type { CognitoParts } from '../cognito-parts.ts';
import { jsonAnswer } from './answers.ts';

const FOR_AN_HOUR = { 'cache-control': 'public, max-age=3600' };

export function discovery({ pools, tokens, endpoint }: CognitoParts, poolId: string): ServiceResponse {
  const pool = pools.find(poolId);
  if (!pool) return unknownPool(poolId);
  const issuer = tokens.issuerOf(poolId);
  const at = (path: string) => `${endpoint()}${path}`;
  const ofDomain =
    pool.domain === undefined
      ? {}
      : {
          authorization_endpoint: at('/oauth2/authorize'),
          end_session_endpoint: at('/logout'),
          revocation_endpoint: at('/oauth2/revoke'),
          token_endpoint: at('/oauth2/token'),
          userinfo_endpoint: at('/oauth2/userInfo'),
        };
  return jsonAnswer(
    200,
    {
      ...ofDomain,
      id_token_signing_alg_values_supported: ['RS256'],
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'email', 'phone', 'profile'],
      subject_types_supported: ['public'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    },
    FOR_AN_HOUR,
  );
}

export async function jwks({ pools, keys }: CognitoParts, poolId: string): Promise<ServiceResponse> {
  if (!pools.find(poolId)) return unknownPool(poolId);
  return jsonAnswer(200, await keys.jwks(poolId), FOR_AN_HOUR);
}

function unknownPool(poolId: string): ServiceResponse {
  return jsonAnswer(404, { message: `User pool ${poolId} does not exist.` });
}
