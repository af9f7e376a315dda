// IAM User Guide, "Policy evaluation for requests within a single account": either policy is enough, and any Deny wins.
import { decide, parseIdentityPolicy, parseResourcePolicy } from '../../src/policies/policy.ts';
import { contextOf } from '../../src/policies/request-context.ts';
import { authorizeCall, authorizeDelivery } from '../../src/services/authorize-call.ts';
import type { Principal } from '../../src/services/service.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:Uploads';
const ROLE = 'arn:aws:iam::000000000000:role/Step';
const SESSION = 'arn:aws:sts::000000000000:assumed-role/Step/laptop';

type Effect = 'Allow' | 'Deny' | undefined;
const statements = (effect: Effect, more: object) =>
  effect ? [{ Effect: effect, Action: 'sqs:SendMessage', Resource: '*', ...more }] : [];

function principal(effect: Effect): Principal {
  const policy = parseIdentityPolicy({ Statement: statements(effect, {}) });
  const caller = { identity: SESSION };
  const decided = (action: string, resource: string) =>
    decide(policy, { action, resource, caller, context: contextOf(caller) });
  return {
    arn: SESSION,
    can: (action, resource) => decided(action, resource) === 'allow',
    denies: (action, resource) => decided(action, resource) === 'explicit deny',
  };
}

it.each<[identity: Effect, resource: Effect, refusal: string | undefined]>([
  ['Allow', 'Allow', undefined],
  ['Allow', undefined, undefined],
  [undefined, 'Allow', undefined],
  ['Allow', 'Deny', 'with an explicit deny in a resource-based policy'],
  [undefined, 'Deny', 'with an explicit deny in a resource-based policy'],
  ['Deny', 'Allow', 'with an explicit deny in an identity-based policy'],
  ['Deny', undefined, 'with an explicit deny in an identity-based policy'],
  [undefined, undefined, 'because no identity-based policy allows the sqs:SendMessage action'],
])('identity %s and resource %s: refused %s', (identity, resource, refusal) => {
  const policy = parseResourcePolicy({ Statement: statements(resource, { Principal: { AWS: ROLE } }) });
  const call = () => authorizeCall(policy, principal(identity), 'sqs:SendMessage', QUEUE);

  if (refusal === undefined) expect(call).not.toThrow();
  else
    expect(call).toThrow(
      `User: ${SESSION} is not authorized to perform: sqs:SendMessage on resource: ${QUEUE} ${refusal}`,
    );
});

it.each<[resource: Effect, refusal: string | undefined]>([
  ['Allow', undefined],
  ['Deny', 'with an explicit deny in a resource-based policy'],
  [undefined, 'because no resource-based policy allows the sqs:SendMessage action'],
])('delivery by a service, resource %s: refused %s', (resource, refusal) => {
  const source = { service: 'sns.amazonaws.com', arn: 'arn:aws:sns:us-east-1:000000000000:news' };
  const policy = parseResourcePolicy({ Statement: statements(resource, { Principal: '*' }) });
  const delivery = () => authorizeDelivery(policy, source, 'sqs:SendMessage', QUEUE);

  if (refusal === undefined) expect(delivery).not.toThrow();
  else expect(delivery).toThrow(refusal);
});

it('lets no service in without a policy', () => {
  const source = { service: 'sns.amazonaws.com', arn: 'arn:aws:sns:us-east-1:000000000000:news' };

  expect(() => authorizeDelivery(undefined, source, 'sqs:SendMessage', QUEUE)).toThrow(
    'no resource-based policy',
  );
});
