import { compileFilterPolicy, type FilterScope } from '../../../src/services/sns/filter-policy.ts';
import type { MessageAttribute, Notification } from '../../../src/services/sns/notification.ts';

const text = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue });
const list = (...values: unknown[]): MessageAttribute => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
});
const number = (value: number): MessageAttribute => ({ DataType: 'Number', StringValue: `${value}` });

const notification = (attributes: Record<string, MessageAttribute>, message = 'hello'): Notification => ({
  id: 'n1',
  time: 0,
  topicArn: 'arn:aws:sns:us-east-1:000000000000:Riders',
  message,
  attributes,
});

function wants(policy: object, of: Notification, scope: FilterScope = 'MessageAttributes'): boolean {
  return compileFilterPolicy(JSON.stringify(policy), scope)(of);
}

describe('on attributes', () => {
  const sample = notification({
    verdict: text('approved'),
    score: number(97.5),
    reasons: list('POSE', 'BLURRED', null, true),
    address: text('10.0.0.7'),
    bytes: { DataType: 'Binary', BinaryValue: 'AAA=' },
  });

  it.each<[string, object, boolean]>([
    ['an exact text', { verdict: ['approved', 'retake'] }, true],
    ['another text', { verdict: ['retake'] }, false],
    ['an exact number', { score: [97.5] }, true],
    ['a number is no text', { score: ['97.5'] }, false],
    ['a numeric range', { score: [{ numeric: ['>', 90, '<=', 97.5] }] }, true],
    ['outside a numeric range', { score: [{ numeric: ['<', 90] }] }, false],
    ['an element of a list', { reasons: ['BLURRED'] }, true],
    ['null and true in a list', { reasons: [null] }, true],
    ['anything but', { verdict: [{ 'anything-but': ['retake'] }] }, true],
    ['anything but a prefix', { verdict: [{ 'anything-but': { prefix: 'app' } }] }, false],
    ['a prefix', { verdict: [{ prefix: 'app' }] }, true],
    ['a suffix', { verdict: [{ suffix: 'ved' }] }, true],
    ['equals, ignoring case', { verdict: [{ 'equals-ignore-case': 'APPROVED' }] }, true],
    ['an address block', { address: [{ cidr: '10.0.0.0/24' }] }, true],
    ['an attribute that is there', { verdict: [{ exists: true }] }, true],
    ['an attribute that is not there', { absent: [{ exists: false }] }, true],
    ['a missing attribute', { absent: ['x'] }, false],
    ['binary counts as absent', { bytes: [{ exists: true }] }, false],
    ['all keys must match', { verdict: ['approved'], score: [1] }, false],
    ['one of two alternatives', { $or: [{ verdict: ['retake'] }, { score: [97.5] }] }, true],
    ['an empty policy', {}, true],
  ])('matches %s', (_, policy, expected) => {
    expect(wants(policy, sample)).toBe(expected);
  });
});

describe('on the body', () => {
  const body = notification({}, JSON.stringify({ rider: { city: 'Bonn', rides: [1, 2] } }));

  it('matches nested fields and list elements', () => {
    expect(wants({ rider: { city: ['Bonn'], rides: [2] } }, body, 'MessageBody')).toBe(true);
    expect(wants({ rider: { city: ['Ulm'] } }, body, 'MessageBody')).toBe(false);
  });

  it('wants nothing of a message that is no JSON object', () => {
    expect(wants({ rider: ['x'] }, notification({}, 'plain words'), 'MessageBody')).toBe(false);
  });

  it('does not match what is nested deeper than requests may be', () => {
    const deep = notification({}, `{"rider":${'['.repeat(5_000)}"a"${']'.repeat(5_000)}}`);

    expect(wants({ rider: ['a'] }, deep, 'MessageBody')).toBe(false);
  });
});

it.each([
  ['six keys below five parents', { a: { b: [1], c: [1] }, d: [1], e: [1], f: [1], g: [1] }],
  [
    'alternatives of the same keys',
    {
      $or: [
        { a: [1], b: [1], c: [1] },
        { a: [2], b: [2], d: [1] },
      ],
    },
  ],
  ['as many combinations as there may be', { a: { b: [1, 2, 3, 4, 5] }, c: [...Array(15).keys()] }],
  ['alternatives, which are added up', { $or: [{ a: [...Array(13).keys()] }, { b: [...Array(12).keys()] }] }],
])('takes %s', (_, policy) => {
  expect(() => compileFilterPolicy(JSON.stringify(policy), 'MessageBody')).not.toThrow();
});

it.each<[string, object, FilterScope, string]>([
  ['an unknown operator', { verdict: [{ like: 'a' }] }, 'MessageAttributes', 'like'],
  ['a value outside a list', { verdict: 'approved' }, 'MessageBody', 'verdict'],
  ['nesting on attributes', { verdict: { a: ['b'] } }, 'MessageAttributes', 'nested'],
  ['six keys', { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }, 'MessageBody', 'more than 5 keys'],
  [
    'too many combinations',
    { a: [...Array(13).keys()], b: [...Array(12).keys()] },
    'MessageBody',
    'Filter policy is too complex',
  ],
  [
    'too many combinations for how deep they lie',
    { a: { b: { c: [1, 2, 3, 4] } }, d: { e: [1, 2, 3] }, f: [1, 2, 3] },
    'MessageBody',
    'Filter policy is too complex',
  ],
  [
    'too many combinations of alternatives with the rest',
    { $or: [{ a: [1, 2, 3, 4] }, { b: [1, 2, 3] }], c: [...Array(22).keys()] },
    'MessageBody',
    'Filter policy is too complex',
  ],
])('refuses %s, naming it', (_, policy, scope, named) => {
  expect(() => compileFilterPolicy(JSON.stringify(policy), scope)).toThrow(
    expect.objectContaining({ code: 'InvalidParameter', message: expect.stringContaining(named) }),
  );
});
