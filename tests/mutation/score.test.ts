// What npm run test:mutation makes of a report, and that its parts name files that are there.
import { globSync } from 'node:fs';
import path from 'node:path';
import { sourceFile } from '../house/imports.ts';
import { ALWAYS, PARTS } from './parts.ts';
import { type Mutant, type Report, scoreOf, survivorsOf } from './score.ts';

const mutant = (status: Mutant['status'], line: number, column: number, end: number): Mutant => ({
  status,
  replacement: 'a  >=\n b',
  location: { start: { line, column }, end: { line, column: end } },
});

const report: Report = {
  files: {
    'src/domain/age.ts': {
      source: 'const a = 1;\nif (a > b) c();\n',
      mutants: [
        mutant('Killed', 1, 1, 6),
        mutant('Timeout', 1, 1, 6),
        mutant('Survived', 2, 5, 10),
        mutant('Ignored', 1, 1, 6),
        mutant('RuntimeError', 1, 1, 6),
      ],
    },
    'src/domain/face.ts': { source: 'x', mutants: [mutant('NoCoverage', 1, 1, 2)] },
    'src/other/none.ts': { source: '', mutants: [] },
  },
};

it('counts what was noticed, by folder and in all; what could not run counts for nobody', () => {
  expect(scoreOf(report).split('\n')).toEqual([
    '50.0 % (2 of 4) src/domain',
    '50.0 % (2 of 4) all',
    '   -  (0 of 0) src/other',
  ]);
});

it('shows what nobody noticed, with its place', () => {
  expect(survivorsOf(report)).toEqual([
    'src/domain/age.ts:2:5 a > b -> a >= b',
    'src/domain/face.ts:1:1 x -> a >= b',
  ]);
});

it.each(PARTS)('the part $name names files and tests that are there', ({ mutate, tests, needs }) => {
  const cwd = path.join(import.meta.dirname, '../..');
  const missing = [...mutate, ...tests, ...needs].filter((glob) => globSync(glob, { cwd }).length === 0);
  expect(missing).toEqual([]);
});

it('Jest finds what its settings need', () => {
  const { text } = sourceFile('jest.config.mjs');
  const [, setup] = /setupFiles: \['<rootDir>\/([^']+)'\]/.exec(text) ?? [];
  expect(ALWAYS).toContain(setup);
});

it.each(PARTS)('the part $name has all that its tests import', ({ tests, needs }) => {
  const cwd = path.join(import.meta.dirname, '../..');
  const open = tests.flatMap((glob) => globSync(glob, { cwd }));
  const reached = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop())
    for (const imported of sourceFile(file).imports)
      if (/^[a-z]+\/.*\.tsx?$/.test(imported) && !reached.has(imported)) {
        reached.add(imported);
        open.push(imported);
      }
  const lacking = [...reached].filter(
    (file) => ![...needs].some((need) => `${file}/`.startsWith(`${need}/`)),
  );
  expect(lacking).toEqual([]);
});
