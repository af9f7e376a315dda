import fc from 'fast-check';
import { compilePattern } from '../../../src/services/patterns/event-pattern.ts';
import { OPERATORS, type Operator } from '../../../src/services/patterns/operators.ts';
import { PatternError } from '../../../src/services/patterns/pattern-error.ts';

const upload = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::photos'],
  detail: {
    bucket: { name: 'photos' },
    object: { key: 'incoming/ada/p 1+ü.jpg', size: 123456, etag: '' },
    address: '10.0.0.7',
    address6: '2001:db8::7',
    deleted: false,
    owner: null,
    faces: [
      { kind: 'main', confidence: 99 },
      { kind: 'other', confidence: 40 },
    ],
    points: [{ x: 1 }, { y: 2 }],
    tags: [],
  },
};
const matches = (pattern: object, event: unknown = upload) => compilePattern(pattern)(event);
const detail = (pattern: object) => ({ detail: pattern });
const key = (comparison: unknown) => detail({ object: { key: [comparison] } });
const size = (comparison: unknown) => detail({ object: { size: [comparison] } });

it.each<[string, object, boolean]>([
  [
    'the rule of the uploads',
    { source: ['aws.s3'], 'detail-type': ['Object Created'], ...key({ prefix: 'incoming/' }) },
    true,
  ],
  ['one of several values', { source: ['aws.ec2', 'aws.s3'] }, true],
  ['no other value', { source: ['aws.ec2'] }, false],
  ['all fields, not any', { source: ['aws.s3'], 'detail-type': ['Object Deleted'] }, false],
  ['a field that is absent', { nothing: ['x'] }, false],
  ['an element of a list', { resources: ['arn:aws:s3:::photos'] }, true],
  ['a number', size(123456), true],
  ['a number is no text', size('123456'), false],
  ['false', detail({ deleted: [false] }), true],
  ['null', detail({ owner: [null] }), true],
  ['null is not absence', detail({ nothing: [null] }), false],
  ['the empty text', detail({ object: { etag: [''] } }), true],
  ['prefix', key({ prefix: 'incoming/' }), true],
  ['another prefix', key({ prefix: 'derived/' }), false],
  ['prefix ignoring case', key({ prefix: { 'equals-ignore-case': 'INCOMING/' } }), true],
  ['suffix', key({ suffix: '.jpg' }), true],
  ['suffix ignoring case', key({ suffix: { 'equals-ignore-case': '.JPG' } }), true],
  ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.s3' }] }, true],
  ['wildcard', key({ wildcard: 'incoming/*/*.jpg' }), true],
  ['another wildcard', key({ wildcard: 'incoming/*.png' }), false],
  ['anything-but a text', { source: [{ 'anything-but': 'aws.ec2' }] }, true],
  ['anything-but the text itself', { source: [{ 'anything-but': 'aws.s3' }] }, false],
  ['anything-but a list', { source: [{ 'anything-but': ['aws.ec2', 'aws.s3'] }] }, false],
  ['anything-but a number', size({ 'anything-but': 5 }), true],
  ['anything-but numbers', size({ 'anything-but': [5, 123456] }), false],
  ['anything-but a prefix', key({ 'anything-but': { prefix: 'derived/' } }), true],
  ['anything-but prefixes', key({ 'anything-but': { prefix: ['derived/', 'incoming/'] } }), false],
  ['anything-but a suffix', key({ 'anything-but': { suffix: '.jpg' } }), false],
  [
    'anything-but ignoring case',
    { source: [{ 'anything-but': { 'equals-ignore-case': ['AWS.S3'] } }] },
    false,
  ],
  ['anything-but a wildcard', key({ 'anything-but': { wildcard: '*.png' } }), true],
  ['anything-but needs the field', detail({ nothing: [{ 'anything-but': 'x' }] }), false],
  ['numeric above', size({ numeric: ['>', 100] }), true],
  ['numeric equal', size({ numeric: ['=', 123456] }), true],
  ['numeric range', size({ numeric: ['>=', 10240, '<', 123456] }), false],
  ['numeric never matches text', key({ numeric: ['>', 0] }), false],
  ['exists', detail({ owner: [{ exists: true }] }), true],
  ['exists speaks of leaves only', detail({ object: [{ exists: true }] }), false],
  ['not exists', detail({ nothing: [{ exists: false }] }), true],
  ['not exists, though it does', detail({ owner: [{ exists: false }] }), false],
  ['an empty list is no value', detail({ tags: [{ exists: false }] }), true],
  ['not exists in no element', detail({ faces: { age: [{ exists: false }] } }), true],
  ['not exists, though in one element', detail({ faces: { kind: [{ exists: false }] } }), false],
  ['not exists in an empty list', detail({ tags: { name: [{ exists: false }] } }), true],
  ['an element without a field', detail({ points: { x: [1], y: [{ exists: false }] } }), true],
  [
    'a field that another element has, asked for first',
    detail({ points: { x: [{ exists: false }], y: [2] } }),
    false,
  ],
  ['cidr', detail({ address: [{ cidr: '10.0.0.0/24' }] }), true],
  ['another cidr', detail({ address: [{ cidr: '10.0.1.0/24' }] }), false],
  ['cidr of version 6', detail({ address6: [{ cidr: '2001:db8::/32' }] }), true],
  ['cidr on no address', { source: [{ cidr: '0.0.0.0/0' }] }, false],
  ['one element satisfying both fields', detail({ faces: { kind: ['main'], confidence: [99] } }), true],
  ['no mixture of elements', detail({ faces: { kind: ['main'], confidence: [40] } }), false],
  ['$or', { $or: [{ source: ['aws.ec2'] }, detail({ deleted: [false] })] }, true],
  ['$or with none', { $or: [{ source: ['aws.ec2'] }, { source: ['aws.sqs'] }] }, false],
  [
    '$or beside another field',
    { source: ['x'], $or: [{ source: ['aws.s3'] }, { source: ['aws.sqs'] }] },
    false,
  ],
  ['$or within', detail({ $or: [{ deleted: [true] }, { object: { etag: [''] } }] }), true],
  ['inherited names are absent', { constructor: [{ exists: false }] }, true],
])('matches %s', (_, pattern, expected) => {
  expect(matches(pattern)).toBe(expected);
});

