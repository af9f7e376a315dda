// IAM User Guide, "IAM JSON policy element reference".
import fc from 'fast-check';
import { decide, parseIdentityPolicy } from '../../src/policies/policy.ts';
import { contextOf } from '../../src/policies/request-context.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Riders';
const caller = { identity: 'arn:aws:sts::000000000000:assumed-role/Step/session' };
const allow = (Action: unknown, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

function decided(statements: unknown, action: string, resource: string, Version = '2012-10-17') {
  const policy = parseIdentityPolicy({ Version, Statement: statements });
  return decide(policy, { action, resource, caller, context: contextOf(caller) });
}

it.each<[statement: object, action: string, resource: string, expected: boolean]>([
  [allow('dynamodb:GetItem', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow('dynamodb:getitem', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow('dynamodb:Get*', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow('dynamodb:???Item', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow(['s3:GetObject', 'dynamodb:PutItem'], [TABLE]), 'dynamodb:PutItem', TABLE, true],
  [allow('*', '*'), 's3:DeleteObject', 'arn:aws:s3:::photos/a', true],
  [allow('s3:*', 'arn:aws:s3:::photos/derived/*'), 's3:GetObject', 'arn:aws:s3:::photos/derived/a/b', true],
  [allow('s3:*', 'arn:aws:s3:::photos/derived/*'), 's3:GetObject', 'arn:aws:s3:::photos/incoming/a', false],
  [allow('s3:*', 'arn:aws:s3:::PHOTOS/*'), 's3:GetObject', 'arn:aws:s3:::photos/a', false],
  [allow('dynamodb:GetItem', TABLE), 'dynamodb:GetItem', `${TABLE}/index/byStatus`, false],
  [allow('dynamodb:GetItem', TABLE), 'dynamodb:PutItem', TABLE, false],
  [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 'sns:Publish', 'x', true],
  [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 's3:GetObject', 'x', false],
  [{ Effect: 'Allow', NotAction: ['s3:*', 'sns:*'], Resource: '*' }, 'sns:Publish', 'x', false],
  [{ Effect: 'Allow', Action: '*', NotResource: 'secret*' }, 's3:GetObject', 'secret/a', false],
  [{ Effect: 'Allow', Action: '*', NotResource: 'secret*' }, 's3:GetObject', 'open/a', true],
  [allow('*', 'home/${aws:PrincipalAccount}/*'), 's3:GetObject', 'home/000000000000/a', true],
  [allow('*', 'home/${aws:PrincipalAccount}/*'), 's3:GetObject', 'home/111111111111/a', false],
  [allow('*', "home/${s3:prefix, 'any'}"), 's3:GetObject', 'home/any', true],
])('%j: %s on %s is allowed: %s', (statement, action, resource, expected) => {
  expect(decided(statement, action, resource)).toBe(expected ? 'allow' : 'implicit deny');
});

it('lets a Deny win wherever it stands, and allows nothing by silence', () => {
  const deny = { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' };

  expect(decided([deny, allow('s3:*', '*')], 's3:DeleteObject', 'x')).toBe('explicit deny');
  expect(decided([allow('s3:*', '*'), deny], 's3:DeleteObject', 'x')).toBe('explicit deny');
  expect(decided([allow('s3:*', '*'), deny], 's3:GetObject', 'x')).toBe('allow');
  expect(decided([], 's3:GetObject', 'x')).toBe('implicit deny');
});

it('takes variables as text in policies of the older version', () => {
  const statement = allow('*', 'home/${aws:PrincipalAccount}');

  expect(decided(statement, 's3:GetObject', 'home/${aws:PrincipalAccount}', '2008-10-17')).toBe('allow');
  expect(decided(statement, 's3:GetObject', 'home/000000000000', '2008-10-17')).toBe('implicit deny');
});

it('lets a variable that nothing fills in neither cover nor spare a resource', () => {
  const context = new Map();
  const policy = (element: string) =>
    parseIdentityPolicy({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: '*', [element]: ['open', '${s3:prefix}'] },
    });
  const on = (element: string, resource: string) =>
    decide(policy(element), { action: 's3:GetObject', resource, caller, context });

  expect(on('Resource', 'open')).toBe('allow');
  expect(on('Resource', 'closed')).toBe('implicit deny');
  expect(on('NotResource', 'closed')).toBe('implicit deny');
});

it.each<[statement: object, message: RegExp]>([
  [{ ...allow('s3:*', '*'), Principal: '*' }, /Statement\[0\] has an unknown key Principal/],
  [{ Effect: 'allow', Action: 'a', Resource: 'b' }, /Statement\[0\] needs Effect Allow or Deny/],
  [{ Effect: 'Allow', Action: 's3:*' }, /Statement\[0\] needs Resource or NotResource/],
  [{ Effect: 'Allow', Resource: '*' }, /Statement\[0\] needs Action or NotAction/],
  [allow('s3:*', []), /Statement\[0\] Resource is empty/],
  [{ ...allow('s3:*', '*'), NotAction: 's3:*' }, /has Action and NotAction/],
  [{ ...allow('s3:*', '*'), NotResource: '*' }, /has Resource and NotResource/],
  [allow('s3:*', ['a', '${aws:username}']), /Statement\[0\] Resource has the variable \$\{aws:username\}/],
  [allow({}, '*'), /Action must be a string or a list of strings/],
])('refuses %j', (statement, message) => {
  expect(() => decided(statement, 's3:GetObject', 'x')).toThrow(message);
});

it.each<[document: unknown, message: RegExp]>([
  [{}, /required field Statement/],
  [undefined, /required field Statement/],
  [{ Statement: [allow('*', '*'), 'x'] }, /Statement\[1\] is not a statement/],
  [{ Version: '2026-01-01', Statement: [] }, /Version must be 2012-10-17 or 2008-10-17, not 2026-01-01/],
  [{ Statement: [], Statements: [] }, /unknown key Statements/],
  ['{', /policy is not JSON/],
  ['[]', /policy must be an object/],
])('refuses the document %j', (document, message) => {
  expect(() => parseIdentityPolicy(document)).toThrow(message);
});

it('reads no condition of permissions that nobody here asks for', () => {
  const keys = { ...allow('kms:Decrypt', '*'), Condition: { StringEquals: { 'kms:ViaService': 's3' } } };
  const more = { ...keys, Action: ['kms:Decrypt', 's3:GetObject'] };

  expect(decided(keys, 'kms:Decrypt', 'key')).toBe('allow');
  expect(() => decided(more, 'kms:Decrypt', 'key')).toThrow('Condition on kms:ViaService');
});

it('covers with a resource without wildcards that resource and nothing else', () => {
  const plain = fc.string({ minLength: 1 }).filter((text) => !/[*?$]/.test(text));
  fc.assert(
    fc.property(plain, plain, (resource, other) => {
      const policy = parseIdentityPolicy({ Statement: allow('s3:GetObject', resource) });
      const on = (asked: string) =>
        decide(policy, { action: 's3:GetObject', resource: asked, caller, context: new Map() });

      expect(on(resource)).toBe('allow');
      expect(on(other)).toBe(other === resource ? 'allow' : 'implicit deny');
    }),
  );
});
