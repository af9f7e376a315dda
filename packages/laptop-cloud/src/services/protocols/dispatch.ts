// The way of a request through a service: find the operation, read its input, ask for the right, run, answer.
import type * as z from 'zod';
import { actionsOf, authorizeOperation, type Operation } from '../operation.ts';
import { type MissingMember, parseInput } from '../parse-input.ts';
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
  /** The error of a required member that is not there, beside a `badInput` given as a code. */
  missing?: MissingMember;
  /** Codes that any of its operations may refuse with, beside a `badInput` given as a code. */
  errors?: readonly string[];
  /** Gets unexpected failures; stderr by default. */
  log?: (line: string) => void;
  close?: () => Promise<void>;
}

export interface Found {
  operation: Operation;
  /** Names of the path's labels with their values, still percent-encoded. */
  labels?: readonly (readonly [name: string, value: string])[];
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
  prepare?(request: ServiceRequest): ServiceRequest | Promise<ServiceRequest>;
}

export function operationService(options: OperationServiceOptions, wire: Wire): Service {
  const { scope, operations, badInput = 'ValidationException', close } = options;
  const log = options.log ?? ((line: string) => console.error(line));
  const read: InputReader =
    typeof badInput === 'string'
      ? (schema, raw) => parseInput(schema, raw, badInput, options.missing)
      : badInput;
  const onWire = (code: string) => (wire.dialect.wording?.(code, 400).code ?? code).replace(/^.*#/, '');
  const badInputCode = typeof badInput === 'string' ? badInput : 'ValidationException';
  const facts = operations.map((operation) => ({
    name: operation.name,
    input: operation.input,
    headers: operation.http?.headers ?? [],
    ...(operation.http?.body ? { body: operation.http.body } : {}),
    actions: actionsOf(scope, operation),
    errors: operation.errors.map(onWire),
  }));
  const usualActions = new Map(operations.map((operation) => [operation, actionsOf(scope, operation)[0]!]));

  /** Who asks which operation a request is for has it carried out next. */
  let asked: { request: ServiceRequest; found: Found } | undefined;

  async function handle(sent: ServiceRequest): Promise<ServiceResponse> {
    try {
      // Each turn that is waited for is one for every request there is: only where there is something to wait for.
      const prepared = wire.prepare ? wire.prepare(sent) : sent;
      const request = prepared instanceof Promise ? await prepared : prepared;
      const found = asked?.request === request ? asked.found : wire.find(request);
      asked = undefined;
      if (!found) throw wire.refuse(request);
      const { operation } = found;
      const raw = wire.read(request, found);
      refuseLongLists(raw, badInputCode);
      const input = read(operation.input, raw);
      const named = operation.resource(input, request);
      const resource = named instanceof Promise ? await named : named;
      authorizeOperation(usualActions.get(operation)!, resource, request);
      return wire.render(await operation.run({ input, resource, request }), request, operation);
    } catch (error) {
      const refusal = tooDeep(error, badInputCode) ?? error;
      if (!(refusal instanceof ServiceError)) {
        const what = wire.find(sent)?.operation.name ?? `${sent.method} ${sent.path}`;
        log(`${scope} ${what}: ${error instanceof Error ? error.stack : String(error)}`);
      }
      return renderError(refusal, wire.dialect, sent.requestId);
    }
  }

  function operationOf(request: ServiceRequest): string | undefined {
    const found = wire.find(request);
    asked = found && { request, found };
    return found?.operation.name;
  }

  return {
    scope,
    protocol: wire.protocol,
    operations: facts,
    errors: [...(typeof badInput === 'string' ? [badInput] : []), ...(options.errors ?? [])].map(onWire),
    operationOf,
    handle,
    ...(close ? { close } : {}),
  };
}

/** Nesting that a recursion does not come back from is a fault of the input, wherever it lies in it: a definition, a pattern, a filter. */
function tooDeep(error: unknown, code: string): ServiceError | undefined {
  if (!(error instanceof RangeError) || !error.message.includes('call stack')) return undefined;
  return new ServiceError(code, 'The input is nested too deeply');
}

/** No operation takes as many; checking each element before the list is refused would hold up everybody else. */
const LONGEST_LIST = 10_000;

function refuseLongLists(raw: unknown, code: string): void {
  for (const name in Object(raw)) {
    const value = (raw as Record<string, unknown>)[name];
    if (Array.isArray(value) && value.length > LONGEST_LIST)
      throw new ServiceError(code, `${name} may have ${LONGEST_LIST} elements at most`);
  }
}
