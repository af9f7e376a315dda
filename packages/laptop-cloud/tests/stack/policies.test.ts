import fc from 'fast-check';
import { policyOf } from '../../src/stack/policies.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/Riders';
const allow = (Action: unknown, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });

test.each([
  [allow('dynamodb:GetItem', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow('dynamodb:getitem', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow('dynamodb:Get*', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow('dynamodb:???Item', TABLE), 'dynamodb:GetItem', TABLE, true],
  [allow(['s3:GetObject', 'dynamodb:PutItem'], [TABLE]), 'dynamodb:PutItem', TABLE, true],
  [allow('*', '*'), 's3:DeleteObject', 'arn:aws:s3:::photos/a', true],
  [
    allow('s3:GetObject', 'arn:aws:s3:::photos/derived/*'),
    's3:GetObject',
    'arn:aws:s3:::photos/derived/a/b',
    true,
  ],
  [
    allow('s3:GetObject', 'arn:aws:s3:::photos/derived/*'),
    's3:GetObject',
    'arn:aws:s3:::photos/incoming/a',
    false,
  ],
  [allow('dynamodb:GetItem', TABLE), 'dynamodb:GetItem', `${TABLE}/index/byStatus`, false],
  [allow('dynamodb:GetItem', TABLE), 'dynamodb:PutItem', TABLE, false],
  [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 'sns:Publish', 'x', true],
  [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }, 's3:GetObject', 'x', false],
  [{ Effect: 'Allow', Action: '*', NotResource: 'secret*' }, 's3:GetObject', 'secret/a', false],
])('%j: %s on %s is %s', (statement, action, resource, expected) => {
  expect(policyOf([statement]).can(action, resource)).toBe(expected);
});

test('a Deny wins wherever it stands, and nothing is allowed by silence', () => {
  const deny = { Effect: 'Deny', Action: 's3:Delete*', Resource: '*' };

  expect(policyOf([deny, allow('s3:*', '*')]).can('s3:DeleteObject', 'x')).toBe(false);
  expect(policyOf([allow('s3:*', '*'), deny]).can('s3:GetObject', 'x')).toBe(true);
  expect(policyOf([]).can('s3:GetObject', 'x')).toBe(false);
});

test.each([
  [
    { ...allow('s3:*', '*'), Condition: { StringEquals: { 'aws:SourceIp': '::1' } } },
    /Condition on aws:SourceIp, which no service/,
  ],
  [{ ...allow('s3:*', '*'), Condition: { DateLessThan: {} } }, /operator DateLessThan/],
  [{ ...allow('s3:*', '*'), Principal: '*' }, /unknown key Principal/],
  [{ Effect: 'allow', Action: 'a', Resource: 'b' }, /Effect Allow or Deny/],
  [{ Effect: 'Allow', Action: 's3:*' }, /Resource is empty/],
])('refuses %j', (statement, message) => {
  expect(() => policyOf([statement])).toThrow(message);
});

test('a condition on key permissions decides nothing here, for keys are not kept', () => {
  const statement = { ...allow('kms:Decrypt', '*'), Condition: { StringEquals: { 'kms:ViaService': 's3' } } };

  expect(policyOf([statement]).can('kms:Decrypt', 'key')).toBe(true);
});

test.each([
  ['StringLike', 'derived/*', 'derived/a', true],
  ['StringLike', 'derived/*', 'incoming/a', false],
  ['StringLike', 'derived/*', undefined, false],
  ['StringLikeIfExists', 'derived/*', undefined, true],
  ['StringNotLike', 'derived/*', undefined, true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringEquals', ['a', 'b'], 'b', true],
])('%s %j of a listing with prefix %j holds: %s', (operator, wanted, prefix, expected) => {
  const statement = { ...allow('s3:ListBucket', '*'), Condition: { [operator]: { 's3:prefix': wanted } } };

  const context = prefix === undefined ? {} : { 's3:prefix': prefix };
  expect(policyOf([statement]).can('s3:ListBucket', 'bucket', context)).toBe(expected);
});

test('a resource without wildcards covers itself and nothing else', () => {
  const plain = fc.string({ minLength: 1 }).filter((text) => !/[*?]/.test(text));
  fc.assert(
    fc.property(plain, plain, (resource, other) => {
      const policy = policyOf([allow('s3:GetObject', resource)]);
      expect(policy.can('s3:GetObject', resource)).toBe(true);
      expect(policy.can('s3:GetObject', other)).toBe(other === resource);
    }),
  );
});
