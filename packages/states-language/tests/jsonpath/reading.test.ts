// How far one reading of a path may go, and what it looks for once.
import fc from 'fast-check';
import { compileJsonPath, readAny } from '../../src/jsonpath/evaluate.ts';
import { parseTokens } from '../../src/jsonpath/parse.ts';
import { Reading } from '../../src/jsonpath/reading.ts';

const list = (length: number) => Array.from({ length }, (_, number) => number);

it('a path that looks at more than it may is ended', () => {
  const document = { outer: Array.from({ length: 15 }, () => ({ inner: list(20) })) };
  const read = (path: string) => readAny(parseTokens(path, 1), document, new Reading(document, 200));

  expect(read('$.outer[*].inner')).toHaveLength(15);
  expect(() => read('$.outer[?(@.inner[*])]')).toThrow(
    'The path looks at more than 200 values: read them in steps, by several states.',
  );
});

it('a document that is nested deeply is not looked through again and again without end', () => {
  let nested: object = {};
  for (let depth = 0; depth < 900; depth += 1) nested = { a: nested };

  expect(() => compileJsonPath('$..a..a..a..a')(nested)).toThrow(
    'The path looks at more than 5000000 values',
  );
});

it('what is in a long list is what equals one of its items', () => {
  const value = fc.oneof(
    fc.constantFrom(0, -0, 1, '0', '1', '', ' 1', 'a', true, false, null, '1e0', 1.5, '1.5', 'true', 'null'),
    fc.constantFrom([1], ['1'], {}, [], { a: 1, b: [2] }, { b: [2], a: 1 }, { a: 1 }),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 17, maxLength: 30 }), fc.array(value), (items, values) => {
      const equals = compileJsonPath('$.pair[?(@.one == @.other)]');
      const isEqual = (one: unknown, other: unknown) =>
        (equals({ pair: { one, other } }) as unknown[]).length === 1;
      const document = { items, values };

      const found = compileJsonPath('$.values[?(@ in $.items)]')(document);
      const others = compileJsonPath('$.values[?(@ nin $.items)]')(document);

      expect(found).toEqual(
        values.filter((one) => items.some((other) => isZero(one, other) || isEqual(one, other))),
      );
      expect((found as unknown[]).length + (others as unknown[]).length).toBe(values.length);
    }),
  );
});

/** JSON knows one zero. */
function isZero(one: unknown, other: unknown): boolean {
  return one === 0 && other === 0;
}

it('a missing value is in no list, however long', () => {
  const document = { list: list(20), item: { there: 3 } };

  expect(compileJsonPath('$.item[?(@.there in $.list)]')(document)).toHaveLength(1);
  expect(compileJsonPath('$.item[?(@.missing in $.list)]')(document)).toEqual([]);
});

it('a test that does not depend on the node holds for all or for none', () => {
  const document = { items: [{ a: 1 }, { a: 2 }], limit: 3 };

  expect(compileJsonPath('$.items[?($.limit == 3)].a')(document)).toEqual([1, 2]);
  expect(compileJsonPath('$.items[?($.limit == 4 || @.a == 2)].a')(document)).toEqual([2]);
});
