// Lambda's API: Invoke, and what tells of functions. https://docs.aws.amazon.com/lambda/latest/api/

import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LambdaError } from '../../lambda/lambda-error.ts';
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { Bus } from '../bus.ts';
import { type Clock, realClock } from '../clock.ts';
import {
  authorize,
  type Principal,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';
import { type AsyncInvoker, createAsyncInvoker } from './async-invocations.ts';
import { eventSourceRoutes } from './event-source-operations.ts';
import { createEventSources, type SourceQueues } from './event-sources.ts';
import { functionRoutes, withQualifier } from './function-operations.ts';
import { eventSourceResourceTypes } from './resource-types.ts';
import type { Route } from './route.ts';

export interface LambdaServiceOptions {
  lambda: Lambda;
  bus: Bus;
  /** Waits before an asynchronous invocation is tried again, milliseconds. Default one and two minutes, as on AWS. */
  retryDelaysMs?: readonly number[];
  /** Gets what an asynchronous invocation failed with in the end; stderr by default. */
  log?: (line: string) => void;
  /** Queues that may call functions. */
  queues: SourceQueues;
  region: string;
  accountId: string;
  clock?: Clock;
  /** The role of a function; undefined: no such role. Without this option the roles of event sources are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
}

export interface LambdaService {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Invocation for other services: a refusal is a ServiceError. */
  functions: { invoke(nameOrArn: string, payload: string, options: InvokeOptions): Promise<Invocation> };
  /** Stops reading queues, and gives the batches under way a moment to end. */
  pause(): Promise<void>;
  /** Stops reading queues and gives up what waits for another try; resolves when no batch is under way. */
  close(): Promise<void>;
}

/** The service of scope `lambda`; also receives deliveries for function ARNs (asynchronous, unless `InvocationType` is REQUEST_RESPONSE). */
export function createLambdaService(options: LambdaServiceOptions): LambdaService {
  const { lambda, bus, retryDelaysMs = [60_000, 120_000], log = (line) => console.error(line) } = options;
  const invoke = async (
    nameOrArn: string,
    payload: string,
    invokeOptions: InvokeOptions,
  ): Promise<Invocation> => {
    try {
      return await lambda.invoke(nameOrArn, payload, invokeOptions);
    } catch (error) {
      throw asServiceError(error);
    }
  };
  const later = createAsyncInvoker({ invoke, retryDelaysMs, log });
  const sources = createEventSources({
    ...options,
    clock: options.clock ?? realClock,
    mostAtOnce: lambda.concurrency,
    findFunction: (nameOrArn) => findFunction(lambda, nameOrArn),
    invoke,
    log,
  });

  bus.target('lambda', async (arn, input, { traceHeader, parameters }) => {
    findFunction(lambda, arn);
    const trace = traceHeader === undefined ? {} : { traceHeader };
    if (parameters?.InvocationType !== 'REQUEST_RESPONSE') return later.accept(arn, input, trace);
    const invocation = await invoke(arn, input, trace);
    if (invocation.functionError) throw new ServiceError(invocation.functionError, invocation.payload);
    return JSON.parse(invocation.payload);
  });

  const routes: readonly Route[] = [
    {
      method: 'POST',
      path: /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/,
      answer: (request, name) => invokeOverHttp(request, name, { lambda, invoke, later }),
    },
    ...functionRoutes({ lambda, find: (nameOrArn) => findFunction(lambda, nameOrArn) }),
    ...eventSourceRoutes({ sources, functionArn: (nameOrArn) => findFunction(lambda, nameOrArn).arn }),
  ];

  const handle = async (request: ServiceRequest): Promise<ServiceResponse> => {
    try {
      for (const { method, path, answer } of routes) {
        const match = request.method === method ? path.exec(request.path) : null;
        if (match) return await answer(request, decodeURIComponent(match[1] ?? ''));
      }
      throw new ServiceError(
        'NotImplemented',
        `The laptop does not implement ${request.method} ${request.path} of Lambda, only Invoke, GetFunction, GetFunctionConfiguration, ListFunctions, ListVersionsByFunction, GetAlias, ListAliases and the operations on event source mappings.`,
        501,
      );
    } catch (error) {
      return refusal(error, log);
    }
  };
  const close = async (): Promise<void> => {
    await Promise.all([later.close(), sources.close()]);
  };
  return {
    service: { scope: 'lambda', handle, close },
    resourceTypes: eventSourceResourceTypes(sources),
    functions: { invoke },
    pause: sources.pause,
    close,
  };
}

async function invokeOverHttp(
  request: ServiceRequest,
  name: string,
  {
    lambda,
    invoke,
    later,
  }: { lambda: Lambda; invoke: LambdaService['functions']['invoke']; later: AsyncInvoker },
): Promise<ServiceResponse> {
  const { headers, body, principal, query, traceHeader } = request;
  const found = findFunction(lambda, withQualifier(name, query.get('Qualifier')));
  authorize(principal, 'lambda:InvokeFunction', found.arn);
  const payload = body.length === 0 ? '{}' : body.toString();
  const invokeOptions: InvokeOptions = {
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...clientContextOf(headers['x-amz-client-context']),
  };
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { status: 204 };
  if (type === 'Event') {
    later.accept(found.arn, payload, invokeOptions);
    return { status: 202, body: '' };
  }
  if (type !== 'RequestResponse')
    throw new ServiceError('InvalidParameterValueException', `Invocation type ${type} is not known.`);
  const invocation = await invoke(found.arn, payload, invokeOptions);
  return {
    status: invocation.statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': invocation.requestId,
      'x-amz-executed-version': invocation.executedVersion,
      'x-amzn-trace-id': invocation.traceHeader,
      ...(invocation.functionError ? { 'x-amz-function-error': invocation.functionError } : {}),
      ...(headers['x-amz-log-type'] === 'Tail'
        ? { 'x-amz-log-result': Buffer.from(invocation.logTail).toString('base64') }
        : {}),
    },
    body: invocation.payload,
  };
}

function clientContextOf(header: string | undefined): { clientContext?: unknown } {
  if (header === undefined) return {};
  try {
    return { clientContext: JSON.parse(Buffer.from(header, 'base64').toString()) };
  } catch (cause) {
    const refusal = new ServiceError(
      'InvalidRequestContentException',
      'Client context must be Base64 of JSON.',
    );
    refusal.cause = cause;
    throw refusal;
  }
}

function findFunction(lambda: Lambda, nameOrArn: string): LambdaFunction {
  try {
    return lambda.find(nameOrArn);
  } catch (error) {
    throw asServiceError(error);
  }
}

function asServiceError(error: unknown): unknown {
  if (!(error instanceof LambdaError)) return error;
  const type = error.status === 404 || error.status < 500 ? 'User' : 'Service';
  return new ServiceError(error.code, error.message, error.status, { Type: type });
}

function refusal(error: unknown, log: (line: string) => void): ServiceResponse {
  if (!(error instanceof ServiceError)) {
    log(`lambda: ${error instanceof Error ? error.stack : String(error)}`);
    return refusal(
      new ServiceError('ServiceException', 'The local Lambda failed; its log says more.', 500),
      log,
    );
  }
  return {
    status: error.code === 'AccessDeniedException' ? 403 : error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ ...error.members, Message: error.message, message: error.message }),
  };
}
