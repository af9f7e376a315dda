// REST-XML, as S3 speaks it: method, path, a key in the query and headers name the operation; its body is its own.
import * as z from 'zod';
import type { Operation } from '../operation.ts';
import { type Service, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { type OperationServiceOptions, operationService } from './dispatch.ts';
import { DIALECTS } from './fault.ts';
import { compileRoutes, isCallersOwn, membersOf, tellingKey } from './routes.ts';

export interface RestXmlServiceOptions extends OperationServiceOptions {
  /** Keys in the query that are members; every other one tells operations apart. */
  plainQuery: ReadonlySet<string>;
  /** Keys in the query that are of no concern to any operation. */
  otherQuery: ReadonlySet<string>;
  /** Makes a request ready to be read. */
  prepare(request: ServiceRequest): ServiceRequest | Promise<ServiceRequest>;
  /** Throws for what a request asks beside the operation and cannot have. */
  check(request: ServiceRequest, operation: Operation, members: Readonly<Record<string, string>>): void;
}

/** A service of the REST-XML protocol. Operations give whole responses. */
export function restXmlService(options: RestXmlServiceOptions): Service {
  const { scope, operations, plainQuery, otherQuery, prepare, check } = options;
  const isRead = ({ http, input }: Operation, name: string) =>
    !otherQuery.has(name) &&
    !isCallersOwn(name) &&
    (name !== http?.query || Object.hasOwn(shapeOf(input), name));
  return operationService(options, {
    protocol: 'REST-XML',
    dialect: DIALECTS.s3,
    prepare,
    find: compileRoutes(operations, plainQuery),
    refuse(request) {
      const { method, path, query } = request;
      const telling = tellingKey(query, plainQuery);
      const target = /^\/[^/]+\/./s.test(path) ? 'object' : path === '/' ? 'service' : 'bucket';
      const named = query.get('x-id') ?? `${method} ${target}${telling ? ` ?${telling}` : ''}`;
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
