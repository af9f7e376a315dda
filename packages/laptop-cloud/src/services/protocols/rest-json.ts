// REST-JSON: method and path name the operation; members come in the path, the query and a JSON body.
import { type Service, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { parseBoundedJson } from './bounded-json.ts';
import { type OperationServiceOptions, operationService } from './dispatch.ts';
import { DIALECTS, type Dialect } from './fault.ts';
import { compileRoutes, membersOf } from './routes.ts';

export interface RestJsonServiceOptions extends OperationServiceOptions {
  /** The code of a body that is no JSON; SerializationException by default. */
  malformedBody?: string;
  /** The code for what it cannot do, answered with 501; UnknownOperationException with 400 by default. */
  unknownOperation?: string;
  /** How its errors differ from those of other REST-JSON services. */
  dialect?: Partial<Dialect>;
}

/** An answer with another status than 200, headers of its own, or a body that is no JSON. */
export class RestAnswer {
  readonly response: ServiceResponse;
  constructor(response: ServiceResponse) {
    this.response = response;
  }
}

/** An answer in JSON whose status is not 200. */
export function jsonAnswer(status: number, body: unknown): RestAnswer {
  return new RestAnswer({ status, headers: JSON_HEADERS, body: JSON.stringify(body) });
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** A service of the REST-JSON protocol. What an operation gives is the body, unless it gives a RestAnswer. */
export function restJsonService(options: RestJsonServiceOptions): Service {
  const { scope, operations, malformedBody = 'SerializationException', unknownOperation } = options;
  const find = compileRoutes(operations);
  return operationService(options, {
    protocol: 'REST-JSON',
    dialect: { ...DIALECTS.json, ...options.dialect },
    find,
    refuse: ({ method, path }) =>
      new ServiceError(
        unknownOperation ?? 'UnknownOperationException',
        `NotImplemented: ${method} ${path} is not an operation of the local ${scope} service, which has ${operations.map(({ name }) => name).join(', ')}`,
        unknownOperation ? 501 : 400,
      ),
    read: (request, found) => ({
      ...(found.operation.http?.hasOwnBody ? {} : parseBody(request, malformedBody)),
      ...membersOf(found, request),
      ...otherHeaders(request, found.operation.http?.headers),
    }),
    render: (output) =>
      output instanceof RestAnswer
        ? output.response
        : { status: 200, headers: JSON_HEADERS, body: JSON.stringify(output ?? {}) },
  });
}

/** What every request may have: its signature, and what traces and tools put beside it. */
const USUAL_HEADERS = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amzn-trace-id',
]);

/** Members that no input has, so that whoever reads it refuses them by name. */
function otherHeaders({ headers }: ServiceRequest, own: readonly string[] = []): Record<string, string> {
  const others = Object.entries(headers).filter(
    ([name]) => /^x-amzn?-/.test(name) && !USUAL_HEADERS.has(name) && !own.includes(name),
  );
  return Object.fromEntries(others.map(([name, value]) => [`header ${name}`, value]));
}

function parseBody({ body }: ServiceRequest, malformedBody: string): object {
  if (body.length === 0) return {};
  try {
    const input = parseBoundedJson(body);
    // The members of a list or a text would be its elements, one by one.
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input;
    throw new SyntaxError('it is not an object');
  } catch (cause) {
    const refusal = new ServiceError(malformedBody, 'Could not parse request body into json', 400, {
      Type: 'User',
    });
    refusal.cause = cause;
    throw refusal;
  }
}
