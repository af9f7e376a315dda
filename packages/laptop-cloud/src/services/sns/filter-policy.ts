// Filter policies: which notifications a subscription wants, by message attributes or by the message's JSON.
// Source: SNS Developer Guide, "Amazon SNS subscription filter policies".
import { messageOf } from '../message-of.ts';
import { compilePattern } from '../patterns/event-pattern.ts';
import { PatternError } from '../patterns/pattern-error.ts';
import { parseBoundedText } from '../protocols/bounded-json.ts';
import { ServiceError } from '../service.ts';
import type { MessageAttribute, Notification } from './notification.ts';

export type FilterScope = 'MessageAttributes' | 'MessageBody';
export type Filter = (notification: Notification) => boolean;

const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

/** Compiles a policy's JSON. Throws InvalidParameter naming what is wrong, such as an unknown operator. */
export function compileFilterPolicy(policy: string, scope: FilterScope): Filter {
  try {
    const parsed = parseObject(policy);
    // An empty policy is no filter.
    if (Object.keys(parsed).length === 0) return () => true;
    checkLimits(parsed);
    const matches = compilePattern(parsed, 'sns');
    if (scope === 'MessageAttributes') refuseNesting(parsed);
    return scope === 'MessageBody'
      ? ({ message }) => matches(bodyOf(message))
      : ({ attributes }) => matches(valuesOf(attributes));
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new ServiceError('InvalidParameter', `Invalid parameter: FilterPolicy: ${error.message}`);
  }
}

function parseObject(policy: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(policy);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch (cause) {
    throw new PatternError(`failed to parse JSON. ${messageOf(cause)}`, { cause });
  }
  throw new PatternError('must be an object');
}

function checkLimits(policy: Record<string, unknown>): void {
  if (namesOf(policy).size > MAX_KEYS)
    throw new PatternError(`Filter policy can not have more than ${MAX_KEYS} keys`);
  if (combinationsOf(policy) > MAX_COMBINATIONS) throw new PatternError('Filter policy is too complex');
}

function refuseNesting(policy: Record<string, unknown>): void {
  if (Object.entries(policy).some(([name, value]) => isNested(name, value)))
    throw new ServiceError(
      'InvalidParameter',
      'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
    );
}

function isNested(name: string, value: unknown): boolean {
  return name !== '$or' && typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Of a nested policy only the parents count. */
function namesOf(policy: Record<string, unknown>): Set<string> {
  return new Set(
    Object.entries(policy).flatMap(([name, value]) =>
      name === '$or' && Array.isArray(value) ? value.flatMap((one) => [...namesOf({ ...one })]) : [name],
    ),
  );
}

/**
 * The values of each key, times how deep it lies; of `$or`, those of all alternatives together.
 * https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
function combinationsOf(policy: Record<string, unknown>, depth = 1): number {
  return Object.entries(policy).reduce((product, [name, value]) => {
    if (name === '$or' && Array.isArray(value))
      return product * value.reduce<number>((sum, one) => sum + combinationsOf({ ...one }, depth), 0);
    if (Array.isArray(value)) return product * value.length * depth;
    return typeof value === 'object' ? product * combinationsOf({ ...value }, depth + 1) : product;
  }, 1);
}

function bodyOf(message: string): unknown {
  try {
    return parseBoundedText(message);
  } catch {
    return undefined;
  }
}

function valuesOf(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, unknown> {
  const texts = Object.entries(attributes).filter(([, { DataType }]) => !DataType.startsWith('Binary'));
  return Object.fromEntries(texts.map(([name, attribute]) => [name, attributeValue(attribute)]));
}

function attributeValue({ DataType, StringValue = '' }: MessageAttribute): unknown {
  if (DataType.startsWith('Number')) return Number(StringValue);
  return DataType === 'String.Array' ? bodyOf(StringValue) : StringValue;
}
