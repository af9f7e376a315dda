// A line of an API's access log: the template's format with what is known of a request put in.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html

import { clfTime } from './event.ts';
import type { Exchange } from './exchange.ts';

/** A request that has had its answer. */
export interface Answered {
  exchange: Exchange;
  status: number;
  /** Of the body, in bytes. */
  responseLength: number;
  endedMs: number;
}

export type LineOf = (answered: Answered) => string;

/** Compiles a format. Throws an Error naming variables that API Gateway does not know for HTTP APIs, or the laptop cannot tell. */
export function compileAccessFormat(format: string): LineOf {
  const pieces = format.split(VARIABLE);
  const unknown = pieces.filter((piece) => piece.startsWith('$context') && !variableOf(piece));
  if (unknown.length > 0)
    throw new Error(
      `AccessLogSettings.Format: ${[...new Set(unknown)].join(', ')} is not known; known are ${Object.keys(
        VARIABLES,
      )
        .map((name) => `$context.${name}`)
        .join(', ')}, $context.authorizer.claims.NAME, $context.authorizer.NAME of a Lambda authorizer`,
    );
  if (!format.includes('$context.requestId') && !format.includes('$context.extendedRequestId'))
    throw new Error('AccessLogSettings.Format must hold $context.requestId or $context.extendedRequestId');
  const safely = format.trimStart().startsWith('{') ? escapedForJson : withoutControls;
  const parts = pieces.map((piece, at): LineOf => {
    const value = at % 2 === 1 ? variableOf(piece) : undefined;
    if (!value) return () => piece;
    return piece === QUOTED ? value : (answered) => safely(value(answered));
  });
  return (answered) => parts.map((part) => part(answered)).join('');
}

/** Names of claims may have colons: `cognito:groups`. */
const VARIABLE = /(\$context\.authorizer\.claims\.[\w-]+(?::[\w-]+)*|\$context(?:\.[\w-]+)*)/;
/** The one whose value brings its own quotes. */
const QUOTED = '$context.error.messageString';

/** What callers send can neither end a line nor a text in it. */
function escapedForJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function withoutControls(value: string): string {
  return value.replace(/\p{Cc}/gu, (control) => escapedForJson(control));
}

const CLAIM = '$context.authorizer.claims.';

/** The value of `$context.name` while a request is under way; undefined for what is not known. */
export function contextVariable(text: string): ((exchange: Exchange) => string | undefined) | undefined {
  const value = variableOf(text);
  return (
    value &&
    ((exchange) => {
      const found = value({ exchange, status: 0, responseLength: 0, endedMs: exchange.startedMs });
      return found === NOTHING ? undefined : found;
    })
  );
}

function variableOf(text: string): LineOf | undefined {
  if (text.startsWith(CLAIM)) {
    const name = text.slice(CLAIM.length);
    return ({ exchange: { authorizer } }) =>
      (authorizer && 'jwt' in authorizer ? authorizer.jwt.claims[name] : undefined) ?? NOTHING;
  }
  const name = text.slice('$context.'.length);
  const value = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined;
  if (value) return (answered) => String(value(answered) ?? NOTHING);
  const [, property] = /^authorizer\.([\w-]+)$/.exec(name) ?? [];
  if (property === undefined || property === 'claims') return undefined;
  return ({ exchange: { authorizer } }) =>
    authorizer && 'lambda' in authorizer ? String(authorizer.lambda[property] ?? NOTHING) : NOTHING;
}

/** What stands for a variable without a value. */
const NOTHING = '-';

/** Of what API Gateway answers itself. */
const RESPONSE_TYPES: Readonly<Record<number, string>> = {
  401: 'UNAUTHORIZED',
  403: 'ACCESS_DENIED',
  413: 'REQUEST_TOO_LARGE',
  429: 'THROTTLED',
  500: 'INTEGRATION_FAILURE',
  503: 'INTEGRATION_TIMEOUT',
};

/** Of callers who are known by IAM, Cognito identities or certificates, which no route here asks for. */
const OF_NOBODY = [
  ...'accountId caller principalOrgId user userArn'.split(' '),
  ...'AuthenticationProvider AuthenticationType IdentityId IdentityPoolId'
    .split(' ')
    .map((name) => `cognito${name}`),
  ...'clientCertPem issuerDN serialNumber subjectDN validity.notAfter validity.notBefore'
    .split(' ')
    .map((name) => `clientCert.${name}`),
].map((name) => `identity.${name}`);

const VARIABLES: Readonly<Record<string, (answered: Answered) => string | number | undefined>> = {
  accountId: ({ exchange }) => exchange.accountId,
  apiId: ({ exchange }) => exchange.apiId,
  'authorizer.error': ({ exchange }) => exchange.facts.authorizerError,
  awsEndpointRequestId: ({ exchange }) => exchange.facts.integrationRequestId,
  dataProcessed: ({ exchange, responseLength }) =>
    Number(exchange.request.headers['content-length'] ?? 0) + responseLength,
  domainName: ({ exchange }) => exchange.domainName,
  domainPrefix: ({ exchange }) => exchange.domainName.split('.')[0],
  'error.message': ({ exchange }) => exchange.facts.errorMessage,
  'error.messageString': ({ exchange }) =>
    exchange.facts.errorMessage === undefined ? undefined : JSON.stringify(exchange.facts.errorMessage),
  'error.responseType': ({ exchange, status }) =>
    exchange.facts.errorMessage === undefined ? undefined : RESPONSE_TYPES[status],
  extendedRequestId: ({ exchange }) => exchange.requestId,
  ...Object.fromEntries(OF_NOBODY.map((name) => [name, () => undefined])),
  httpMethod: ({ exchange }) => exchange.request.method,
  'identity.sourceIp': ({ exchange }) => exchange.request.sourceIp,
  'identity.userAgent': ({ exchange }) => exchange.request.headers['user-agent'],
  'integration.error': ({ exchange }) => exchange.facts.integrationError,
  'integration.integrationStatus': ({ exchange }) => exchange.facts.integrationStatus,
  'integration.latency': ({ exchange }) => exchange.facts.integrationLatencyMs,
  'integration.requestId': ({ exchange }) => exchange.facts.integrationRequestId,
  'integration.status': ({ exchange }) => exchange.facts.lambdaStatus,
  integrationErrorMessage: ({ exchange }) => exchange.facts.integrationError,
  integrationLatency: ({ exchange }) => exchange.facts.integrationLatencyMs,
  integrationStatus: ({ exchange }) => exchange.facts.lambdaStatus,
  path: ({ exchange }) => exchange.rawPath,
  protocol: ({ exchange }) => `HTTP/${exchange.request.httpVersion}`,
  requestId: ({ exchange }) => exchange.requestId,
  requestTime: ({ exchange }) => clfTime(exchange.startedMs),
  requestTimeEpoch: ({ exchange }) => exchange.startedMs,
  responseLatency: ({ exchange, endedMs }) => endedMs - exchange.startedMs,
  responseLength: ({ responseLength }) => responseLength,
  routeKey: ({ exchange }) => exchange.routeKey,
  stage: ({ exchange }) => exchange.stage,
  status: ({ status }) => status,
};
