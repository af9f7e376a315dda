// Which client calls, and that it is the one: client_secret_basic, client_secret_post, or a public client's bare id.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ServiceRequest, ServiceResponse } from '../../service.ts';
import type { Client } from '../pool.ts';
import type { Pools } from '../pools.ts';
import { oauthError } from './answers.ts';

export function authenticateClient(
  pools: Pools,
  request: ServiceRequest,
  form: URLSearchParams,
): Client | ServiceResponse {
  const basic = basicOf(request.headers['authorization']);
  const clientId = basic?.id ?? form.get('client_id') ?? undefined;
  if (clientId === undefined) return oauthError('invalid_request', 'client_id is missing');
  const client = pools.findClient(clientId);
  if (!client || (basic !== undefined && (form.get('client_id') ?? basic.id) !== basic.id))
    return oauthError('invalid_client');
  const secret = basic?.secret ?? form.get('client_secret') ?? undefined;
  if (client.secret === undefined) return secret === undefined ? client : oauthError('invalid_client');
  return secret !== undefined && isSame(secret, client.secret)
    ? client
    : oauthError('invalid_client', 'invalid_client_secret');
}

function basicOf(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? { id: text, secret: '' } : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
