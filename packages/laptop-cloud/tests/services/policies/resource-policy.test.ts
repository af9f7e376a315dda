import { type Caller, parsePolicy } from '../../../src/services/policies/resource-policy.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:Uploads';
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/Uploaded';
const rule: Caller = { service: 'events.amazonaws.com', arn: RULE };
const role: Caller = { identity: 'arn:aws:sts::000000000000:assumed-role/Step/session' };

const allow = {
  Effect: 'Allow',
  Principal: { Service: 'events.amazonaws.com' },
  Action: 'sqs:SendMessage',
  Resource: QUEUE,
};
const decide = (statements: object | object[], caller: Caller = rule, action = 'sqs:SendMessage') =>
  parsePolicy({ Version: '2012-10-17', Statement: statements }).decide(caller, action, QUEUE);

it.each<[string, object, Caller, string | undefined]>([
  ['the service it names', allow, rule, 'Allow'],
  ['no other service', { ...allow, Principal: { Service: 'sns.amazonaws.com' } }, rule, undefined],
  ['no other action', { ...allow, Action: ['sqs:ReceiveMessage'] }, rule, undefined],
  ['actions by wildcard and in any case', { ...allow, Action: 'SQS:Send*' }, rule, 'Allow'],
  ['no other resource', { ...allow, Resource: `${QUEUE}X` }, rule, undefined],
  ['resources by wildcard', { ...allow, Resource: 'arn:aws:sqs:*:*:Upload?' }, rule, 'Allow'],
  ['everyone', { ...allow, Principal: '*' }, role, 'Allow'],
  [
    'a role by its session',
    { ...allow, Principal: { AWS: 'arn:aws:iam::000000000000:role/Step' } },
    role,
    'Allow',
  ],
  ['no account as a whole', { ...allow, Principal: { AWS: '000000000000' } }, role, undefined],
  ['the source it names', { ...allow, Condition: { ArnEquals: { 'aws:SourceArn': RULE } } }, rule, 'Allow'],
  [
    'sources by wildcard',
    { ...allow, Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:*' } } },
    rule,
    'Allow',
  ],
  [
    'no other source',
    { ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '1' } } },
    rule,
    undefined,
  ],
  [
    'no caller without the key',
    { ...allow, Principal: '*', Condition: { ArnEquals: { 'aws:SourceArn': RULE } } },
    role,
    undefined,
  ],
])('lets in %s', (_, statement, caller, expected) => {
  expect(decide(statement, caller)).toBe(expected);
});

it('lets a deny win, and takes the laptop as a safe transport', () => {
  const deny = { ...allow, Effect: 'Deny', Principal: '*' };
  expect(decide([allow, deny])).toBe('Deny');
  expect(decide([allow, { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }])).toBe('Allow');
});

it.each([
  ['NotAction', { ...allow, NotAction: 'x' }],
  ['NotPrincipal', { ...allow, NotPrincipal: 'x' }],
  ['Federated', { ...allow, Principal: { Federated: 'x' } }],
  ['IpAddress', { ...allow, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
  ['aws:PrincipalOrgID', { ...allow, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
  ['Effect', { ...allow, Effect: 'Maybe' }],
])('refuses %s, naming it', (named, statement) => {
  expect(() => decide(statement)).toThrow(named);
});
