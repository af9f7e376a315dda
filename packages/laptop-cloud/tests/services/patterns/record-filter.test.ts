import { compileRecordFilter } from '../../../src/services/patterns/record-filter.ts';

const PIPE = { service: 'pipes' } as const;

// The table of "Using event filtering with an Amazon SQS event source": kinds of body against kinds of pattern.
it.each([
  ['text', 'text that is listed', 'plain', '{"body":["plain"]}', true],
  ['text', 'another text', 'plain', '{"body":["other"]}', false],
  ['text', 'JSON', 'plain', '{"body":{"kind":["upload"]}}', false],
  ['JSON', 'text', '{"kind":"upload"}', '{"body":["{\\"kind\\":\\"upload\\"}"]}', false],
  ['JSON', 'JSON that fits', '{"kind":"upload"}', '{"body":{"kind":["upload"]}}', true],
  ['JSON', 'JSON that does not fit', '{"kind":"other"}', '{"body":{"kind":["upload"]}}', false],
  ['JSON', 'nothing of the body', '{"kind":"other"}', '{"attributes":{"SenderId":["me"]}}', true],
])('a body of %s against a pattern of %s: %s', (_, __, body, pattern, expected) => {
  expect(
    compileRecordFilter([pattern], PIPE)({ body, attributes: { SenderId: 'me' } } as { body: string }),
  ).toBe(expected);
});

it('lets through what any one pattern wants, and everything without patterns', () => {
  const either = compileRecordFilter(['{"body":["a"]}', '{"body":{"n":[1]}}'], PIPE);
  expect(['a', '{"n":1}', 'b'].map((body) => either({ body }))).toEqual([true, true, false]);
  expect(compileRecordFilter([], PIPE)({ body: 'b' })).toBe(true);
});

it('takes JSON nested deeper than requests may be for text', () => {
  const body = `${'['.repeat(5_000)}"a"${']'.repeat(5_000)}`;

  expect(compileRecordFilter(['{"body":{"a":["a"]}}'], PIPE)({ body })).toBe(false);
  expect(compileRecordFilter([JSON.stringify({ body: [body] })], PIPE)({ body })).toBe(true);
});

it('names a member that may not be filtered on', () => {
  expect(() => compileRecordFilter(['{"messageId":["a"]}'], { ...PIPE, keys: ['body'] })).toThrow(
    'filters on messageId, only body can be',
  );
});
