// Holds services to the IAM actions and error codes that their operations list: docs/operations.md and fault rules speak of
// them.
import type {
  OperationFacts,
  Principal,
  Service,
  ServiceRequest,
  ServiceResponse,
} from '../../src/services/service.ts';
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

/** S3 asks it of whoever names a key that is not there, to choose between NoSuchKey and AccessDenied. */
const ASKED_ASIDE = new Set(['s3:ListBucket']);

/** The same service; `complain` gets a line for each action asked for and each error code that its operation does not list. */
export function withDeclarations(service: Service, complain: (line: string) => void): Service {
  /** The services' own actions; what Rekognition asks of S3 is S3's. */
  const watched = (request: ServiceRequest): Principal => ({
    ...request.principal,
    can(action, arn, keys) {
      const operation = operationOf(service, request);
      const isOwn = action.startsWith(`${service.scope}:`) && !ASKED_ASIDE.has(action);
      if (operation && isOwn && !operation.actions.includes(action))
        complain(`${service.scope}:${operation.name} asks for ${action}, which it does not list`);
      return request.principal.can(action, arn, keys);
    },
  });
  return {
    ...service,
    async handle(request) {
      const isFree = operationOf(service, request)?.errors.includes(ANY_ERROR);
      const response = await service.handle(isFree ? request : { ...request, principal: watched(request) });
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
  const operation = operationOf(service, request);
  if (status < 400 || !operation) return undefined;
  const code = headers?.['x-amzn-errortype'] ?? /<Code>([^<]+)/.exec(String(body))?.[1] ?? '(no code)';
  const declared = [...operation.errors, ...(service.errors ?? [])];
  if (COMMON.has(code) || declared.includes(ANY_ERROR) || declared.includes(code)) return undefined;
  return `${service.scope}:${operation.name} answers ${code}, which it does not list`;
}

function operationOf(service: Service, request: ServiceRequest): OperationFacts | undefined {
  const name = service.operationOf?.(request);
  return service.operations?.find((one) => one.name === name);
}
