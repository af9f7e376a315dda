// The source maps of the breakpoint tests are read rightly: against esbuild's own, and for any numbers.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import {
  decodeNumbers,
  generatedPlace,
  originalNames,
  originalOf,
  readSourceMap,
  urlOf,
} from './source-map.ts';

const SOURCE = `export function judge(brightness: number): string {
  const isDark = brightness < 40;
  return isDark ? 'too dark' : 'fine';
}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'maps-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['linked', 'inline'] as const)(
  'finds lines and names in a %s map of a minified bundle',
  (sourcemap) => {
    const source = path.join(folder, 'judge.ts');
    const outfile = path.join(folder, 'judge.js');
    writeFileSync(source, SOURCE);
    buildSync({ entryPoints: [source], outfile, bundle: true, minify: true, format: 'cjs', sourcemap });
    const code = readFileSync(outfile, 'utf8');
    const map = readSourceMap(urlOf(outfile), /sourceMappingURL=(.*)/.exec(code)![1]!)!;

    const place = generatedPlace(map, source, 3)!;

    expect(code.split('\n')[place.line]!.slice(place.column)).toMatch(/^return/);
    expect(originalOf(map, place)).toMatchObject({ source, original: { line: 2 } });
    expect(generatedPlace(map, source, 99)).toBeUndefined();
    const start = { line: 0, column: 0 };
    const end = { line: 99, column: 0 };
    expect([...originalNames(map, code, start, end).values()]).toEqual(
      expect.arrayContaining(['judge', 'brightness']),
    );
  },
);

it('has no map where a script names one that is not there', () => {
  expect(readSourceMap(urlOf(path.join(folder, 'gone.js')), 'gone.js.map')).toBeUndefined();
});

it('reads any numbers back', () => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const encode = (number: number): string => {
    let rest = number < 0 ? -number * 2 + 1 : number * 2;
    let text = '';
    do {
      const digit = rest % 32;
      rest = Math.floor(rest / 32);
      text += digits[rest > 0 ? digit + 32 : digit];
    } while (rest > 0);
    return text;
  };
  const number = fc.integer({ min: -(2 ** 29), max: 2 ** 29 }).filter((each) => !Object.is(each, -0));
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      expect(decodeNumbers(numbers.map(encode).join(''))).toEqual(numbers);
    }),
  );
});
