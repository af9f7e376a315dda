// Holds services to the error codes that their operations list: docs/operations.md and fault rules speak of them.
import type { Service, ServiceRequest, ServiceResponse } from '../../src/services/service.ts';
import { ANY_ERROR } from './operations.ts';

/** What any request may meet: no right, a body that cannot be read, a service that broke. */
const COMMON = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'SerializationException',
  'ServiceException',
]);

/** The same service; `complain` gets a line for each error answer whose code its operation does not list. */
export function withDeclaredErrors(service: Service, complain: (line: string) => void): Service {
  return {
    ...service,
    async handle(request) {
      const response = await service.handle(request);
      const undeclared = undeclaredCode(service, request, response);
      if (undeclared !== undefined) complain(undeclared);
      return response;
    },
  };
}

function undeclaredCode(
  service: Service,
  request: ServiceRequest,
  { status, headers, body }: ServiceResponse,
): string | undefined {
  const name = service.operationOf?.(request);
  const operation = service.operations?.find((one) => one.name === name);
  if (status < 400 || !operation) return undefined;
  const code = headers?.['x-amzn-errortype'] ?? /<Code>([^<]+)/.exec(String(body))?.[1] ?? '(no code)';
  const declared = [...operation.errors, ...(service.errors ?? [])];
  if (COMMON.has(code) || declared.includes(ANY_ERROR) || declared.includes(code)) return undefined;
  return `${service.scope}:${name} answers ${code}, which it does not list`;
}
