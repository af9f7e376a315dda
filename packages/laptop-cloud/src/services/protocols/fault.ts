// Error bodies in the words each protocol uses, for whatever is refused before or outside a service's operations.
import { ServiceError, type ServiceResponse } from '../service.ts';
import { element, XML_HEADER } from './xml.ts';

/** json: AwsJson and REST-JSON. query: AwsQuery. s3: REST-XML as S3 words it. */
export type Protocol = 'json' | 'query' | 's3';

/** The protocol a caller speaks, told by credential scope and content type. */
export function protocolOf(scope: string | undefined, contentType: string | undefined): Protocol {
  if (scope === 's3') return 's3';
  return contentType?.startsWith('application/x-www-form-urlencoded') ? 'query' : 'json';
}

/** Renders an error; what is no ServiceError becomes the protocol's internal error with status 500, its details withheld. */
export function renderFault(error: unknown, protocol: Protocol, requestId: string): ServiceResponse {
  const fault = error instanceof ServiceError ? error : internalFault(protocol);
  const code = CODES[protocol][fault.code] ?? fault.code;
  const status = STATUSES[protocol][code] ?? fault.status;
  return RENDERERS[protocol](code, status, fault, requestId);
}

/** The code an unexpected failure gets in each protocol. */
function internalFault(protocol: Protocol): ServiceError {
  const code =
    protocol === 'json' ? 'InternalServerError' : protocol === 's3' ? 'InternalError' : 'InternalFailure';
  return new ServiceError(
    code,
    'We encountered an internal error. The log of the laptop cloud says more.',
    500,
  );
}

// Services throw one code; S3 and SNS have their own names for it.
const CODES: Record<Protocol, Readonly<Record<string, string>>> = {
  json: {},
  query: { AccessDeniedException: 'AuthorizationError' },
  s3: { AccessDeniedException: 'AccessDenied' },
};
const STATUSES: Record<Protocol, Readonly<Record<string, number>>> = {
  json: {},
  query: { AuthorizationError: 403 },
  s3: { AccessDenied: 403 },
};

type Renderer = (code: string, status: number, fault: ServiceError, requestId: string) => ServiceResponse;

const RENDERERS: Record<Protocol, Renderer> = {
  json: (code, status, fault) => ({
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message: fault.message, ...fault.members }),
  }),
  query: (code, status, fault, requestId) => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: element('ErrorResponse', {
      Error: {
        Type: status >= 500 ? 'Receiver' : 'Sender',
        Code: code,
        Message: fault.message,
        ...fault.members,
      },
      RequestId: requestId,
    }),
  }),
  s3: (code, status, fault, requestId) => ({
    status,
    headers: { 'content-type': 'application/xml' },
    body: `${XML_HEADER}${element('Error', { Code: code, Message: fault.message, ...fault.members, RequestId: requestId })}`,
  }),
};
