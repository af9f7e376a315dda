// The way of a request through a service: find the operation, read its input, ask for the right, run, answer.
import type * as z from 'zod';
import { actionsOf, authorizeOperation, type Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { type Service, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { type Dialect, renderError } from './fault.ts';

/** Reads raw members by a schema; throws the ServiceError that this service answers bad input with. */
export type InputReader = <T>(schema: z.ZodType<T>, raw: unknown) => T;

export interface OperationServiceOptions {
  /** SigV4 credential scope and prefix of its IAM actions, e.g. `dynamodb`. */
  scope: string;
  operations: readonly Operation[];
  /** The code of bad input, or the reader of a service that words it in its own way; ValidationException by default. */
  badInput?: string | InputReader;
  /** Codes that any of its operations may refuse with, beside bad input and access denied. */
  errors?: readonly string[];
  /** Gets unexpected failures; stderr by default. */
  log?: (line: string) => void;
  close?: () => Promise<void>;
}

export interface Found {
  operation: Operation;
  /** Values of the path's labels, still percent-encoded. */
  labels?: readonly string[];
}

/** What a protocol knows of its wire format. */
export interface Wire {
  /** As the documentation names it. */
  protocol: string;
  dialect: Dialect;
  /** Cheap, and never throws. */
  find(request: ServiceRequest): Found | undefined;
  /** Says why nothing was found. */
  refuse(request: ServiceRequest): ServiceError;
  /** The raw members of the input. */
  read(request: ServiceRequest, found: Found): unknown;
  render(output: unknown, request: ServiceRequest, operation: Operation): ServiceResponse;
  /** Makes a request ready to be read, or throws a ServiceError. */
  prepare?(request: ServiceRequest): ServiceRequest;
}

export function operationService(options: OperationServiceOptions, wire: Wire): Service {
  const { scope, operations, badInput = 'ValidationException', close } = options;
  const log = options.log ?? ((line: string) => console.error(line));
  const read: InputReader =
    typeof badInput === 'string' ? (schema, raw) => parseInput(schema, raw, badInput) : badInput;
  const facts = operations.map((operation) => ({
    name: operation.name,
    actions: actionsOf(scope, operation),
    errors: operation.errors,
  }));
  const usualActions = new Map(operations.map((operation) => [operation, actionsOf(scope, operation)[0]!]));

  async function perform(sent: ServiceRequest): Promise<ServiceResponse> {
    const request = wire.prepare ? wire.prepare(sent) : sent;
    const found = wire.find(request);
    if (!found) throw wire.refuse(request);
    const { operation } = found;
    const input = read(operation.input, wire.read(request, found));
    const resource = operation.resource(input, request);
    authorizeOperation(usualActions.get(operation)!, resource, request);
    return wire.render(await operation.run({ input, resource, request }), request, operation);
  }

  const operationOf = (request: ServiceRequest) => wire.find(request)?.operation.name;
  return {
    scope,
    protocol: wire.protocol,
    operations: facts,
    errors: options.errors ?? [],
    operationOf,
    handle: (request) =>
      perform(request).catch((error: unknown) => {
        if (!(error instanceof ServiceError)) {
          const what = operationOf(request) ?? `${request.method} ${request.path}`;
          log(`${scope} ${what}: ${error instanceof Error ? error.stack : String(error)}`);
        }
        return renderError(error, wire.dialect, request.requestId);
      }),
    ...(close ? { close } : {}),
  };
}
