import { parseTemplate } from '../../src/stack/template.ts';
import { readTemplateYaml } from '../../src/stack/template-yaml.ts';

const notices = (text: string) => {
  const lines: string[] = [];
  const value = readTemplateYaml(text, 't.yaml', (line) => lines.push(line));
  return { value, lines };
};

test('of a key that stands twice the last one counts, and the place is told', () => {
  const { value, lines } = notices('A:\n  b: 1\n  c: 2\n  b: 3\n');

  expect(value).toEqual({ A: { b: 3, c: 2 } });
  expect(lines).toEqual([
    't.yaml:4:3, at "b: 3": b stands twice in one map; the last one counts, as for SAM.',
  ]);
});

test('it is told once, however many aliases lead to it', () => {
  expect(notices('A: &a { b: 1, b: 2 }\nC: *a\nD: [*a, *a]\n').lines).toHaveLength(1);
});

test('a template says it with its notices', () => {
  const { notices: told } = parseTemplate('Resources:\n  A: { Type: T }\n  A: { Type: U }\n');
  expect(told).toEqual(['line 3: A stands twice in one map; the last one counts, as for SAM.']);
});

test.each([
  [
    'a bracket of a map',
    'a:\n  b: {\n    "c": [\n    1,\n  2\n ]\n}\nd: 2\n',
    { a: { b: { c: [1, 2] } }, d: 2 },
  ],
  ['items of a list', 'a:\n  b: [\n  1,\n 2\n]\nd: 2\n', { a: { b: [1, 2] }, d: 2 }],
  ['lines in double quotes', 'a:\n  b: "{\n      x\n  }"\nd: 2\n', { a: { b: '{ x }' }, d: 2 }],
  ['lines in single quotes', "a:\n    b: 'x\n  y\n  z'\nd: 2\n", { a: { b: 'x y z' }, d: 2 }],
  [
    'quotes behind an escaped quote',
    'a:\n    b: "{\n      \\"x\\"\n    }"\nd: 2\n',
    { a: { b: '{ "x" }' }, d: 2 },
  ],
  ['several of them', 'a:\n  b: [\n 1\n ]\n  c: "x\n y"\n', { a: { b: [1], c: 'x y' } }],
])('takes %s that stand too far left', (_, text, value) => {
  expect(notices(text)).toEqual({ value, lines: [] });
});

test('a place behind such a line is that of the text as it was', () => {
  expect(() => readTemplateYaml('a:\n  b: [\n 1\n ]\nc: !Nope x\n', 't.yaml')).toThrow(
    /^t.yaml:5:10, .*!Nope/,
  );
  expect(() => readTemplateYaml('a:\n  b: [\n !Nope x\n ]\n', 't.yaml')).toThrow(/^t.yaml:3:8, .*!Nope/);
});

test.each([
  ['a quote that never ends', 'a:\n  b: "x\n  c: 1\n  d: 2\n', /^t.yaml:5:1: Missing closing/],
  ['a bracket that never ends', 'a:\n  b: [\n 1\nc: 2\n', /t.yaml:3:2, .*: Flow sequence/],
])('refuses %s where it stands', (_, text, message) => {
  expect(() => readTemplateYaml(text, 't.yaml')).toThrow(message);
});
