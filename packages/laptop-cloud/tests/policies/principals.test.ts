// IAM User Guide, "Principal" and "NotPrincipal": policies of resources, within one account.
import { decide, parseResourcePolicy } from '../../src/policies/policy.ts';
import { type Caller, contextOf } from '../../src/policies/request-context.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:Uploads';
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/Uploaded';
const ROLE = 'arn:aws:iam::000000000000:role/Step';
const ACCOUNT = 'arn:aws:iam::000000000000:root';
const rule: Caller = { service: 'events.amazonaws.com', arn: RULE };
const role: Caller = { identity: 'arn:aws:sts::000000000000:assumed-role/Step/session' };
const root: Caller = { identity: ACCOUNT };
const stranger: Caller = { identity: 'anonymous' };

const allow = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
};
const NOW = Date.parse('2026-01-02T03:04:05Z');

function decided(statements: unknown, caller: Caller = rule, action = 'sqs:SendMessage') {
  const policy = parseResourcePolicy({ Version: '2012-10-17', Statement: statements });
  return decide(policy, { action, resource: QUEUE, caller, context: contextOf(caller, {}, NOW) });
}
const where = (operator: string, key: string, wanted: unknown) => ({
  ...allow,
  Principal: '*',
  Condition: { [operator]: { [key]: wanted } },
});

it.each<[name: string, statement: object, caller: Caller, isAllowed: boolean]>([
  ['the service it names', allow, rule, true],
  ['no other service', { ...allow, Principal: { Service: 'sns.amazonaws.com' } }, rule, false],
  ['no identity by the name of a service', allow, role, false],
  ['no other action', { ...allow, Action: ['sqs:ReceiveMessage'] }, rule, false],
  ['actions by wildcard and in any case', { ...allow, Action: 'SQS:Send*' }, rule, true],
  ['no other resource', { ...allow, Resource: `${QUEUE}X` }, rule, false],
  ['resources by wildcard', { ...allow, Resource: 'arn:aws:sqs:*:*:Upload?' }, rule, true],
  ['its own resource where it names none', { ...allow, Resource: undefined }, rule, true],
  ['everyone', { ...allow, Principal: '*' }, role, true],
  ['everyone, services and strangers too', { ...allow, Principal: { AWS: '*' } }, rule, true],
  ['everyone, services and strangers too', { ...allow, Principal: { AWS: '*' } }, stranger, true],
  ['a role by its session', { ...allow, Principal: { AWS: ROLE } }, role, true],
  ['a session by its own name', { ...allow, Principal: { AWS: role.identity } }, role, true],
  ['no other role', { ...allow, Principal: { AWS: `${ROLE}s` } }, role, false],
  ['no account as a whole by itself', { ...allow, Principal: { AWS: '000000000000' } }, role, false],
  ['the root user of an account', { ...allow, Principal: { AWS: ACCOUNT } }, root, true],
  ['the source it names', where('ArnEquals', 'aws:SourceArn', RULE), rule, true],
  ['sources by wildcard', where('ArnLike', 'AWS:SourceArn', 'arn:aws:events:*:*:*'), rule, true],
  ['sources by text', where('StringLike', 'aws:SourceArn', 'arn:aws:events:*'), rule, true],
  ['no other source', where('StringEquals', 'aws:SourceAccount', '1'), rule, false],
  ['no caller without the key', where('ArnEquals', 'aws:SourceArn', RULE), role, false],
  [
    'callers without the key, asked only if there is one',
    where('ArnEqualsIfExists', 'aws:SourceArn', RULE),
    role,
    true,
  ],
  ['roles by name', where('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/S*'), role, true],
  ['identities of the account', where('StringEquals', 'aws:PrincipalAccount', '000000000000'), role, true],
  ['roles in use', where('StringEquals', 'aws:PrincipalType', 'AssumedRole'), role, true],
  ['the root user', where('StringEquals', 'aws:PrincipalType', 'Account'), root, true],
  ['AWS services', where('Bool', 'aws:PrincipalIsAWSService', 'true'), rule, true],
  ['no roles for AWS services', where('Bool', 'aws:PrincipalIsAWSService', 'true'), role, false],
  ['a service by condition', where('StringLike', 'aws:PrincipalServiceName', 'events.*'), rule, true],
  ['until a time', where('DateLessThan', 'aws:CurrentTime', '2026-01-02T03:04:06Z'), role, true],
  ['from a time on', where('NumericGreaterThan', 'aws:EpochTime', '1767323045'), role, false],
])('lets in %s', (_, statement, caller, isAllowed) => {
  expect(decided(statement, caller)).toBe(isAllowed ? 'allow' : 'implicit deny');
});

it('lets a deny win, and takes the laptop as a safe transport', () => {
  const deny = { ...allow, Effect: 'Deny', Principal: '*' };

  expect(decided([allow, deny])).toBe('explicit deny');
  expect(decided([allow, { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }])).toBe(
    'allow',
  );
});

it('denies with an account all that belongs to it, and nobody else', () => {
  const deny = { ...allow, Effect: 'Deny', Principal: { AWS: '000000000000' } };

  expect(decided(deny, role)).toBe('explicit deny');
  expect(decided({ ...deny, Principal: { AWS: '111111111111' } }, role)).toBe('implicit deny');
  expect(decided(deny, rule)).toBe('implicit deny');
});

it.each<[NotPrincipal: unknown, caller: Caller, isSpared: boolean]>([
  [{ AWS: [ROLE, ACCOUNT] }, role, true],
  // AWS looks at the account first: who is not listed with it is denied.
  [{ AWS: ROLE }, role, false],
  [{ AWS: ACCOUNT }, role, false],
  [{ AWS: ACCOUNT }, root, true],
  [{ AWS: [`${ROLE}s`, ACCOUNT] }, role, false],
  [{ Service: 'events.amazonaws.com' }, rule, true],
  [{ Service: 'sns.amazonaws.com' }, rule, false],
  [{ Service: 'events.amazonaws.com' }, role, false],
])('denies all but NotPrincipal %j: %j is spared: %s', (NotPrincipal, caller, isSpared) => {
  const { Principal: _, ...others } = allow;

  expect(decided({ ...others, Effect: 'Deny', NotPrincipal }, caller)).toBe(
    isSpared ? 'implicit deny' : 'explicit deny',
  );
});

it.each<[named: string | RegExp, statement: object]>([
  ['Action and NotAction', { ...allow, NotAction: 'x' }],
  ['Principal and NotPrincipal', { ...allow, NotPrincipal: 'x' }],
  ['NotPrincipal with Effect Allow', { ...allow, Principal: undefined, NotPrincipal: '*' }],
  ['Federated', { ...allow, Principal: { Federated: 'x' } }],
  ['Principal must be an object', { ...allow, Principal: undefined }],
  [
    'role/*: a principal is named whole',
    { ...allow, Principal: { AWS: 'arn:aws:iam::000000000000:role/*' } },
  ],
  ['Service *', { ...allow, Principal: { Service: '*' } }],
  ['IpAddress', where('IpAddress', 'aws:SourceIp', '10.0.0.0/8')],
  ['aws:PrincipalOrgID', where('StringEquals', 'aws:PrincipalOrgID', 'o-1')],
  ['s3:prefix', where('StringEquals', 's3:prefix', 'a')],
  ['Effect', { ...allow, Effect: 'Maybe' }],
])('refuses %s, naming it', (named, statement) => {
  expect(() => decided(statement)).toThrow(named);
});