it.each<[string, unknown, string]>([
  ['an unknown operator', key({ regex: '.*' }), 'Unrecognized match type regex'],
  ['an inherited name as operator', key({ toString: 'x' }), 'Unrecognized match type toString'],
  [
    'an unknown operator in anything-but',
    key({ 'anything-but': { cidr: 'x' } }),
    'Unsupported anything-but pattern: cidr',
  ],
  ['two operators at once', key({ prefix: 'a', suffix: 'b' }), 'Only one key allowed in match expression'],
  ['a value outside a list', { source: 'aws.s3' }, '"source" must be an object or an array'],
  ['an empty list', { source: [] }, 'Empty arrays are not allowed'],
  ['an empty object', { detail: {} }, 'Empty objects are not allowed'],
  ['an empty pattern', {}, 'Empty objects are not allowed'],
  ['no operator', key({}), 'Match expression name not found'],
  [
    'an operator with a dot in its name',
    key({ 'anything-but.prefix': 'a' }),
    'Unrecognized match type anything-but.prefix',
  ],
  [
    'a list within a list',
    { source: [['aws.s3']] },
    'Match value must be String, number, true, false, or null',
  ],
  ['another operator in a prefix', key({ prefix: { suffix: 'a' } }), 'Unsupported prefix pattern: suffix'],
  ['no operator in a suffix', key({ suffix: {} }), 'Suffix expression name not found'],
  ['no operator in anything-but', key({ 'anything-but': {} }), 'Anything-But expression name not found'],
  [
    'an operator where there is none in another',
    key({ 'equals-ignore-case': { prefix: 'a' } }),
    'equals-ignore-case match pattern must be a string',
  ],
  [
    'yes or no in anything-but',
    key({ 'anything-but': true }),
    'Value of anything-but must be an array or single string/number value.',
  ],
  [
    'null in a list of anything-but',
    key({ 'anything-but': ['a', null] }),
    'Inside anything but list, start|null|boolean is not supported.',
  ],
  [
    'a number in a list of prefixes of anything-but',
    key({ 'anything-but': { prefix: ['a', 1] } }),
    'prefix/suffix match pattern must be a string',
  ],
  [
    'a number ignoring case in anything-but',
    key({ 'anything-but': { 'equals-ignore-case': 1 } }),
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  ],
  ['numeric of no list', size({ numeric: 5 }), 'Value of numeric must be an array.'],
  ['numeric of nothing', size({ numeric: [] }), 'Invalid member in numeric match: ]'],
  ['numeric of a number alone', size({ numeric: [5] }), 'Invalid member in numeric match: 5'],
  ['an equal range', size({ numeric: ['>=', 5, '<=', 5] }), 'Bottom must be less than top'],
  [
    'a range of upper bound first',
    size({ numeric: ['<', 5, '>', 1] }),
    'Too many elements in numeric expression',
  ],
  ['half a second bound', size({ numeric: ['>', 1, '<'] }), 'Value of < must be numeric'],
  ['a number as second relation', size({ numeric: ['>', 1, 5] }), 'Bad value in numeric range: 5'],
  [
    'a third bound',
    size({ numeric: ['>', 1, '<', 5, '<', 6] }),
    'Too many terms in numeric range expression',
  ],
  ['exists without yes or no', key({ exists: 'yes' }), 'exists match pattern must be either true or false'],
  ['a number as prefix', key({ prefix: 1 }), 'prefix match pattern must be a string'],
  ['a numeric without number', size({ numeric: ['>', '1'] }), 'must be numeric'],
  ['an unknown relation', size({ numeric: ['~', 1] }), 'Unrecognized numeric range operator: ~'],
  ['a range upside down', size({ numeric: ['>', 5, '<', 1] }), 'Bottom must be less than top'],
  ['a range of two lower bounds', size({ numeric: ['>', 1, '>', 5] }), 'Bad numeric range operator'],
  ['a mixed anything-but', key({ 'anything-but': ['a', 1] }), 'mixed type is not supported'],
  ['two stars in a row', key({ wildcard: 'ä**b' }), 'Consecutive wildcard characters at pos 3'],
  ['an unknown escape', key({ wildcard: 'a\\b' }), 'Invalid escape character at pos 2'],
  ['a block without bits', key({ cidr: '10.0.0.0' }), "Malformed CIDR, one '/' required"],
  [
    'a block of bits that are none',
    key({ cidr: '10.0.0.0/x' }),
    'Malformed CIDR, mask bits must be an integer',
  ],
  ['a block of one address', key({ cidr: '10.0.0.0/32' }), 'IPv4 mask bits must be < 32'],
  ['a block of one address of version 6', key({ cidr: '::1/128' }), 'IPv6 mask bits must be < 128'],
  ['a block of no address', key({ cidr: '10.0.0/8' }), 'Nonstandard IP address: 10.0.0'],
  [
    '$or with one branch',
    { $or: [{ source: ['a'] }] },
    'There must have at least 2 Objects in $or relationship.',
  ],
  ['$or that is no list', { $or: { source: ['a'] } }, 'It must be an Array followed with $or.'],
  [
    'a text in $or',
    { $or: [{ source: ['a'] }, 'b'] },
    'Only JSON object is allowed in array of $or relationship.',
  ],
  [
    'an operator as a field within $or',
    { $or: [{ source: ['a'] }, detail({ size: { numeric: [5] } })] },
    'numeric is Ruler reserved fieldName which cannot be used inside $or.',
  ],
  ['text that is not JSON', '{"source":', 'not valid JSON'],
  ['a list', '[]', 'Filter is not an object'],
])('refuses %s, naming it', (_, pattern, named) => {
  const compile = () => compilePattern(pattern);
  expect(compile).toThrow(PatternError);
  expect(compile).toThrow(named);
});

