// CSV of an ItemReader.
import fc from 'fast-check';
import { parseCsv } from '../../src/map/csv.ts';

test.each<[string, string, unknown]>([
  ['short rows are filled up', 'a,b\n1', [{ a: '1', b: '' }]],
  ['extra fields are dropped', 'a\n1,2', [{ a: '1' }]],
  ['blank lines are skipped, spaces are kept', 'a\n\n  \n', [{ a: '  ' }]],
  [
    'quotes hold delimiters, quotes and line breaks',
    'a,b\n"x,y","say ""hi""\nthere"',
    [{ a: 'x,y', b: 'say "hi"\nthere' }],
  ],
  [
    'a backslash escapes itself, a quote and the delimiter',
    'a,b\nC:\\\\x,1\\,5\\"',
    [{ a: 'C:\\x', b: '1,5"' }],
  ],
  ['any other backslash is dropped', 'a\n\\n\\t', [{ a: 'nt' }]],
  ['Windows line ends', 'a,b\r\n1,2\r\n', [{ a: '1', b: '2' }]],
])('%s', (_what, text, expected) => {
  expect([...parseCsv(text, undefined)]).toEqual(expected);
});

test('any table written as CSV is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', 'é'), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n');
      expect([...parseCsv(text, ['x', 'y'])]).toEqual(rows.map(([x, y]) => ({ x, y })));
    }),
  );
});

test('columns come in the order of their names in a HashMap, as on AWS', () => {
  const [row] = parseCsv('H1,\n1,2\n', undefined);
  expect(JSON.stringify(row)).toBe('{"":"2","H1":"1"}');
});
