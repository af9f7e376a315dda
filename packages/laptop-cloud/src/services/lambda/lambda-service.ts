// Lambda's API: Invoke, and what tells of functions. https://docs.aws.amazon.com/lambda/latest/api/

import { type Clock, realClock } from 'states-language';
import type * as z from 'zod';
import { checkJson, type Invocation, type InvokeOptions } from '../../lambda/invocation.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LambdaError } from '../../lambda/lambda-error.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import type { ServiceCaller } from '../../policies/request-context.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { Bus, Deliver } from '../bus.ts';
import { complaintsOf } from '../complaints.ts';
import { constraintWords } from '../constraint-words.ts';
import { wordsOf } from '../parse-input.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import { type Principal, type Service, ServiceError } from '../service.ts';
import { aliasOperations } from './alias-operations.ts';
import { createAsyncInvoker } from './async-invocations.ts';
import { openAsyncJournal } from './async-journal.ts';
import { besidePolicies } from './beside-policies.ts';
import { UpdatesUnderWay } from './changeable-functions.ts';
import type { ReadObject } from './code-archive.ts';
import { createCodeLinks } from './code-links.ts';
import { concurrencyOperations } from './concurrency-operations.ts';
import { deleteOperation } from './delete-operation.ts';
import { eventSourceOperations } from './event-source-operations.ts';
import { createEventSources, type SourceQueues } from './event-sources.ts';
import { type NamedFunction, namedFunction, noFunction } from './function-names.ts';
import { type FindFunction, functionOperations } from './function-operations.ts';
import { createFunctionPolicies } from './function-policies.ts';
import { invokeConfigurationOperations } from './invoke-configuration-operations.ts';
import { invokeOperation } from './invoke-operation.ts';
import { checkDeadLettersOf, createInvokeConfigurations } from './invoke-settings.ts';
import { madeFunctionOperations } from './made-function-operations.ts';
import { permissionOperations } from './permission-operations.ts';
import { eventSourceResourceTypes, invokeConfigurationTypes, permissionTypes } from './resource-types.ts';
import { tagOperations } from './tag-operations.ts';
import { versionOperations } from './version-operations.ts';

