// That the cases are cases, and that nobody asks AWS by mistake. The cases themselves: ours.test.ts, in the long run.
import { ABSENT, SERVICES } from './case.ts';
import { CASES } from './cases/cases.ts';
import { refusedEndpoint } from './endpoints.ts';
import { difference } from './judge.ts';

test.each(SERVICES)('%s has 25 cases at least, each with a name of its own and a source', (service) => {
  const cases = CASES[service];

  expect(cases.length).toBeGreaterThanOrEqual(25);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(cases.filter(({ source }) => !/^(https:\/\/|answers recorded from AWS, .)/.test(source))).toEqual(
    [],
  );
});

test.each<[unknown, unknown]>([
  [{ a: 1, b: 2 }, { a: 1 }],
  [{ a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }],
  ['abc', /b/],
  [{ a: 1 }, { b: ABSENT }],
  [null, null],
])('%j is what %j asks for', (observed, expected) => {
  expect(difference(observed, expected)).toBeUndefined();
});

test.each<[unknown, unknown, string]>([
  [{ a: 1 }, { a: '1' }, 'answer.a: 1, not "1"'],
  [{ a: 1 }, { b: 1 }, 'answer.b: nothing, not 1'],
  [[1, 2], [1], 'answer: [1,2], not [1]'],
  [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }, 'answer.a[0].b: 1, not 2'],
  [5, /5/, 'answer: 5 does not match /5/'],
  [{ a: 1 }, { a: ABSENT }, 'answer.a: there is one, 1'],
  ['accepted', { error: 'x' }, 'answer: "accepted", not {"error":"x"}'],
])('%j is not what was asked for, and is told where', (observed, expected, told) => {
  expect(difference(observed, expected)).toBe(told);
});

test.each(['aws', 'https://sqs.us-east-1.amazonaws.com', 'https://states.us-east-1.api.aws'])(
  '%s is asked only by who says so',
  (endpoint) => {
    expect(refusedEndpoint(endpoint, false)).toContain('at your cost');
    expect(refusedEndpoint(endpoint, true)).toBeUndefined();
  },
);

test('other endpoints are URLs or have a name', () => {
  expect(refusedEndpoint('http://127.0.0.1:4566', false)).toBeUndefined();
  expect(refusedEndpoint('moto', false)).toBeUndefined();
  expect(refusedEndpoint('motto', false)).toBe('motto is neither a known endpoint nor a URL.');
});
