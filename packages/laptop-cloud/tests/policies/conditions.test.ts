// IAM User Guide, "Condition operators" and "Conditions with multiple context keys or values".
import { decide, parsePolicy } from '../../src/policies/policy.ts';
import { toContext } from '../../src/policies/request-context.ts';

const KEY = 'test:Key';
const caller = { identity: 'arn:aws:iam::000000000000:role/Step' };

function holds(condition: object, given: string | readonly string[] | undefined): boolean {
  const statement = { Effect: 'Allow', Action: 'test:Do', Resource: '*', Condition: condition };
  const policy = parsePolicy(
    { Version: '2012-10-17', Statement: statement },
    { kind: 'identity', knownKeys: [KEY, 'test:Name'] },
  );
  const context = toContext({ 'test:Name': 'ada*', ...(given === undefined ? {} : { [KEY]: given }) });
  return decide(policy, { action: 'test:Do', resource: '*', caller, context }) === 'allow';
}

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:in:box';

describe('one value', () => {
  it.each<[operator: string, wanted: unknown, given: string, expected: boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringNotEquals', 'a', 'A', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
    ['StringNotEqualsIgnoreCase', 'aB', 'Ab', false],
    ['StringLike', 'derived/*', 'derived/a/b', true],
    ['StringLike', 'derived/?', 'derived/ab', false],
    ['StringLike', 'Derived/*', 'derived/a', false],
    ['StringNotLike', 'derived/*', 'derived/a', false],
    ['StringNotLike', 'derived/*', 'incoming/a', true],
    ['NumericEquals', 10, '10.0', true],
    ['NumericEquals', '10', '11', false],
    ['NumericNotEquals', '10', '10.0', false],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '9', false],
    ['NumericGreaterThan', '-1.5', '-1', true],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericLessThan', '10', 'nine', false],
    ['DateEquals', '2026-01-02T03:04:05Z', '1767323045', true],
    ['DateNotEquals', '2026-01-02T03:04:05Z', '2026-01-02T04:04:05+01:00', false],
    ['DateLessThan', '2026-01-02T00:00:00Z', '2026-01-01', true],
    ['DateLessThan', '2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z', false],
    ['DateLessThanEquals', '2026-01-02', '2026-01-02T00:00:00.000Z', true],
    ['DateGreaterThan', '2026-01-02T00:00Z', '2026-01-02T00:00:01Z', true],
    ['DateGreaterThanEquals', '1767312000', '2026-01-02T00:00:00Z', true],
    ['DateGreaterThanEquals', '2026-01-02', 'yesterday', false],
    ['Bool', false, 'false', true],
    ['Bool', 'TRUE', 'true', true],
    ['Bool', 'true', 'false', false],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
    ['IpAddress', '203.0.113.9', '203.0.113.9', true],
    ['IpAddress', '203.0.113.9', '203.0.113.8', false],
    ['IpAddress', ['10.0.0.0/8', '2001:db8:1234:5678::/64'], '2001:db8:1234:5678::1', true],
    ['IpAddress', '2001:db8:1234:5678::/64', '2001:db8:1234:5679::1', false],
    ['IpAddress', '10.0.0.0/8', 'here', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.9', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.114.9', true],
    ['ArnEquals', QUEUE, QUEUE, true],
    ['ArnEquals', 'arn:aws:sqs:*:111122223333:*', QUEUE, true],
    ['ArnLike', 'arn:aws:sqs:eu-west-?:*:in:*', QUEUE, true],
    ['ArnLike', 'arn:aws:sqs:eu-west-1:*:in', QUEUE, false],
    // A star stays in its part: this one has no region that `1:1111...` could stand for.
    ['ArnLike', 'arn:aws:sqs:eu*:box:*', QUEUE, false],
    ['ArnLike', 'arn:aws:s3:::*', QUEUE, false],
    ['ArnLike', 'arn:*:*:*:*:*', 'no ARN', false],
    ['ArnEquals', 'arn:other', 'arn:other', false],
    ['ArnNotEquals', 'arn:aws:sqs:*:*:*', QUEUE, false],
    ['ArnNotLike', 'arn:aws:sns:*:*:*', QUEUE, true],
    ['Null', 'false', 'a', true],
    ['Null', true, 'a', false],
  ])('%s %j for %j: %s', (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { [KEY]: wanted } }, given)).toBe(expected);
  });
});

describe('no value', () => {
  it.each<[operator: string, wanted: string, expected: boolean]>([
    ['StringEquals', 'a', false],
    ['StringNotEquals', 'a', true],
    ['StringNotEqualsIgnoreCase', 'a', true],
    ['StringNotLike', 'a', true],
    ['NumericNotEquals', '1', true],
    ['DateNotEquals', '2026-01-01', true],
    ['NotIpAddress', '10.0.0.0/8', true],
    ['ArnNotLike', QUEUE, true],
    ['ArnNotEquals', QUEUE, true],
    ['Bool', 'false', false],
    ['NumericLessThan', '1', false],
    ['StringEqualsIfExists', 'a', true],
    ['BoolIfExists', 'true', true],
    ['ArnLikeIfExists', QUEUE, true],
    ['StringNotEqualsIfExists', 'a', true],
    ['Null', 'true', true],
    ['Null', 'false', false],
    ['ForAllValues:StringEquals', 'a', true],
    ['ForAnyValue:StringEquals', 'a', false],
    ['ForAnyValue:StringNotEquals', 'a', false],
    ['ForAnyValue:StringEqualsIfExists', 'a', true],
  ])('%s %j: %s', (operator, wanted, expected) => {
    expect(holds({ [operator]: { [KEY]: wanted } }, undefined)).toBe(expected);
  });
});

