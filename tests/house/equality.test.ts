// What assertions of this project take for equal: see tests/support/exact-lengths.ts.

it.each<[unknown, unknown]>([
  [[undefined], []],
  [[1, undefined], [1]],
  [{ a: [undefined] }, { a: [] }],
  [{ a: undefined }, {}],
  [{ in: { a: undefined } }, { in: {} }],
])('%j is not %j', (received, expected) => {
  expect(() => expect(received).toEqual(expected)).toThrow();
  expect(received).not.toEqual(expected);
});

it('what is undefined in a map counts as missing, and lists of one length are compared as ever', () => {
  expect({ a: 1, b: undefined }).toEqual({ a: 1 });
  expect([{ a: 1, b: undefined }, 'x']).toEqual([{ a: 1 }, expect.any(String)]);
  expect({ a: 1, list: [1, 2] }).toMatchObject({ list: [1, 2] });
  expect([]).toEqual([]);
  expect({}).toEqual({});
  expect([[], {}]).toEqual([[], {}]);
});
