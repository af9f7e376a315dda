// What a request says of itself, by condition key: what policies may ask here, and no more.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
import { splitArn } from '../arns.ts';

/** An AWS service on behalf of one of its resources. */
export interface ServiceCaller {
  /** `events.amazonaws.com` */
  service: string;
  /** Of the rule, topic, bucket ... */
  arn: string;
  /** Where the ARN names none, as those of buckets. */
  account?: string;
}

/** Who asks: an AWS service, or an identity by its ARN. */
export type Caller = ServiceCaller | { identity: string };

/** Condition keys as services write them. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** Condition keys in lower case, for their case does not count. */
export type RequestContext = Pick<ReadonlyMap<string, string | readonly string[]>, 'get'>;

const ALWAYS = ['aws:SecureTransport', 'aws:CurrentTime', 'aws:EpochTime', 'aws:PrincipalIsAWSService'];
const OF_IDENTITIES = ['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalType'];
const OF_SERVICES = ['aws:SourceArn', 'aws:SourceAccount', 'aws:PrincipalServiceName'];

/** Keys that calls by a role carry; those of single services last. */
export const IDENTITY_KEYS: readonly string[] = [
  ...ALWAYS,
  ...OF_IDENTITIES,
  's3:prefix',
  'dynamodb:Attributes',
  'dynamodb:Select',
];
/** Keys that calls of a resource with a policy of its own carry, by a role or by an AWS service. */
export const RESOURCE_KEYS: readonly string[] = [...ALWAYS, ...OF_IDENTITIES, ...OF_SERVICES];

/** What a call by this caller carries, and what its operation adds. Most statements ask for nothing of it: it is made for who does. */
export function contextOf(
  caller: Caller,
  more: ConditionKeys = {},
  nowMs: number = Date.now(),
): RequestContext {
  let made: RequestContext | undefined;
  return {
    get: (key) => {
      made ??= keysOf(caller, more, nowMs);
      return made.get(key);
    },
  };
}

function keysOf(caller: Caller, more: ConditionKeys, nowMs: number): RequestContext {
  return toContext({
    // Nothing leaves the machine, which is what SecureTransport is asked for.
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': new Date(nowMs).toISOString(),
    'aws:EpochTime': String(Math.floor(nowMs / 1000)),
    ...('identity' in caller ? identityKeys(caller.identity) : serviceKeys(caller)),
    ...more,
  });
}

export function toContext(keys: ConditionKeys): RequestContext {
  return new Map(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), value]));
}

/** The role of a session, or the identity itself. */
export function roleOf(identity: string): string {
  return identity.replace(/^(arn:[^:]*):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3');
}

/** Empty for a caller without one, as a browser before it signs. */
export function accountOf(identity: string): string {
  return splitArn(identity)?.accountId ?? '';
}

function identityKeys(identity: string): Record<string, string> {
  const accountId = accountOf(identity);
  const isSession = roleOf(identity) !== identity;
  return {
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalArn': roleOf(identity),
    ...(accountId === '' ? {} : { 'aws:PrincipalAccount': accountId }),
    ...(isSession ? { 'aws:PrincipalType': 'AssumedRole' } : {}),
    ...(identity.endsWith(':root') ? { 'aws:PrincipalType': 'Account' } : {}),
  };
}

function serviceKeys({ service, arn, account = accountOf(arn) }: ServiceCaller): Record<string, string> {
  return {
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': service,
    'aws:SourceArn': arn,
    ...(account === '' ? {} : { 'aws:SourceAccount': account }),
  };
}
