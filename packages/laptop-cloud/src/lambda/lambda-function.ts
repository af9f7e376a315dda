// What the runtime needs to know of one function, read from its resource in the template.
import { type Account, functionArn } from '../arns.ts';
import type { Resource } from '../stack/resource.ts';
import { type CodePlaces, type FunctionCode, functionCodeOf } from './function-code.ts';

export interface LambdaFunction extends FunctionCode {
  logicalId: string;
  name: string;
  /** With the qualifier it was found by, if any. */
  arn: string;
  /** The number of a published version, or LATEST. */
  version: string;
  /** A version that does not follow the sources: the bundle that was kept of it runs, or the folder, as it lies there. */
  kept?: 'bundle' | 'folder';
  /** Of a version: what was said when it was published. */
  description?: string;
  /** Of a version that the API has published: of its code, in base64. */
  codeSha256?: string;
  roleArn: string;
  /** ARNs of the layers it runs with. */
  layers: string[];
  memoryMb: number;
  timeoutMs: number;
  environment: Record<string, string>;
  /** Tracing: Active. PassThrough follows the caller. */
  isTraced: boolean;
  reservedConcurrency?: number;
  /** A queue or topic for events that no try helped. */
  deadLetterArn?: string;
  logFormat: 'Text' | 'JSON';
  logGroup: string;
  /** Of a version, or of a function that the API has made: another with each change. */
  revision?: string;
  /** Of one that the API has made: when its code or configuration last changed. */
  modifiedMs?: number;
}

/** What is not published: the function as the template has it, with its sources as they are. */
export const LATEST = '$LATEST';

/** Reads a function. Throws Error naming the property whose value cannot be honoured. */
export function lambdaFunctionOf(
  resource: Pick<Resource, 'logicalId' | 'physicalName' | 'properties' | 'metadata'>,
  context: Account,
  places: CodePlaces,
): LambdaFunction {
  const { properties, logicalId, physicalName } = resource;
  const reserved = properties.ReservedConcurrentExecutions;
  return {
    logicalId,
    name: physicalName,
    arn: functionArn(context, physicalName),
    version: LATEST,
    roleArn: text(properties, 'Role'),
    ...functionCodeOf(resource, places),
    layers: list(properties, 'Layers'),
    memoryMb: whole(properties, 'MemorySize', 128, 128, 10_240),
    timeoutMs: whole(properties, 'Timeout', 3, 1, 900) * 1000,
    environment: environmentOf(properties.Environment),
    isTraced: properties.Tracing === 'Active' || tracingMode(properties.TracingConfig) === 'Active',
    ...(reserved === undefined
      ? {}
      : { reservedConcurrency: whole(properties, 'ReservedConcurrentExecutions', 0, 0, 1000) }),
    ...deadLettersOf(properties.DeadLetterConfig),
    ...loggingOf(properties.LoggingConfig, physicalName),
  };
}

/** Lambda sets these itself and refuses a template that does. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED_VARIABLES = new Set(
  `_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME AWS_LAMBDA_FUNCTION_MEMORY_SIZE
  AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY
  AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR`.split(
    /\s+/,
  ),
);

function environmentOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const { Variables = {}, ...others } = record(value, 'Environment');
  onlyKnown(others, 'Environment');
  const variables: Record<string, string> = {};
  for (const [name, variable] of Object.entries(record(Variables, 'Environment.Variables'))) {
    if (RESERVED_VARIABLES.has(name)) throw new Error(`Environment: ${name} is reserved by Lambda.`);
    if (!/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name)) throw new Error(`Environment: ${name} is not a valid name.`);
    if (typeof variable === 'object') throw new Error(`Environment: ${name} must be a single value.`);
    variables[name] = String(variable);
  }
  return variables;
}

function deadLettersOf(value: unknown): Pick<LambdaFunction, 'deadLetterArn'> {
  if (value === undefined) return {};
  const { TargetArn, ...others } = record(value, 'DeadLetterConfig');
  onlyKnown(others, 'DeadLetterConfig');
  if (TargetArn === undefined) return {};
  if (typeof TargetArn !== 'string') throw new Error('DeadLetterConfig.TargetArn must be a string.');
  return { deadLetterArn: TargetArn };
}

function loggingOf(value: unknown, name: string): Pick<LambdaFunction, 'logFormat' | 'logGroup'> {
  const logging = value === undefined ? {} : record(value, 'LoggingConfig');
  const { LogFormat = 'Text', LogGroup = `/aws/lambda/${name}`, ...others } = logging;
  // Levels filter what Lambda itself prints; INFO, the default, is all the laptop prints.
  const { SystemLogLevel: _, ApplicationLogLevel, ...unknown } = others;
  onlyKnown(unknown, 'LoggingConfig');
  if (ApplicationLogLevel !== undefined && ApplicationLogLevel !== 'TRACE')
    throw new Error(
      'LoggingConfig.ApplicationLogLevel is not supported on the laptop; set the level in code.',
    );
  if (LogFormat !== 'Text' && LogFormat !== 'JSON')
    throw new Error('LoggingConfig.LogFormat must be Text or JSON.');
  return { logFormat: LogFormat, logGroup: String(LogGroup) };
}

function onlyKnown(others: Record<string, unknown>, property: string): void {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`${property}.${unknown} is not supported on the laptop.`);
}

function text(properties: Record<string, unknown>, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') throw new Error(`${name} must be a string.`);
  return value;
}

/** SAM's Tracing is CloudFormation's TracingConfig.Mode. */
function tracingMode(value: unknown): unknown {
  return value === undefined ? undefined : record(value, 'TracingConfig').Mode;
}

function list(properties: Record<string, unknown>, name: string): string[] {
  const value = properties[name] ?? [];
  if (!Array.isArray(value)) throw new Error(`${name} must be a list.`);
  return value.map(String);
}

function whole(
  properties: Record<string, unknown>,
  name: string,
  byDefault: number,
  min: number,
  max: number,
): number {
  const value = Number(properties[name] ?? byDefault);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`${name} must be an integer from ${min} to ${max}.`);
  return value;
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${place} must be a map.`);
  return value as Record<string, unknown>;
}
