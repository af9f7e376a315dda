// Cross-origin requests, as an API with a CorsConfiguration answers them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

import type { WebRequest, WebResponse } from '../../web/site.ts';
import type { Cors } from './definition.ts';

/** The answer to a preflight, which no route and no authorizer sees; undefined for all else. */
export function preflightAnswer(cors: Cors, { method, headers }: WebRequest): WebResponse | undefined {
  const isPreflight =
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined;
  if (!isPreflight) return undefined;
  const allowed = originHeaders(cors, headers.origin);
  if (!allowed) return { status: 204 };
  const { AllowHeaders, AllowMethods, MaxAge } = cors;
  return {
    status: 204,
    headers: {
      ...allowed,
      ...list('access-control-allow-methods', AllowMethods),
      ...list('access-control-allow-headers', AllowHeaders),
      ...(MaxAge === undefined ? {} : { 'access-control-max-age': String(MaxAge) }),
    },
  };
}

/** An answer with the API's headers in place of those that the function gave: API Gateway ignores them. */
export function withCorsHeaders(cors: Cors, origin: string | undefined, response: WebResponse): WebResponse {
  const others = Object.entries(response.headers ?? {}).filter(
    ([name]) => !name.toLowerCase().startsWith('access-control-'),
  );
  return { ...response, headers: { ...Object.fromEntries(others), ...originHeaders(cors, origin) } };
}

function originHeaders(cors: Cors, origin: string | undefined): Record<string, string> | undefined {
  if (origin === undefined) return undefined;
  const { AllowOrigins = [], AllowCredentials, ExposeHeaders } = cors;
  if (!AllowOrigins.some((allowed) => matches(allowed, origin))) return undefined;
  return {
    'access-control-allow-origin': AllowOrigins.includes('*') ? '*' : origin,
    ...(AllowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...list('access-control-expose-headers', ExposeHeaders),
  };
}

/** Exactly, `*`, or every origin of a scheme: `https://*`. */
function matches(allowed: string, origin: string): boolean {
  if (allowed === '*' || allowed === origin) return true;
  return /^[a-z][a-z+.-]*:\/\/\*$/i.test(allowed) && origin.startsWith(allowed.slice(0, -1));
}

function list(name: string, values: readonly string[] | undefined): Record<string, string> {
  return values && values.length > 0 ? { [name]: values.join(',') } : {};
}
