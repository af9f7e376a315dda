// REST-XML, as S3 speaks it: method, path, a key in the query and headers name the operation; its body is its own.
import * as z from 'zod';
import type { Operation } from '../operation.ts';
import { type Service, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { type OperationServiceOptions, operationService } from './dispatch.ts';
import { DIALECTS } from './fault.ts';
import { compileRoutes, membersOf, tellingKey } from './routes.ts';

export interface RestXmlServiceOptions extends OperationServiceOptions {
  /** Keys in the query that tell operations apart which are not here. */
  otherTelling: readonly string[];
  /** Keys in the query that are members of operations. Any other says nothing to the service. */
  queryMembers: ReadonlySet<string>;
  /** Makes a request ready to be read. */
  prepare(request: ServiceRequest): ServiceRequest | Promise<ServiceRequest>;
  /** Throws for what a request asks beside the operation and cannot have. */
  check(request: ServiceRequest, operation: Operation, members: Readonly<Record<string, string>>): void;
}

/** A service of the REST-XML protocol. Operations give whole responses. */
export function restXmlService(options: RestXmlServiceOptions): Service {
  const { scope, operations, otherTelling, queryMembers, prepare, check } = options;
  const telling = new Set([...otherTelling, ...operations.flatMap(({ http }) => http?.query ?? [])]);
  const isRead = ({ http, input }: Operation, name: string) =>
    queryMembers.has(name) || (name === http?.query && Object.hasOwn(shapeOf(input), name));
  return operationService(options, {
    protocol: 'REST-XML',
    dialect: DIALECTS.s3,
    prepare,
    find: compileRoutes(operations, telling),
    refuse(request) {
      const { method, path, query } = request;
      const key = tellingKey(query, telling);
      const target = /^\/[^/]+\/./s.test(path) ? 'object' : path === '/' ? 'service' : 'bucket';
      const named = query.get('x-id') ?? `${method} ${target}${key ? ` ?${key}` : ''}`;
      return new ServiceError(
        'NotImplemented',
        `The local ${scope} service does not support the operation ${named}`,
        501,
      );
    },
    read(request, found) {
      const { operation } = found;
      const members = membersOf(found, request, (name) => isRead(operation, name));
      check(request, operation, members);
      return members;
    },
    render: (output) => output as ServiceResponse,
  });
}

/** The members of an input, by name: what tells operations apart is one of them or nothing. */
function shapeOf(input: z.ZodType): object {
  return input instanceof z.ZodObject ? input.shape : {};
}
