// The event that a function gets of a request: payload format 2.0.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

import type { Exchange } from './exchange.ts';

/** The event as JSON text. */
export function eventOf(exchange: Exchange, body: Buffer): string {
  return JSON.stringify({
    version: '2.0',
    ...requestOf(exchange),
    ...bodyOf(exchange.request.headers, body),
  });
}

/** The event of a Lambda authorizer: the request without its body. */
export function authorizerEventOf(exchange: Exchange, routeArn: string, identity: readonly string[]): string {
  return JSON.stringify({
    version: '2.0',
    type: 'REQUEST',
    routeArn,
    identitySource: identity.length > 0 ? identity : null,
    ...requestOf(exchange),
  });
}

function requestOf(exchange: Exchange): Record<string, unknown> {
  const { request, authorizer, stageVariables, pathParameters, rawPath, requestId, stage } = exchange;
  const query = queryOf(request.query);
  return {
    routeKey: exchange.routeKey,
    rawPath,
    rawQueryString: request.query,
    ...(request.cookies.length > 0 ? { cookies: cookiesOf(request.cookies) } : {}),
    headers: eventHeaders(exchange),
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: exchange.accountId,
      apiId: exchange.apiId,
      ...(authorizer ? { authorizer } : {}),
      domainName: exchange.domainName,
      domainPrefix: exchange.domainName.split('.')[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: exchange.routeKey,
      stage,
      time: clfTime(exchange.startedMs),
      timeEpoch: exchange.startedMs,
    },
    ...(pathParameters ? { pathParameters } : {}),
    ...(stageVariables ? { stageVariables } : {}),
  };
}

/** Of the connection alone, not of what is sent on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'cookie']);

function eventHeaders({ request, traceHeader, domainName }: Exchange): Record<string, string> {
  const { headers, sourceIp } = request;
  const forwardedFor = headers['x-forwarded-for'];
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  const all: Record<string, string> = {
    'content-length': '0',
    ...Object.fromEntries(kept),
    'x-amzn-trace-id': traceHeader,
    'x-forwarded-for': forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`,
    'x-forwarded-port': headers['x-forwarded-port'] ?? /:(\d+)$/.exec(domainName)?.[1] ?? '80',
    'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
  };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function cookiesOf(headers: readonly string[]): string[] {
  return headers.flatMap((header) => header.split(/;\s*/)).filter((cookie) => cookie !== '');
}

/** Decoded, values of a name joined with commas. */
export function queryOf(raw: string): Record<string, string> | undefined {
  if (raw === '') return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(raw))
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  return query;
}

const TEXT = /^(text\/.*|application\/(json|xml|javascript|.*\+json|.*\+xml))$/i;

function bodyOf(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const type = headers['content-type']?.split(';')[0]?.trim();
  const isText = headers['content-encoding'] === undefined && (type === undefined || TEXT.test(type));
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `12/Mar/2020:19:03:58 +0000` */
export function clfTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
