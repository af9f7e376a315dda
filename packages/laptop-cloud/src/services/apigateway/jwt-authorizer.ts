// Lets in who shows a token of the issuer, as API Gateway checks it.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html

import type { JWTPayload } from 'jose';
import type { WebRequest } from '../../web/site.ts';
import { messageOf } from '../message-of.ts';
import { claimsAsText, scopesOf } from './claims.ts';
import type { JwtAuthorizer } from './definition.ts';
import { GatewayAnswer, type VerifiedToken } from './exchange.ts';
import { identityOf } from './identity-source.ts';
import { type IssuerKeys, IssuerUnreachableError } from './issuer-keys.ts';

export interface VerifyParts {
  keys: IssuerKeys;
  now(): number;
  /** Gets what is wrong with an issuer. */
  log(line: string): void;
}

/** RSA alone: nothing that a secret signs, and no elliptic curves. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** Who calls, by a token with or without the scheme before it. Throws GatewayAnswer 401 for a token that does not count, 403 for one without any of the scopes. */
export async function verifyToken(
  { IdentitySource, JwtConfiguration }: JwtAuthorizer,
  routeScopes: readonly string[] | undefined,
  request: WebRequest,
  parts: VerifyParts,
): Promise<VerifiedToken> {
  const token = identityOf(IdentitySource[0]!, request)
    ?.replace(/^Bearer\s+/i, '')
    .trim();
  if (!token) throw refusal();
  const claims = await verify(token, JwtConfiguration, parts);
  const wanted = routeScopes ?? [];
  if (wanted.length === 0) return { claims: claimsAsText(claims), scopes: null };
  const scopes = scopesOf(claims);
  if (scopes.some((scope) => wanted.includes(scope))) return { claims: claimsAsText(claims), scopes };
  throw new GatewayAnswer(403, 'Forbidden', {
    'www-authenticate': challenge(wanted, 'insufficient_scope', 'the token does not have a valid scope'),
  });
}

async function verify(
  token: string,
  { Issuer, Audience }: JwtAuthorizer['JwtConfiguration'],
  { keys, now, log }: VerifyParts,
): Promise<JWTPayload> {
  if (token.split('.').length !== 3) throw refusal('token contains an invalid number of segments');
  const nowSeconds = now() / 1000;
  // With the first token: most applications have no API that asks for one.
  const { errors, jwtVerify } = await import('jose');
  let claims: JWTPayload;
  try {
    const { payload } = await jwtVerify(token, await keys.of(Issuer), {
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      currentDate: new Date(now()),
    });
    claims = payload;
  } catch (error) {
    if (isUnreachable(error, errors)) log(`no key of the issuer ${Issuer}: ${messageOf(error)}`);
    throw refusal(wordsOf(error, errors));
  }
  if (claims.iss !== Issuer) throw refusal('the token does not have a valid issuer');
  // Cognito's access tokens have client_id and no aud.
  const audience = claims.aud ?? claims['client_id'];
  if (![audience].flat().some((name) => typeof name === 'string' && Audience.includes(name)))
    throw refusal('the token does not have a valid audience');
  if (typeof claims.iat === 'number' && claims.iat > nowSeconds)
    throw refusal('the token was used before it was issued');
  return claims;
}

function refusal(why?: string): GatewayAnswer {
  return new GatewayAnswer(401, 'Unauthorized', {
    'www-authenticate': why === undefined ? 'Bearer' : challenge([], 'invalid_token', why),
  });
}

function challenge(scopes: readonly string[], error: string, why: string): string {
  return `Bearer scope="${scopes.join(' ')}" error="${error}" error_description="${why}"`;
}

type JoseErrors = typeof import('jose').errors;

function isUnreachable(error: unknown, errors: JoseErrors): boolean {
  if (error instanceof IssuerUnreachableError || error instanceof errors.JWKSTimeout) return true;
  // What fetch and JSON of the key set throw is none of jose's own.
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
}

/** AWS documents the words for the audience, and was seen to say those for segments; the others follow them. */
function wordsOf(error: unknown, errors: JoseErrors): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'nbf'
      ? 'the token is not valid yet'
      : `the token does not have a valid ${error.claim}`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'signing method is invalid';
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return 'unable to find a signing key that matches the token';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature is invalid';
  if (isUnreachable(error, errors)) return 'JWKS communication error';
  return 'the token is malformed';
}
