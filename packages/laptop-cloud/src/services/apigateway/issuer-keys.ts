// The public keys of an issuer, found by OpenID Connect discovery and kept for two hours, as API Gateway keeps them.

import type { JWTVerifyGetKey } from 'jose';
import { messageOf } from '../message-of.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
const KEPT_MS = 2 * 60 * 60 * 1000;
const DISCOVERY_TIMEOUT_MS = 1500;
/** It shares this machine's processor with everything that starts beside it, and is never as far away as it is slow. */
const OWN_DISCOVERY_TIMEOUT_MS = 20_000;
const OWN_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

export interface IssuerKeys {
  /** Finds the key of a token, for jose. Rejects with IssuerUnreachableError. */
  of(issuer: string): Promise<JWTVerifyGetKey>;
}

/** Nothing is known of an issuer's keys: it does not answer, or not as OpenID Connect says. */
export class IssuerUnreachableError extends Error {
  override readonly name = 'IssuerUnreachableError';
}

export function createIssuerKeys(now: () => number): IssuerKeys {
  const known = new Map<string, { keys: JWTVerifyGetKey; sinceMs: number }>();
  /** Of several who ask at once one looks. */
  const finding = new Map<string, Promise<JWTVerifyGetKey>>();
  return {
    async of(issuer) {
      const kept = known.get(issuer);
      if (kept && now() - kept.sinceMs < KEPT_MS) return kept.keys;
      const found = finding.get(issuer) ?? find(issuer).finally(() => finding.delete(issuer));
      finding.set(issuer, found);
      return found;
    },
  };

  async function find(issuer: string): Promise<JWTVerifyGetKey> {
    const timeoutMs = isOwn(issuer) ? OWN_DISCOVERY_TIMEOUT_MS : DISCOVERY_TIMEOUT_MS;
    const url = await discover(issuer, timeoutMs);
    const { createRemoteJWKSet } = await import('jose');
    // A key that is not among those known is looked for again, but not more often than twice a minute.
    const keys = createRemoteJWKSet(url, {
      cacheMaxAge: KEPT_MS,
      ...(isOwn(issuer) && { timeoutDuration: timeoutMs }),
    });
    known.set(issuer, { keys, sinceMs: now() });
    return keys;
  }
}

const isOwn = (issuer: string): boolean =>
  URL.canParse(issuer) && OWN_HOSTS.includes(new URL(issuer).hostname);

async function discover(issuer: string, timeoutMs: number): Promise<URL> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    const { jwks_uri } = (await response.json()) as { jwks_uri?: unknown };
    if (typeof jwks_uri !== 'string') throw new Error('it names no jwks_uri');
    return new URL(jwks_uri);
  } catch (cause) {
    const reason = cause instanceof Error && cause.cause ? messageOf(cause.cause) : messageOf(cause);
    throw new IssuerUnreachableError(`${address}: ${reason}`, { cause });
  }
}
