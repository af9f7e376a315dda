// How every Task is retried, written down once: the definitions repeat these lists because the States Language knows no names for
// them, and a test holds every Task against this table.
//
// A policy names the few errors that no other try will fix, then those that want patience. Whatever has no name here is retried as
// well: services name faults that nobody has listed, and every call of ours may be repeated (conditions, tokens, same keys).

/** A retrier of the States Language. Left out: IntervalSeconds 1, BackoffRate 2, no longest delay. */
export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL';
}

/** At most half a minute, 15 seconds on average: a passing fault. */
const ANYTHING_ELSE: Retrier = {
  ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
  MaxAttempts: 5,
  JitterStrategy: 'FULL',
};

/** Our own verdicts on a call, and code that cannot be loaded: the next invocation would say the same. */
const FINAL: Retrier = {
  ErrorEquals: [
    'InvalidInputError',
    'UnexpectedKeyError',
    'ConfigurationError',
    'PhotoGoneError',
    'ImageUnreadableError',
    'DependencyRefusedError',
    'Runtime.ImportModuleError',
    'Runtime.UserCodeSyntaxError',
    'Runtime.HandlerNotFound',
  ],
  MaxAttempts: 0,
};

/** A burst above a quota: up to 22 minutes, eleven on average. */
const THROTTLED: Retrier = {
  ErrorEquals: ['DependencyThrottledError', 'Lambda.TooManyRequestsException'],
  IntervalSeconds: 4,
  MaxAttempts: 12,
  MaxDelaySeconds: 180,
  JitterStrategy: 'FULL',
};

const final = (...ErrorEquals: string[]): Retrier => ({ ErrorEquals, MaxAttempts: 0 });

export const RETRY_POLICIES = {
  lambdaStep: [FINAL, THROTTLED, ANYTHING_ELSE],
  /** Its time is up when nobody has answered: that is an answer of its own. */
  taskToken: [FINAL, THROTTLED, { ...ANYTHING_ELSE, ErrorEquals: ['States.TaskFailed'] }],
  table: [
    final('DynamoDB.ConditionalCheckFailedException', 'DynamoDB.ResourceNotFoundException'),
    ANYTHING_ELSE,
  ],
  /**
   * One name for a conflict with another transaction, too little capacity and a condition that does not hold. The first two pass;
   * the third costs three cheap tries.
   */
  transaction: [
    final('DynamoDb.ResourceNotFoundException'),
    { ErrorEquals: ['DynamoDb.TransactionCanceledException'], MaxAttempts: 3, JitterStrategy: 'FULL' },
    ANYTHING_ELSE,
  ],
  /** The claim looks at the reasons itself: that an upload has come before is no failure, and no reason to wait. */
  claim: [
    final('DynamoDb.ResourceNotFoundException', 'DynamoDb.TransactionCanceledException'),
    ANYTHING_ELSE,
  ],
  /** Events and messages. */
  notice: [ANYTHING_ELSE],
} as const satisfies Record<string, readonly Retrier[]>;

export type RetryPolicy = keyof typeof RETRY_POLICIES;

const BY_RESOURCE: readonly [RegExp, RetryPolicy][] = [
  [/:lambda:invoke$/, 'lambdaStep'],
  [/:lambda:invoke\.waitForTaskToken$/, 'taskToken'],
  [/:::dynamodb:\w+$/, 'table'],
  [/:::aws-sdk:dynamodb:transactWriteItems$/, 'transaction'],
  [/:::events:putEvents$/, 'notice'],
  [/:::sns:publish$/, 'notice'],
  [/:::sqs:sendMessage$/, 'notice'],
];

/** Tasks with a policy of their own. */
const BY_STATE: Readonly<Record<string, RetryPolicy>> = { ClaimPhoto: 'claim' };

/** The policy of a Task: its own, or that of its integration. Throws for an integration that has none yet. */
export function policyFor(state: string, resource: string): RetryPolicy {
  const policy = BY_STATE[state] ?? BY_RESOURCE.find(([pattern]) => pattern.test(resource))?.[1];
  if (!policy) throw new Error(`there is no retry policy for ${resource}: write one in retry-policies.ts`);
  return policy;
}
