// The attributes that topics and subscriptions may have, and what they mean.
// Source: SNS API Reference, SetTopicAttributes and SetSubscriptionAttributes.

import { serviceOf } from '../../arns.ts';
import { type Policy, parseResourcePolicy } from '../../policies/policy.ts';
import { PolicyError } from '../../policies/policy-error.ts';
import { compileFilterPolicy } from './filter-policy.ts';
import { invalid } from './invalid.ts';
import { withoutOwnersStatements } from './topic-defaults.ts';

export type Attributes = Readonly<Record<string, string>>;

export const TOPIC_ATTRIBUTES = [
  'DisplayName',
  'Policy',
  'KmsMasterKeyId',
  'TracingConfig',
  'SignatureVersion',
  'DeliveryPolicy',
  'FifoTopic',
  'ContentBasedDeduplication',
  'FifoThroughputScope',
];
/** What else has only so many values. Source: SNS API Reference, SetTopicAttributes. */
const VALUES: Readonly<Record<string, RegExp>> = {
  DisplayName: /^.{0,100}$/s,
  TracingConfig: /^(PassThrough|Active)$/,
  SignatureVersion: /^[12]$/,
};
const BOOLEANS = ['RawMessageDelivery', 'FifoTopic', 'ContentBasedDeduplication'];
/** What SNS knows beside. */
const NOT_HERE: ReadonlySet<string> = new Set([
  'ArchivePolicy',
  'DataProtectionPolicy',
  'DeliveryPolicy',
  'ReplayPolicy',
  'SubscriptionRoleArn',
  ...['Application', 'Firehose', 'HTTP', 'Lambda', 'SQS'].flatMap((kind) =>
    ['SuccessFeedbackRoleArn', 'SuccessFeedbackSampleRate', 'FailureFeedbackRoleArn'].map(
      (name) => `${kind}${name}`,
    ),
  ),
]);
export const SUBSCRIPTION_ATTRIBUTES = [
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
];

/** The attributes as they are after changes, of which an empty one removes. Throws InvalidParameter. */
export function merge(current: Attributes, changes: Attributes, known: readonly string[]): Attributes {
  const merged: Record<string, string> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    if (!known.includes(name))
      throw invalid(NOT_HERE.has(name) ? `AttributeName: ${name} is not supported here` : 'AttributeName');
    if (name === 'RawMessageDelivery' && !/^(true|false)$/i.test(value)) throw notRaw(value);
    if (value !== '' && Object.hasOwn(VALUES, name) && !VALUES[name]?.test(value)) throw invalid(name);
    if (value === '') delete merged[name];
    // AWS takes `True` and keeps `true`.
    else merged[name] = BOOLEANS.includes(name) ? value.toLowerCase() : value;
  }
  return merged;
}

/** What a topic's policy says beside what its owner may do. Throws InvalidParameter for what is no policy. */
export function policyOf({ Policy: text }: Attributes, accountId: string): { policy?: Policy } {
  if (text === undefined) return {};
  try {
    const others = withoutOwnersStatements(parsed(text), accountId);
    return others === undefined ? {} : { policy: parseResourcePolicy(others) };
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw invalid(`Policy Reason: ${error.message}`);
  }
}

// What is no JSON the parser of policies refuses in its words.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What the attributes of a subscription mean. Throws InvalidParameter. */
export function compileSubscription(protocol: string, attributes: Attributes) {
  const {
    FilterPolicy = '{}',
    FilterPolicyScope: scope = 'MessageAttributes',
    RawMessageDelivery = 'false',
  } = attributes;
  if (scope !== 'MessageAttributes' && scope !== 'MessageBody')
    throw invalid(
      `FilterPolicyScope: Invalid value [${scope}]. Please use either MessageBody or MessageAttributes`,
    );
  const isRaw = RawMessageDelivery === 'true';
  if (isRaw && !['sqs', 'http', 'https'].includes(protocol))
    throw invalid(`Delivery protocol [${protocol}] does not support raw message delivery.`);
  return {
    attributes,
    isRaw,
    wants: compileFilterPolicy(FilterPolicy, scope),
    ...deadLetterOf(attributes['RedrivePolicy']),
  };
}

const notRaw = (value: string) =>
  invalid(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);

function deadLetterOf(policy: string | undefined): { deadLetterArn?: string } {
  if (policy === undefined) return {};
  const { deadLetterTargetArn: arn } = parseRedrivePolicy(policy);
  if (typeof arn !== 'string' || serviceOf(arn) !== 'sqs')
    throw invalid('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  return { deadLetterArn: arn };
}

function parseRedrivePolicy(policy: string): { deadLetterTargetArn?: unknown } {
  try {
    return Object(JSON.parse(policy));
  } catch (error) {
    throw invalid(`RedrivePolicy: failed to parse JSON. ${(error as Error).message}`);
  }
}

/** Source: SNS API Reference, CreateTopic. */
export function checkName(name: string, { FifoTopic }: Attributes): void {
  const isFifo = FifoTopic?.toLowerCase() === 'true';
  if (!(isFifo ? /^[\w-]{1,251}\.fifo$/ : /^[\w-]{1,256}$/).test(name)) throw invalid('Topic Name');
}

/** Throws InvalidParameter for what only FIFO topics have. */
export function checkFifoOnly(attributes: Attributes): void {
  if (attributes['FifoTopic'] === 'true') return;
  const other = ['ContentBasedDeduplication', 'FifoThroughputScope'].find((name) => name in attributes);
  if (other !== undefined) throw invalid(`Attributes Reason: ${other} is for FIFO topics`);
}
