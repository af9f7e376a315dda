// Error bodies in the words of each protocol, for what a service refuses and for what is refused before it.
import { hostIdOf } from '../host-id.ts';
import { ServiceError, type ServiceResponse } from '../service.ts';
import { element, XML_HEADER } from './xml.ts';

/** json: AwsJson and REST-JSON. query: AwsQuery. s3: REST-XML as S3 words it. */
export type Protocol = 'json' | 'query' | 's3';

/** How a protocol, or one service of it, words its errors. */
export interface Dialect {
  body: Protocol;
  contentType: string;
  /** Code of what failed unexpectedly. */
  internal: string;
  /** What services throw as AccessDeniedException 400, where the wire has another code or status for it. */
  accessDenied?: { code: string; status: number };
  /** Where bodies or headers say another code than the service throws. */
  wording?: ErrorWording;
  /** Put before codes that carry no `#` themselves, e.g. `com.amazonaws.dynamodb.v20120810#`. */
  prefix?: string;
}

/** How a code is worded on the wire. */
export type ErrorWording = (
  code: string,
  status: number,
) => {
  code: string;
  headers: Readonly<Record<string, string>>;
  /** Where the message has other words too. */
  message?: string;
};

export const DIALECTS: Readonly<Record<Protocol, Dialect>> = {
  json: { body: 'json', contentType: 'application/json', internal: 'InternalServerError' },
  query: {
    body: 'query',
    contentType: 'text/xml',
    internal: 'InternalFailure',
    accessDenied: { code: 'AuthorizationError', status: 403 },
    wording: (code) => ({ code: CODES_IN_QUERY[code] ?? code, headers: {} }),
  },
  s3: {
    body: 's3',
    contentType: 'application/xml',
    internal: 'InternalError',
    accessDenied: { code: 'AccessDenied', status: 403 },
  },
};

/** What is refused before a service is asked. Source: Common Errors, in the API References of SNS, STS and CloudFormation. */
const CODES_IN_QUERY: Readonly<Record<string, string>> = {
  IncompleteSignatureException: 'IncompleteSignature',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
};

/** Whose operations may be asked for by GET: what signs them stands in the query beside their members. */
const BY_GET: ReadonlySet<string | undefined> = new Set(['sqs', 'sns', 'cloudformation']);

/** The protocol a caller speaks, told by credential scope, method and content type. */
export function protocolOf(
  scope: string | undefined,
  { method, headers }: { method?: string | undefined; headers: { 'content-type'?: string | undefined } },
): Protocol {
  if (scope === 's3') return 's3';
  if (method === 'GET' && BY_GET.has(scope)) return 'query';
  const contentType = headers['content-type'];
  return contentType?.startsWith('application/x-www-form-urlencoded') ? 'query' : 'json';
}

/** Renders an error; what is no ServiceError becomes the dialect's internal error with status 500, its details withheld. */
export function renderError(error: unknown, dialect: Dialect, requestId: string): ServiceResponse {
  const given = error instanceof ServiceError ? error : internalError(dialect);
  const own = given.code === 'AccessDeniedException' ? dialect.accessDenied : undefined;
  const { message, members } = given;
  const { code, status } = own ?? given;
  const worded = dialect.wording?.(code, status);
  const { headers, body } = BODIES[dialect.body](
    { code: worded?.code ?? code, status, message: worded?.message ?? message, members },
    dialect,
    requestId,
  );
  return { status, headers: { ...headers, ...worded?.headers }, ...(body === undefined ? {} : { body }) };
}

function internalError({ internal }: Dialect): ServiceError {
  return new ServiceError(
    internal,
    'We encountered an internal error. The log of the laptop cloud says more.',
    500,
  );
}

type Fault = Pick<ServiceError, 'code' | 'status' | 'message' | 'members'>;
type Body = (fault: Fault, dialect: Dialect, requestId: string) => Pick<ServiceResponse, 'headers' | 'body'>;

const BODIES: Readonly<Record<Protocol, Body>> = {
  json: ({ code, message, members }, { contentType, prefix }) => {
    const type = code.includes('#') ? code : `${prefix ?? ''}${code}`;
    return {
      headers: { 'content-type': contentType, 'x-amzn-errortype': type.slice(type.indexOf('#') + 1) },
      // Services of REST-JSON differ in its capital; SDKs read either.
      body: JSON.stringify({
        __type: type,
        message,
        ...(prefix === undefined ? { Message: message } : {}),
        ...members,
      }),
    };
  },
  query: ({ code, status, message, members }, { contentType }, requestId) => ({
    headers: { 'content-type': contentType },
    body: element('ErrorResponse', {
      Error: { Type: status >= 500 ? 'Receiver' : 'Sender', Code: code, Message: message, ...members },
      RequestId: requestId,
    }),
  }),
  s3: ({ code, message, members }, { contentType }, requestId) => ({
    headers: { 'content-type': contentType, 'x-amz-id-2': hostIdOf(requestId) },
    body: `${XML_HEADER}${element('Error', { Code: code, Message: message, ...members, RequestId: requestId, HostId: hostIdOf(requestId) })}`,
  }),
};
