// What a topic is told to have that nobody gave anything.

/** The SID that AWS gives the statement of such a topic's policy. */
const DEFAULT_SID = '__default_statement_ID';
export const DEFAULT_POLICY_ID = '__default_policy_ID';

/** Its owner alone may use it. */
export function defaultPolicy(topicArn: string, accountId: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: DEFAULT_POLICY_ID,
    Statement: [
      {
        Sid: DEFAULT_SID,
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: topicArn,
        Condition: { StringEquals: { [OWNER_KEY]: accountId } },
      },
    ],
  });
}

const OWNER_KEY = 'AWS:SourceOwner';

/**
 * A policy without what it lets the owner alone do, as the default one does: here all belongs to one owner, and what its roles may do
 * the template says. Undefined where nothing else is left.
 */
export function withoutOwnersStatements(document: unknown, accountId: string): unknown {
  const { Statement, ...others } = Object(document) as { Statement?: unknown };
  const all = Array.isArray(Statement) ? (Statement as unknown[]) : [Statement];
  const rest = all.filter((one) => !isOfOwner(one, accountId));
  if (rest.length === all.length) return document;
  return rest.length === 0 ? undefined : { ...others, Statement: rest };
}

function isOfOwner(statement: unknown, accountId: string): boolean {
  const { Effect, Condition } = Object(statement) as Record<string, unknown>;
  const asked = Object.entries(Object(Condition) as Record<string, unknown>);
  const [[operator, keys] = []] = asked;
  const [[key, value] = [], ...more] = Object.entries(Object(keys) as Record<string, unknown>);
  return (
    Effect === 'Allow' &&
    asked.length === 1 &&
    more.length === 0 &&
    operator === 'StringEquals' &&
    key?.toLowerCase() === OWNER_KEY.toLowerCase() &&
    value === accountId
  );
}

/** Source: SNS Developer Guide, "Creating an HTTP/S delivery policy": the defaults. */
export const EFFECTIVE_DELIVERY_POLICY = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});
