// What may stand in a JSONPath field, and which variables it reads.
import { compileQuery, variablesIn } from '../src/query.ts';

const reading = { context: { at: 'context' }, variables: { v: { a: 1 }, _x9: 2, größe: 3 } };

test.each<[string, unknown]>([
  ['$', { n: 0 }],
  ['$.n', 0],
  ['$$.at', 'context'],
  ['$v.a', 1],
  ['$_x9', 2],
  ['$größe', 3],
])('%s is read where it belongs', (text, expected) => {
  expect(compileQuery(text)({ n: 0 }, reading)).toEqual(expected);
});

test('a text without a dollar sign is no path', () => {
  expect(() => compileQuery('name')).toThrow(
    expect.objectContaining({ name: 'JsonPathSyntaxError', message: "'name' is not a path" }),
  );
});

test.each<[string, string[]]>([
  ['$v.a[0]', ['v']],
  ['$.v', []],
  ['$$.v', []],
  ["States.Format('{} {}',$a,  $b.c)", ['a', 'b']],
  ["States.Format('it\\'s ($no, $nor', $a)", ['a']],
  ["States.Array($.x, States.Array($deep), '$quoted')", ['deep']],
  ["States.Array(\n $a,'a string\nof lines', $$.Execution.Id, $b)", ['a', 'b']],
  ["States.Format($a, 'not closed, $no", ['a']],
  ["States.Format($a, 'not \\' closed, $no\\", ['a']],
])('%s reads the variables %j', (text, names) => {
  expect(variablesIn(text)).toEqual(names);
});
