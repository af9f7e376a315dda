// Reference Paths: writing a result into the input without changing the input.
import fc from 'fast-check';
import { compileJsonPath } from '../../src/jsonpath/evaluate.ts';
import { parseReferencePath, writeAt } from '../../src/jsonpath/reference.ts';

test.each<[string, unknown, unknown]>([
  ['$', { a: 1 }, 'new'],
  ['$.a', { a: 1, b: 2 }, { a: 'new', b: 2 }],
  ['$.x.y', { a: 1 }, { a: 1, x: { y: 'new' } }],
  ['$.list[1]', { list: [1, 2, 3] }, { list: [1, 'new', 3] }],
  ['$.list[0].deep', { list: [{}] }, { list: [{ deep: 'new' }] }],
  ["$['odd key']", {}, { 'odd key': 'new' }],
])('%s written into %j', (path, root, expected) => {
  expect(writeAt(root, parseReferencePath(path), 'new')).toEqual({ value: expected });
});

test.each<[string, unknown]>([
  ['$.a', 'text'],
  ['$.a', null],
  ['$.a.b', { a: 1 }],
  ['$.a[0]', { a: [] }],
  ['$.a[0]', {}],
])('%s cannot be written into %j', (path, root) => {
  expect(writeAt(root, parseReferencePath(path), 'new')).toBeUndefined();
});

test.each([
  '$.a[*]',
  '$..a',
  '$.a[0:1]',
  '$.a[?(@.b)]',
  "$['a','b']",
  '$.a.length()',
  'a',
  '$.a[-1]',
  '$.a[0,1]',
])('%s is no Reference Path', (path) => {
  expect(() => parseReferencePath(path)).toThrow(`'${path}' `);
  expect(() => parseReferencePath(path)).toThrow(
    path === 'a' ? "does not start with '$'" : 'is not a Reference Path',
  );
});

test('what is written is read back, and the original stays as it was', () => {
  const names = fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.object()),
      names,
      fc.jsonValue(),
      (root, path, value) => {
        const before = JSON.stringify(root);
        const text = `$.${path.join('.')}`;
        const written = writeAt(root, parseReferencePath(text), value);
        expect(JSON.stringify(root)).toBe(before);
        if (written) expect(compileJsonPath(text)(written.value)).toEqual(value);
      },
    ),
  );
});