describe('several values', () => {
  it.each<[operator: string, wanted: string[], given: string[], expected: boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringLike', ['a*'], [], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['a', 'd'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false],
    ['StringEquals', ['a'], ['a'], false],
    ['Null', ['true'], [], true],
  ])('%s %j for %j: %s', (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { [KEY]: wanted } }, given)).toBe(expected);
  });

  it('takes a single value as a set of one', () => {
    expect(holds({ 'ForAllValues:StringEquals': { [KEY]: 'a' } }, 'a')).toBe(true);
    expect(holds({ 'ForAnyValue:StringEquals': { [KEY]: 'a' } }, 'b')).toBe(false);
  });
});

it('wants all operators and all keys to hold', () => {
  const both = (name: string) => ({
    StringEquals: { [KEY]: 'a', 'test:Name': 'ada*' },
    StringLike: { 'test:Name': name },
  });

  expect(holds(both('a*'), 'a')).toBe(true);
  expect(holds(both('a*'), 'b')).toBe(false);
  expect(holds(both('b*'), 'a')).toBe(false);
});

it('does not look at the case of keys', () => {
  expect(holds({ StringEquals: { 'TEST:key': 'a' } }, 'a')).toBe(true);
});

describe('variables', () => {
  it.each<[operator: string, wanted: string, given: string, expected: boolean]>([
    ['StringEquals', '${test:name}', 'ada*', true],
    ['StringLike', '${test:Name}/?', 'ada*/1', true],
    // What a variable brings is no wildcard.
    ['StringLike', '${test:Name}', 'adam', false],
    ['StringLike', 'a${*}b', 'a*b', true],
    ['StringLike', 'a${*}b', 'axb', false],
    ['StringLike', 'a${?}${$}*', 'a?$b', true],
    ['ArnLike', 'arn:aws:sqs:*:*:${test:Name}', 'arn:aws:sqs:eu-west-1:1:ada*', true],
    ['StringEquals', "${test:Key, 'none'}", 'some', true],
    ['StringEquals', '$ {} ${', '$ {} ${', true],
  ])('%s %j for %j: %s', (operator, wanted, given, expected) => {
    expect(holds({ [operator]: { [KEY]: wanted } }, given)).toBe(expected);
  });

  it('fall back to a default, and make a statement void without', () => {
    expect(holds({ StringEquals: { 'test:Name': "${test:Key, 'ada*'}" } }, undefined)).toBe(true);
    expect(holds({ StringEquals: { 'test:Name': '${test:Key}' } }, undefined)).toBe(false);
    expect(holds({ StringNotEquals: { 'test:Name': '${test:Key}' } }, undefined)).toBe(false);
  });
});

it.each<[condition: object, message: RegExp]>([
  [{ StringMatches: { [KEY]: 'a' } }, /^Statement\[0\] has the condition operator StringMatches.*StringLike/],
  [{ constructor: { [KEY]: 'a' } }, /operator constructor/],
  [{ NullIfExists: { [KEY]: 'true' } }, /operator NullIfExists/],
  [{ 'ForSome:StringEquals': { [KEY]: 'a' } }, /operator ForSome:StringEquals/],
  [
    { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    /StringEquals has a Condition on aws:PrincipalOrgID, which no service.*\(test:Key, test:Name\)/,
  ],
  [{ StringEquals: { [KEY]: '${aws:username}' } }, /variable \$\{aws:username\}, which no request/],
  [{ NumericEquals: { [KEY]: 'ten' } }, /NumericEquals test:Key must hold numbers, not ten/],
  [{ NumericEquals: { [KEY]: '${test:Name}' } }, /must hold numbers/],
  [{ DateEquals: { [KEY]: '2026-01-01T00:00:00' } }, /must hold dates.*2026-01-01T00:00:00/],
  [{ DateEquals: { [KEY]: '2026-13-01' } }, /must hold dates/],
  [{ IpAddress: { [KEY]: '10.0.0.0/33' } }, /must hold addresses or CIDR ranges, not 10.0.0.0\/33/],
  [{ BinaryEquals: { [KEY]: '?' } }, /must hold base64/],
  [{ Bool: { [KEY]: 'yes' } }, /must hold true or false, not yes/],
  [{ Null: { [KEY]: 'no' } }, /must hold true or false, not no/],
  [{ ArnLike: { [KEY]: 'arn:aws:events:*' } }, /six parts.*arn:aws:events:\*/],
  [{ StringEquals: { [KEY]: [] } }, /StringEquals test:Key is empty/],
  [{ StringEquals: { [KEY]: { a: 1 } } }, /test:Key must be a string/],
  [{ StringEquals: 'a' }, /StringEquals must be an object/],
])('refuses %j', (condition, message) => {
  expect(() => holds(condition, 'a')).toThrow(message);
});