export interface LambdaServiceOptions {
  lambda: Lambda;
  bus: Bus;
  /** Where asynchronous invocations are kept until they are over; without it they live as long as the process. */
  asyncFolder?: string;
  /** Where event source mappings made by the API are kept; without it they live as long as the process. */
  mappingsFile?: string;
  /** Where what the API says of asynchronous invocations is kept; without it, it lives as long as the process. */
  invokeConfigurationsFile?: string;
  /** Where the policies of functions are kept; without it they live as long as the process. */
  policiesFile?: string;
  /** Waits before an asynchronous invocation is tried again, milliseconds. Default one and two minutes, as on AWS. */
  retryDelaysMs?: readonly number[];
  /** Gets what an asynchronous invocation failed with in the end; stderr by default. */
  log?: (line: string) => void;
  /** Queues that may call functions. */
  queues: SourceQueues;
  /** Of S3, for code that lies there; without it none does. */
  readObject?: ReadObject;
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
  /** Whether a function's policy lets an AWS service call it. */
  lets(service: ServiceCaller, functionArn: string): boolean;
  /** Called with the function's ARN for each batch that a queue calls it with, before it begins. */
  onBatch(listener: (functionArn: string) => void): void;
  /** Goes on with the asynchronous invocations that an earlier run has left; the functions must be there. */
  resume(): void;
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
    const { arn } = findToInvoke(nameOrArn);
    try {
      return await lambda.invoke(arn, payload, invokeOptions);
    } catch (error) {
      throw asServiceError(error);
    }
  };
  const find: FindFunction = (nameOrArn, qualifier) =>
    findFunction(options, namedFunction(options, nameOrArn, qualifier));
  // Invoke alone says which version it would have been.
  const findToInvoke: FindFunction = (nameOrArn, qualifier) =>
    findFunction(options, namedFunction(options, nameOrArn, qualifier), LATEST);
  const named = (nameOrArn: string) => namedFunction(options, nameOrArn);
  const whole = (nameOrArn: string) => findFunction(options, { name: named(nameOrArn).name });
  const clock = options.clock ?? realClock();
  const configurations = createInvokeConfigurations({
    clock,
    file: options.invokeConfigurationsFile,
    principalOf: options.principalOf,
  });
  const policies = createFunctionPolicies(options, options.policiesFile);
  const forget = forgetting([configurations, policies]);
  const later = createAsyncInvoker({
    journal: openAsyncJournal(options.asyncFolder),
    clock,
    bus,
    find,
    invoke,
    settingsOf: configurations.of,
    retryDelaysMs,
    principalOf: options.principalOf,
    log,
  });
  const updates = new UpdatesUnderWay();
  const links = createCodeLinks(lambda.made, clock);
  const batchListeners: ((functionArn: string) => void)[] = [];
  const sources = createEventSources({
    ...options,
    clock,
    mostAtOnce: lambda.concurrency,
    findFunction: find,
    invoke: (functionArn, ...call) => {
      for (const listener of batchListeners) listener(functionArn);
      return invoke(functionArn, ...call);
    },
    log,
  });

  const deliver: Deliver = async (arn, input, { traceHeader, parameters }) => {
    find(arn);
    const trace = traceHeader === undefined ? {} : { traceHeader };
    if (parameters?.InvocationType !== 'REQUEST_RESPONSE') return void later.accept(arn, input, trace);
    const invocation = await invoke(arn, input, trace);
    if (invocation.functionError) throw new ServiceError(invocation.functionError, invocation.payload);
    return JSON.parse(invocation.payload);
  };
  bus.target('lambda', deliver, find);

  let restoring: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await restoring;
    await Promise.all([later.close(), sources.close()]);
  };
  return {
    service: links.around(
      restJsonService({
        scope: 'lambda',
        operations: besidePolicies(policies, [
          invokeOperation({ find: findToInvoke, invoke, check: checkPayload, later }),
          ...functionOperations({ lambda, links, find }),
          ...madeFunctionOperations({ ...options, find, updates }),
          deleteOperation({ ...options, find, forget }),
          ...versionOperations({ lambda, whole, updates }),
          ...aliasOperations({ ...options, whole, named, forget }),
          ...concurrencyOperations({ ...options, find }),
          ...tagOperations({ ...options, find }),
          ...permissionOperations({ ...options, policies, find }),
          ...invokeConfigurationOperations({ configurations, find }),
          ...eventSourceOperations({ sources, functionArn: (nameOrArn) => find(nameOrArn).arn }),
        ]),
        badInput: readInput,
        errors: ERRORS,
        malformedBody: 'InvalidRequestContentException',
        unknownOperation: 'NotImplemented',
        dialect: DIALECT,
        log,
        close,
      }),
    ),
    resourceTypes: {
      ...eventSourceResourceTypes(sources),
      ...invokeConfigurationTypes(configurations, find),
      ...permissionTypes(policies, options),
    },
    functions: { invoke },
    lets: policies.lets,
    onBatch: (listener) => void batchListeners.push(listener),
    resume() {
      for (const found of lambda.functions()) checkDeadLettersOf(found, options.principalOf);
      policies.forgetMissing(find);
      later.resume();
      restoring = sources.restore();
    },
    pause: () => sources.pause(),
    close,
  };
}

/** What is kept beside functions, by their names and the versions or aliases of them. */
interface Beside {
  forget(name: string, qualifier?: string): void;
}

function forgetting(all: readonly Beside[]): Beside['forget'] {
  return (...gone) => {
    for (const beside of all) beside.forget(...gone);
  };
}

const DIALECT = {
  internal: 'ServiceException',
  accessDenied: { code: 'AccessDeniedException', status: 403 },
};
const ERRORS = [
  'InvalidParameterValueException',
  'InvalidRequestContentException',
  'ResourceNotFoundException',
  'ValidationException',
];

function findFunction(
  options: LambdaServiceOptions,
  { name, qualifier }: NamedFunction,
  missing = qualifier,
): LambdaFunction {
  try {
    return options.lambda.find(qualifier === undefined ? name : `${name}:${qualifier}`);
  } catch (error) {
    if (error instanceof LambdaError && error.code === 'ResourceNotFoundException')
      throw noFunction(options, {
        name,
        ...(missing === undefined ? {} : { qualifier: qualifier ?? missing }),
      });
    throw asServiceError(error);
  }
}

function checkPayload(payload: string): void {
  try {
    checkJson(payload);
  } catch (error) {
    throw asServiceError(error);
  }
}

function asServiceError(error: unknown): unknown {
  if (!(error instanceof LambdaError)) return error;
  const type = error.status === 404 || error.status < 500 ? 'User' : 'Service';
  return new ServiceError(error.code, error.message, error.status, { Type: type });
}

/** Bad members, all of them, in Lambda's words. */
function readInput<T>(schema: z.ZodType<T>, raw: unknown): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const constraints = constraintWords(parsed.error.issues, raw);
  if (constraints !== undefined) throw new ServiceError('ValidationException', constraints);
  throw new ServiceError('InvalidParameterValueException', complaintsOf(parsed.error.issues, wordsOf), 400, {
    Type: 'User',
  });
}
