// The attributes of a queue: which exist, which values they take, and what they mean.
// Source: SQS API Reference, SetQueueAttributes.
import { serviceOf } from '../../arns.ts';
import { parseResourcePolicy } from '../../policies/policy.ts';
import { PolicyError } from '../../policies/policy-error.ts';
import { ServiceError } from '../service.ts';

export type QueueAttributes = Readonly<Record<string, string>>;

export interface QueueSettings {
  visibilityMs: number;
  delayMs: number;
  retentionMs: number;
  waitMs: number;
  /** Bytes. */
  maxSize: number;
  isFifo: boolean;
  isDeduplicatedByContent: boolean;
  isDeduplicatedByGroup: boolean;
  /** Infinity without a redrive policy. */
  maxReceiveCount: number;
  deadLetterArn?: string;
}

interface Range {
  default: number;
  min: number;
  max: number;
}

const NUMBERS: Readonly<Record<string, Range>> = {
  DelaySeconds: { default: 0, min: 0, max: 900 },
  MaximumMessageSize: { default: 1_048_576, min: 1_024, max: 1_048_576 },
  MessageRetentionPeriod: { default: 345_600, min: 60, max: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { default: 0, min: 0, max: 20 },
  VisibilityTimeout: { default: 30, min: 0, max: 43_200 },
  KmsDataKeyReusePeriodSeconds: { default: 300, min: 60, max: 86_400 },
};

const isBoolean = (value: string) => value === 'true' || value === 'false';

// Each says whether a value can be kept.
const TEXTS: Readonly<Record<string, (value: string) => boolean>> = {
  RedrivePolicy: (value) => parseRedrivePolicy(value) !== undefined,
  RedriveAllowPolicy: (value) => parseRedriveAllowPolicy(value) !== undefined,
  Policy: isPolicy,
  FifoQueue: isBoolean,
  ContentBasedDeduplication: isBoolean,
  DeduplicationScope: (value) => value === 'queue' || value === 'messageGroup',
  FifoThroughputLimit: (value) => value === 'perQueue' || value === 'perMessageGroupId',
  KmsMasterKeyId: () => true,
  SqsManagedSseEnabled: isBoolean,
};

const BOOLEANS = ['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled'];

const FIFO_DEFAULTS: QueueAttributes = {
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
};

/** The attributes of a new queue before any is set. */
export function defaultAttributes(isFifo: boolean): QueueAttributes {
  return isFifo ? { ...DEFAULTS, ...FIFO_DEFAULTS } : DEFAULTS;
}

const DEFAULTS: QueueAttributes = {
  ...Object.fromEntries(
    Object.entries(NUMBERS)
      .filter(([name]) => name !== 'KmsDataKeyReusePeriodSeconds')
      .map(([name, range]) => [name, String(range.default)]),
  ),
  SqsManagedSseEnabled: 'true',
};

/** Names that SetQueueAttributes takes. */
export const SETTABLE_ATTRIBUTES: readonly string[] = [...Object.keys(NUMBERS), ...Object.keys(TEXTS)];

/** As AWS keeps them: `True` is `true`. */
export function normalAttributes(given: QueueAttributes): QueueAttributes {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      BOOLEANS.includes(name) ? value.toLowerCase() : value,
    ]),
  );
}

/** Applies changes; an empty text removes. Throws InvalidAttributeName or InvalidAttributeValue naming the attribute. */
export function changeAttributes(current: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const changed: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(normalAttributes(changes))) {
    if (!SETTABLE_ATTRIBUTES.includes(name)) {
      throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    if ((value === '' && name in TEXTS) || isUntold(name, value)) delete changed[name];
    else if (isValid(name, value)) changed[name] = value;
    else throw new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
  }
  return changed;
}

/** What a queue says only when it is another than everybody has. */
function isUntold(name: string, value: string): boolean {
  return name === 'KmsDataKeyReusePeriodSeconds' && Number(value) === NUMBERS[name]?.default;
}

