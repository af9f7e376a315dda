// Where an authorizer finds who calls: `$request.header.Authorization`.

import type { WebRequest } from '../../web/site.ts';

/** What an identity source may be on the laptop. */
export const IDENTITY_SOURCE = /^\$request\.(header|querystring)\.([^.\s]+)$/;

/** What the caller sends there; undefined for nothing. */
export function identityOf(source: string, { headers, query }: WebRequest): string | undefined {
  const [, location, name = ''] = IDENTITY_SOURCE.exec(source) ?? [];
  const value = location === 'header' ? headers[name.toLowerCase()] : new URLSearchParams(query).get(name);
  return value || undefined;
}
