// The optimized integrations: `arn:aws:states:::<service>:<action>`. What each adds to a plain SDK call is in one table.
import { createHash } from 'node:crypto';
import { StatesTaskError } from 'states-language';
import { type ErrorNaming, unreachableError } from './error-names.ts';
import { withText } from './json-texts.ts';
import { callSdk } from './sdk-call.ts';
import type { SdkClients } from './sdk-clients.ts';
import { isRecord } from './sdk-schema.ts';
import type { Task, TaskContext } from './task.ts';

interface Optimized {
  /** SDK service that carries it out. */
  service: string;
  naming: ErrorNaming;
  actions: Readonly<Record<string, OptimizedAction>>;
}

interface OptimizedAction {
  /** Turns the task's parameters into those of the service. */
  read?(parameters: Record<string, unknown>): Record<string, unknown>;
  /** Adds what the execution has to say. */
  prepare?(parameters: Record<string, unknown>, context: TaskContext, task: Task): Record<string, unknown>;
  /** Throws when the service's answer is a failure to Step Functions. */
  judge?(result: Record<string, unknown>): void;
  /** Whether AWS adds no HTTP metadata to its result. */
  isBare?: boolean;
}

const ATTRIBUTES: OptimizedAction = { read: withAttributeValues };

const SQS = naming('SQS', 'AmazonSQSException', 'AmazonSQS');

const OPTIMIZED: Readonly<Record<string, Optimized>> = {
  dynamodb: {
    service: 'dynamodb',
    naming: naming('DynamoDB', 'AmazonDynamoDBException', 'AmazonDynamoDBv2'),
    actions: { getItem: ATTRIBUTES, putItem: ATTRIBUTES, updateItem: ATTRIBUTES, deleteItem: ATTRIBUTES },
  },
  sns: {
    service: 'sns',
    naming: naming('SNS', 'AmazonSNSException', 'AmazonSNS'),
    actions: { publish: { read: (parameters) => withText(parameters, 'Message') } },
  },
  sqs: {
    service: 'sqs',
    naming: SQS,
    actions: {
      sendMessage: { read: (parameters) => withText(parameters, 'MessageBody'), prepare: checkHostOfQueue },
    },
  },
  events: {
    service: 'eventbridge',
    naming: naming('EventBridge', 'AmazonEventBridgeException', 'AmazonEventBridge'),
    actions: {
      putEvents: { read: withDetails, prepare: withOrigin, judge: failOnFailedEntry, isBare: true },
    },
  },
  states: {
    service: 'sfn',
    naming: naming('StepFunctions', 'AWSStepFunctionsException', 'AWSStepFunctions'),
    actions: {
      startExecution: { read: (parameters) => withText(parameters, 'Input'), prepare: withNameOfAttempt },
    },
  },
};

/** Whether `arn:aws:states:::<service>:<action>` is an optimized integration that runs here. */
export function isOptimized(service: string, action: string): boolean {
  return Object.hasOwn(OPTIMIZED, service) && Object.hasOwn(OPTIMIZED[service]?.actions ?? {}, action);
}

/** Those that there are beside `lambda:invoke`, for the documentation. */
export function optimizedIntegrations(): string[] {
  return Object.entries(OPTIMIZED).flatMap(([service, { actions }]) =>
    Object.keys(actions).map((action) => `${service}:${action}`),
  );
}

/** The SDK service behind an optimized integration; undefined for one that does not run here. */
export function sdkServiceOf(service: string, action: string): string | undefined {
  return isOptimized(service, action) ? OPTIMIZED[service]?.service : undefined;
}

/** How errors of an optimized integration are named; undefined for a service that has none here. */
export function optimizedErrorNaming(service: string): ErrorNaming | undefined {
  return Object.hasOwn(OPTIMIZED, service) ? OPTIMIZED[service]?.naming : undefined;
}

/** Carries out an optimized integration; its result has the HTTP metadata that AWS adds to most. */
export async function callOptimized(
  clients: SdkClients,
  service: string,
  actionName: string,
  task: Task,
  context: TaskContext,
): Promise<unknown> {
  const optimized = OPTIMIZED[service];
  const action = optimized?.actions[actionName];
  if (!optimized || !action) throw new Error(`${service}:${actionName} is no optimized integration`);
  const read = readParameters(action, task.input);
  const parameters = action.prepare?.(read, context, task) ?? read;
  const call = {
    service: optimized.service,
    action: actionName,
    parameters,
    naming: optimized.naming,
    times: 'milliseconds' as const,
  };
  const { result, metadata } = await callSdk(clients, call, task, context);
  action.judge?.(result);
  return action.isBare ? result : { ...result, ...metadata };
}

