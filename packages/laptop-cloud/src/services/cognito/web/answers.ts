// What the endpoints of a pool's domain answer: JSON that pages of any origin may read, pages, and ways back.
import type { ServiceRequest, ServiceResponse } from '../../service.ts';

export const NEVER_STORED = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** As Cognito, to scripts of every origin. */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ServiceResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'access-control-allow-origin': '*',
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** An error of RFC 6749, section 5.2; Cognito's status is 400 for all of them. */
export function oauthError(error: string, description?: string): ServiceResponse {
  return jsonAnswer(
    400,
    { error, ...(description === undefined ? {} : { error_description: description }) },
    NEVER_STORED,
  );
}

export function redirect(location: string): ServiceResponse {
  return { status: 302, headers: { location, ...NEVER_STORED }, body: '' };
}

/** An address with members added to its query. */
export function withQuery(address: string, members: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(members))
    if (value !== undefined) url.searchParams.append(name, value);
  return url.href;
}

export function formOf({ body }: ServiceRequest): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

/** Says to browsers that scripts of every origin may call. */
export function preflightAnswer(methods: string): ServiceResponse {
  return {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': methods,
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-max-age': '600',
    },
    body: '',
  };
}
