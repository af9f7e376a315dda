// Cross-origin requests, answered by each bucket's own rules and by nothing else.
import { ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import type { Bucket, CorsRule } from './bucket.ts';

/** Answers a preflight of a bucket or an object by the first rule that allows it. Throws AccessForbidden. */
export function answerPreflight(
  request: ServiceRequest,
  bucket: Bucket | undefined,
  of: 'BUCKET' | 'OBJECT',
): ServiceResponse {
  const { origin, 'access-control-request-method': method = 'OPTIONS' } = request.headers;
  if (origin === undefined)
    throw new ServiceError('BadRequest', 'Insufficient information. Origin request header needed.');
  const asked = (request.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const rule = findRule(bucket, origin, method, asked);
  if (!rule)
    throw new ServiceError('AccessForbidden', `CORSResponse: ${whyNot(bucket)}`, 403, {
      Method: method,
      // Of what is not there S3 tells no kind.
      ResourceType: bucket?.settings.cors.length ? of : 'BUCKET',
    });
  return {
    status: 200,
    headers: {
      ...allow(rule, origin),
      ...(asked.length > 0 ? { 'access-control-allow-headers': asked.join(', ') } : {}),
      ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    },
  };
}

function whyNot(bucket: Bucket | undefined): string {
  if (!bucket) return 'Bucket not found';
  if (bucket.settings.cors.length === 0) return 'CORS is not enabled for this bucket.';
  return "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";
}

/** The headers that let a page of another origin read an answer; none unless a rule allows it. */
export function corsHeaders(request: ServiceRequest, bucket: Bucket | undefined): Record<string, string> {
  const { origin } = request.headers;
  const rule = origin === undefined ? undefined : findRule(bucket, origin, request.method, []);
  return rule && origin !== undefined ? allow(rule, origin) : {};
}

function findRule(
  bucket: Bucket | undefined,
  origin: string,
  method: string,
  headers: string[],
): CorsRule | undefined {
  return bucket?.settings.cors.find(
    (rule) =>
      rule.allowedMethods.includes(method) &&
      rule.allowedOrigins.some((pattern) => matches(pattern, origin)) &&
      headers.every((name) => rule.allowedHeaders.some((pattern) => matches(pattern.toLowerCase(), name))),
  );
}

function allow(rule: CorsRule, origin: string): Record<string, string> {
  const isOpen = rule.allowedOrigins.includes('*');
  return {
    'access-control-allow-origin': isOpen ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(isOpen ? {} : { 'access-control-allow-credentials': 'true' }),
    ...(rule.exposedHeaders.length > 0
      ? { 'access-control-expose-headers': rule.exposedHeaders.join(', ') }
      : {}),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

// At most one `*`, which stands for any text.
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === text;
  const tail = pattern.slice(star + 1);
  return text.length >= pattern.length - 1 && text.startsWith(pattern.slice(0, star)) && text.endsWith(tail);
}
