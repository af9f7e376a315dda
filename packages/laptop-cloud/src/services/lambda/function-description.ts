// What the operations tell of functions and their versions.
import { createHash, randomUUID } from 'node:crypto';
import { runtimeArn } from '../../arns.ts';
import type { LambdaFunction } from '../../lambda/lambda-function.ts';
import { isMade, type MadeFunction } from '../../lambda/made-functions.ts';

/** What all operations tell of a function. */
export function configuration(found: LambdaFunction): Record<string, unknown> {
  return {
    FunctionName: found.name,
    FunctionArn: found.arn,
    Runtime: found.runtime,
    Role: found.roleArn,
    Handler: found.handler,
    Timeout: found.timeoutMs / 1000,
    MemorySize: found.memoryMb,
    Version: found.version,
    ...environmentOf(found),
    TracingConfig: { Mode: found.isTraced ? 'Active' : 'PassThrough' },
    ...(found.layers.length > 0 && { Layers: found.layers.map((Arn) => ({ Arn })) }),
    LoggingConfig: { LogFormat: found.logFormat, LogGroup: found.logGroup },
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeArn(found.arn, hashOf(found.runtime)) },
    RevisionId: found.revision ?? revisionOf(found),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    ...(isMade(found) ? ofMade(found) : {}),
    ...(found.description === undefined ? {} : { Description: found.description }),
    ...(found.codeSha256 === undefined ? {} : { CodeSha256: found.codeSha256 }),
  };
}

function environmentOf(found: LambdaFunction) {
  const { environment: Variables } = found;
  const isGiven = isMade(found) && found.made.properties['Environment'] !== undefined;
  return isGiven || Object.keys(Variables).length > 0 ? { Environment: { Variables } } : {};
}

/** The same in a list, which says neither how far it is nor what exactly it runs on. */
export function listed(found: LambdaFunction): Record<string, unknown> {
  const { State: _, LastUpdateStatus, RuntimeVersionConfig, ...told } = configuration(found);
  return told;
}

export function tagsOf(tags: Record<string, string> | undefined): { Tags?: Record<string, string> } {
  return tags && Object.keys(tags).length > 0 ? { Tags: tags } : {};
}

const UNDER_WAY = 'The function is being created.';

/** What making a function answers: it is there, but Lambda does not say so yet. */
export function beingMade(found: LambdaFunction): Record<string, unknown> {
  const { LastUpdateStatus: _, ...told } = configuration(found);
  const state = { State: 'Pending', StateReason: UNDER_WAY, StateReasonCode: 'Creating' };
  return { ...told, ...state, RevisionId: randomUUID() };
}

/** What changing one answers. */
export function beingChanged(found: LambdaFunction): Record<string, unknown> {
  return {
    ...configuration(found),
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReason: UNDER_WAY,
    LastUpdateStatusReasonCode: 'Creating',
    RevisionId: randomUUID(),
  };
}

/** Of a function of the template: the same as long as it is the same. */
function revisionOf({
  arn,
  version,
  environment,
  timeoutMs,
  memoryMb,
  handler,
  runtime,
  roleArn,
}: LambdaFunction): string {
  const hex = hashOf(
    JSON.stringify([arn, version, environment, timeoutMs, memoryMb, handler, runtime, roleArn]),
  );
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function ofMade({ made: { properties, description, code }, modifiedMs = code.modifiedMs }: MadeFunction) {
  const { Architectures, EphemeralStorage } = properties;
  return {
    ...(Architectures === undefined ? {} : { Architectures }),
    ...(EphemeralStorage === undefined ? {} : { EphemeralStorage }),
    Description: description,
    CodeSha256: code.sha256,
    CodeSize: code.bytes,
    LastModified: new Date(modifiedMs).toISOString().replace('Z', '+0000'),
  };
}