export function isFifo(attributes: QueueAttributes): boolean {
  return attributes['FifoQueue'] === 'true';
}

/** Throws InvalidAttributeName for what a standard queue cannot have. */
export function checkFifoOnly(attributes: QueueAttributes): void {
  if (isFifo(attributes)) return;
  const given = (name: string) => attributes[name] !== undefined && attributes[name] !== '';
  const unknown = ['FifoQueue', 'ContentBasedDeduplication'].find(given);
  if (unknown) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const misplaced = ['DeduplicationScope', 'FifoThroughputLimit'].find(given);
  if (misplaced) {
    throw new ServiceError(
      'InvalidAttributeName',
      `You can specify the ${misplaced} only when FifoQueue is set to true.`,
    );
  }
}

function isPolicy(text: string): boolean {
  try {
    return parseResourcePolicy(text) !== undefined;
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw new ServiceError(
      'InvalidAttributeValue',
      `Invalid value for the parameter Policy: ${cause.message}.`,
    );
  }
}

function isValid(name: string, value: string): boolean {
  const range = NUMBERS[name];
  if (!range) return TEXTS[name]!(value);
  return /^\d+$/.test(value) && Number(value) >= range.min && Number(value) <= range.max;
}

export function settingsOf(attributes: QueueAttributes): QueueSettings {
  const number = (name: string) => Number(attributes[name] ?? NUMBERS[name]!.default);
  const redrive = parseRedrivePolicy(attributes['RedrivePolicy'] ?? '');
  return {
    visibilityMs: number('VisibilityTimeout') * 1000,
    delayMs: number('DelaySeconds') * 1000,
    retentionMs: number('MessageRetentionPeriod') * 1000,
    waitMs: number('ReceiveMessageWaitTimeSeconds') * 1000,
    maxSize: number('MaximumMessageSize'),
    isFifo: isFifo(attributes),
    isDeduplicatedByContent: attributes['ContentBasedDeduplication'] === 'true',
    isDeduplicatedByGroup: attributes['DeduplicationScope'] === 'messageGroup',
    maxReceiveCount: redrive?.maxReceiveCount ?? Number.POSITIVE_INFINITY,
    ...(redrive ? { deadLetterArn: redrive.deadLetterTargetArn } : {}),
  };
}

/** Whether the queue with these attributes lets `sourceArn` use it as its dead-letter queue. */
export function allowsRedriveFrom(attributes: QueueAttributes, sourceArn: string): boolean {
  const policy = parseRedriveAllowPolicy(attributes['RedriveAllowPolicy'] ?? '');
  if (!policy || policy.redrivePermission === 'allowAll') return true;
  return policy.redrivePermission === 'byQueue' && policy.sourceQueueArns.includes(sourceArn);
}

function parseRedrivePolicy(
  text: string,
): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
  const { deadLetterTargetArn, maxReceiveCount, ...others } = parseObject(text);
  const count = Number(maxReceiveCount);
  if (Object.keys(others).length > 0 || typeof deadLetterTargetArn !== 'string') return undefined;
  if (serviceOf(deadLetterTargetArn) !== 'sqs') return undefined;
  if (!Number.isInteger(count) || count < 1 || count > 1000) return undefined;
  return { deadLetterTargetArn, maxReceiveCount: count };
}

function parseRedriveAllowPolicy(
  text: string,
): { redrivePermission: string; sourceQueueArns: readonly unknown[] } | undefined {
  const { redrivePermission, sourceQueueArns = [], ...others } = parseObject(text);
  if (Object.keys(others).length > 0 || !Array.isArray(sourceQueueArns)) return undefined;
  if (!['allowAll', 'denyAll', 'byQueue'].includes(String(redrivePermission))) return undefined;
  if ((redrivePermission === 'byQueue') !== sourceQueueArns.length > 0) return undefined;
  return { redrivePermission: String(redrivePermission), sourceQueueArns };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
