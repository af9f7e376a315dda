import * as fc from 'fast-check';
import { canonicalJson } from '../../src/services/canonical-json.ts';

/** The same value, its members in the order in which they stood last. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, one]) => [name, turned(one)]),
  );
}

it('says all of a value, and the same whatever order its members stand in', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(turned(value))).toBe(text);
    }),
  );
});

it.each<[unknown, string]>([
  [{ b: 1, a: [{ d: null, c: 'x' }] }, '{"a":[{"c":"x","d":null}],"b":1}'],
  [['b', 'a'], '["b","a"]'],
])('%j is %s', (value, expected) => {
  expect(canonicalJson(value)).toBe(expected);
});
