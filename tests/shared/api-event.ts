// A request as API Gateway hands it to a function (payload 2.0), its token verified.

import type { Route } from '../../src/shared/route.ts';

export interface Sent {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  /** Claims as API Gateway words them; null for a route without an authorizer. */
  claims?: Record<string, string> | null;
}

export const RIDER_CLAIMS = {
  sub: '5a1f0c52-0000-4000-8000-00000000ada0',
  token_use: 'access',
  username: 'ada',
};

export function apiEvent(routeKey: Route['route'], sent: Sent = {}): never {
  const [method = '', pattern = ''] = routeKey.split(' ');
  const rawPath = pattern.replace(/\{(\w+)\}/g, (_, name: string) => sent.params?.[name] ?? name);
  const { claims = RIDER_CLAIMS } = sent;
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString: new URLSearchParams(sent.query).toString(),
    headers: { accept: 'application/json', ...sent.headers },
    ...(sent.params && { pathParameters: sent.params }),
    ...(sent.query && { queryStringParameters: sent.query }),
    ...(sent.body !== undefined && {
      body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body),
    }),
    isBase64Encoded: false,
    requestContext: {
      http: { method, path: rawPath },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
  } as never;
}