describe('for any event', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
  );
  const name = fc.string({ minLength: 1 }).filter((text) => text !== '$or' && text !== '__proto__');
  const eventOf = (names: fc.Arbitrary<string>) =>
    fc.letrec<{ event: Record<string, unknown>; value: unknown }>((tie) => ({
      event: fc.dictionary(names, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      value: fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(scalar, { minLength: 1, maxLength: 3 }),
        tie('event'),
      ),
    })).event;
  const anyEvent = eventOf(name);
  /** Names that meet each other where a dot joins them. */
  const meeting = fc.constantFrom('a', 'b', 'a.b', 'a.b.a', 'b.a');

  // The pattern that says exactly what the event says.
  const patternOf = (event: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(event).map(([field, value]) => {
        if (Array.isArray(value)) return [field, value];
        if (typeof value === 'object' && value !== null)
          return [field, patternOf(value as Record<string, unknown>)];
        return [field, [value]];
      }),
    );

  it.each([
    ['of any names', name],
    ['of names that meet', meeting],
  ])('%s its own pattern matches it, and also what has more fields', (_, names) => {
    const more = fc.dictionary(names, scalar, { noNullPrototype: true });
    fc.assert(
      fc.property(eventOf(names), more, (event, more) => {
        const isMatch = compilePattern(patternOf(event));
        expect(isMatch(event)).toBe(true);
        expect(isMatch({ ...more, ...event })).toBe(true);
      }),
    );
  });

  it('never matches without one of its fields', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), (event, pick) => {
        const fields = Object.keys(event);
        const { [fields[pick % fields.length]!]: removed, ...rest } = event;
        expect(compilePattern(patternOf(event))(rest)).toBe(false);
      }),
    );
  });

  it('anything-but is the opposite of exact for every text', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { minLength: 1 }), (text, unwanted) => {
        const exact = compilePattern({ field: unwanted })({ field: text });
        const but = compilePattern({ field: [{ 'anything-but': unwanted }] })({ field: text });
        expect(but).toBe(!exact);
      }),
    );
  });

  it('numeric agrees with arithmetic', () => {
    const number = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(number, number, number, (value, low, high) => {
        fc.pre(low < high);
        const isMatch = compilePattern({ n: [{ numeric: ['>', low, '<=', high] }] });
        expect(isMatch({ n: value })).toBe(value > low && value <= high);
      }),
    );
  });

  it('only a PatternError refuses a pattern, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (pattern, event) => {
        try {
          compilePattern(JSON.stringify(pattern))(event);
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
      }),
    );
  });
});

