// Functions that end a path. https://github.com/json-path/JsonPath#functions
import { compileJsonPath } from '../../src/jsonpath/evaluate.ts';

const root = {
  numbers: [4, 8, '12', null],
  none: [],
  words: ['a', 1, 'b'],
  text: 'four',
  object: { x: 1, y: 2 },
  nothing: null,
  number: 7,
};

test.each<[string, unknown]>([
  ['$.numbers.length()', 4],
  ['$.text.length()', 4],
  ['$.object.size()', 2],
  ['$.nothing.length()', null],
  ['$.number.length()', null],
  ['$.numbers.min()', 4],
  ['$.numbers.max()', 8],
  ['$.numbers.sum()', 12],
  ['$.numbers.avg()', 6],
  ['$.numbers.stddev()', 2],
  ['$.none.sum()', null],
  ['$.text.sum()', null],
  ['$.text.sum(1, 2)', 3],
  ['$.numbers.max(9)', 9],
  ['$.numbers.sum($.number)', 19],
  ['$.object.keys()', ['x', 'y']],
  ['$.numbers.keys()', null],
  ['$.text.keys()', null],
  ['$.nothing.keys()', null],
  ['$.words.concat()', 'ab'],
  ["$.words.concat('c', $.text)", 'abcfour'],
  ["$.text.concat('c')", 'c'],
  ['$.words.append(2)', ['a', 1, 'b', 2]],
  ['$.text.append(2)', 'four'],
  ['$.words.first()', 'a'],
  ['$.words.last()', 'b'],
  ['$.text.first()', null],
  ['$.text.last()', null],
  ['$.words.index(1)', 1],
  ['$.words.index(-1)', 'b'],
  ["$.words.index('x')", null],
  ['$.text.index(0)', null],
])('%s', (path, expected) => {
  expect(compileJsonPath(path)(root)).toEqual(expected);
});

test.each([
  ['min', 1],
  ['max', 2],
])('%s of more numbers than a call takes', (name, expected) => {
  const numbers = Array.from({ length: 200_000 }, (_, number) => 1 + (number % 2));

  expect(compileJsonPath(`$.numbers.${name}()`)({ numbers })).toBe(expected);
});

test('a function that is not there, or that does not end its path, finds nothing', () => {
  expect(() => compileJsonPath('$.text.reverse()')(root)).toThrow(
    'Function with name: reverse does not exist.',
  );
  expect(() => compileJsonPath('$.words.first().x')(root)).toThrow('A function may only end a path.');
});