/** The call that an optimized integration makes, but for what its execution adds; undefined for one that does not run here. */
export function optimizedCall(
  service: string,
  action: string,
  input: unknown,
): { service: string; action: string; parameters: Record<string, unknown> } | undefined {
  const optimized = isOptimized(service, action) ? OPTIMIZED[service] : undefined;
  if (!optimized) return undefined;
  return {
    service: optimized.service,
    action,
    parameters: readParameters(optimized.actions[action]!, input),
  };
}

function readParameters(action: OptimizedAction, input: unknown): Record<string, unknown> {
  const given = isRecord(input) ? input : {};
  return action.read?.(given) ?? given;
}

function naming(prefix: string, unmodeled: string, service: string): ErrorNaming {
  return { prefix, unmodeled, service, style: 'optimized' };
}

/** Without a name it gets one that the same attempt gets again, so that one made again finds the execution that it has started. */
function withNameOfAttempt(
  given: Record<string, unknown>,
  _context: TaskContext,
  { execution, enteredEventId, retryCount }: Task,
): Record<string, unknown> {
  if (!execution || given['Name'] !== undefined) return given;
  const seed = [execution.id, execution.redriveCount, enteredEventId, retryCount].join(' ');
  const hex = createHash('sha256').update(seed).digest('hex');
  const Name = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { ...given, Name };
}

/**
 * Where DynamoDB wants `{ S: ... }`, this integration also takes the text alone, as Workflow Studio proposes it
 * (`Item: { Column: 'MyEntry' }`), and a BOOL as text.
 */
function withAttributeValues(parameters: Record<string, unknown>): Record<string, unknown> {
  const maps = ['Item', 'Key', 'ExpressionAttributeValues'].filter((name) => isRecord(parameters[name]));
  const read = maps.map((name) => {
    const entries = Object.entries(parameters[name] as Record<string, unknown>);
    return [name, Object.fromEntries(entries.map(([key, value]) => [key, attributeValue(value)]))];
  });
  return { ...parameters, ...Object.fromEntries(read) };
}

function attributeValue(value: unknown): unknown {
  if (typeof value === 'string') return { S: value };
  if (!isRecord(value)) return value;
  const { BOOL } = value;
  return BOOL === 'true' || BOOL === 'false' ? { BOOL: BOOL === 'true' } : value;
}

/** Each entry, as long as it is one. */
function withEntries(
  parameters: Record<string, unknown>,
  change: (entry: Record<string, unknown>) => Record<string, unknown>,
): Record<string, unknown> {
  const { Entries } = parameters;
  if (!Array.isArray(Entries)) return parameters;
  return {
    ...parameters,
    Entries: Entries.map((entry: unknown) => (isRecord(entry) ? change(entry) : entry)),
  };
}

function withDetails(parameters: Record<string, unknown>): Record<string, unknown> {
  return withEntries(parameters, (entry) => withText(entry, 'Detail'));
}

/** Events carry their state machine and its execution as resources, after their own. https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
function withOrigin(parameters: Record<string, unknown>, context: TaskContext): Record<string, unknown> {
  const origin = [context.stateMachineArn, context.executionArn];
  return withEntries(parameters, (entry) => {
    const resources = Array.isArray(entry['Resources']) ? entry['Resources'] : [];
    return { ...entry, Resources: [...resources, ...origin] };
  });
}

/** The request goes to where the URL of the queue points: one that is a name and no more is taken for a host that nobody knows. */
function checkHostOfQueue(parameters: Record<string, unknown>): Record<string, unknown> {
  const { QueueUrl } = parameters;
  const [, host] = typeof QueueUrl === 'string' ? (/^(?:https?:\/\/)?([^/:]+)\/?$/.exec(QueueUrl) ?? []) : [];
  if (host !== undefined) throw unreachableError(SQS, `${host}: Name or service not known`);
  return parameters;
}

function failOnFailedEntry(result: Record<string, unknown>): void {
  const { Entries, FailedEntryCount } = result;
  if (!FailedEntryCount) return;
  throw new StatesTaskError('EventBridge.FailedEntry', JSON.stringify({ Entries, FailedEntryCount }));
}