it.each<[string, object, object, boolean]>([
  ['in the pattern', { detail: { 'a.b': ['v'] } }, { detail: { a: { b: 'v' } } }, true],
  ['in the event', { detail: { a: { b: ['v'] } } }, { detail: { 'a.b': 'v' } }, true],
  ['in both, elsewhere', { 'detail.a': { b: ['v'] } }, { detail: { 'a.b': 'v' } }, true],
  ['beside a name of their own', { a: { b: ['v'], c: ['w'] } }, { a: { b: 'v' }, 'a.c': 'w' }, true],
  ['and are held against the value', { 'a.b': ['v'] }, { a: { b: 'w' } }, false],
  ['beside a value of the first name', { a: [1], 'a.b': [2] }, { a: 1, 'a.b': 2 }, true],
  ['beside a list of the first name', { a: [1], 'a.b': [2] }, { a: [0, 1], 'a.b': 2 }, true],
  ['beside objects of the first name', { a: { b: [2] } }, { a: [{ b: 1 }], 'a.b': 2 }, true],
  ['where nothing is there', { 'a.b': [{ exists: false }] }, { a: {} }, true],
])('dots join names %s', (_, pattern, event, expected) => {
  expect(matches(pattern, event)).toBe(expected);
});

it.each([
  [
    'anything-but with a prefix that ignores case',
    { 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } },
  ],
  [
    'anything-but with a suffix that ignores case',
    { 'anything-but': { suffix: { 'equals-ignore-case': 'a' } } },
  ],
  ['anything-but with an empty prefix', { 'anything-but': { prefix: '' } }],
  ['anything-but with an empty suffix', { 'anything-but': { suffix: '' } }],
  ['a wildcard that is too complex', { wildcard: '*:*:*:*:*:event-bus/*' }],
])('%s is refused, as on AWS', (_, comparison) => {
  expect(() => compilePattern(key(comparison))).toThrow(PatternError);
});

// One operator each; the table in docs/patterns.md has its sources.
const SAMPLES: Record<Operator, unknown> = {
  prefix: { prefix: 'a' },
  'prefix.equals-ignore-case': { prefix: { 'equals-ignore-case': 'a' } },
  suffix: { suffix: 'a' },
  'suffix.equals-ignore-case': { suffix: { 'equals-ignore-case': 'a' } },
  'equals-ignore-case': { 'equals-ignore-case': 'a' },
  wildcard: { wildcard: 'a*' },
  cidr: { cidr: '10.0.0.0/24' },
  numeric: { numeric: ['>', 1] },
  exists: { exists: true },
  'anything-but': { 'anything-but': ['a'] },
  'anything-but.prefix': { 'anything-but': { prefix: 'a' } },
  'anything-but.suffix': { 'anything-but': { suffix: 'a' } },
  'anything-but.equals-ignore-case': { 'anything-but': { 'equals-ignore-case': 'a' } },
  'anything-but.wildcard': { 'anything-but': { wildcard: 'a*' } },
};
it.each(['rules', 'pipes', 'mappings', 'sns'] as const)('%s take their operators and no other', (service) => {
  const taken = Object.entries(SAMPLES).filter(([, sample]) => {
    try {
      compilePattern({ name: [sample] }, service);
      return true;
    } catch {
      return false;
    }
  });
  expect(taken.map(([operator]) => operator).sort()).toEqual([...OPERATORS[service]].sort());
});

it('says by name which operator a service does not take', () => {
  const suffix = { name: [{ 'anything-but': { suffix: 'a' } }] };
  expect(() => compilePattern(suffix, 'sns')).toThrow('Unsupported anything-but pattern: suffix');
  expect(() => compilePattern({ name: [{ wildcard: 'a*' }] }, 'pipes')).toThrow(
    'Unrecognized match type wildcard',
  );
});
