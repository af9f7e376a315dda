// Every script of package.json answers --help before it begins anything, and docs/commands.md tells of it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { wrongOption } from '../../tools/asked.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const programs = Object.entries(scripts).flatMap(([name, line]) => {
  const [, file] = /^node (\S+\.ts)$/.exec(line) ?? [];
  return file === undefined ? [] : [[name, file] as const];
});

it('there are programs', () => expect(programs.length).toBeGreaterThan(25));

it.each(programs)('%s reads its options where --help is answered', (name, file) => {
  const source = read(file);
  // The package of the engine may not see tools; its program hands on what it does not know.
  if (name === 'asl-cases') return expect(source).toContain("'--help'");
  expect(source).toMatch(/\b(runTool|asked)\(/);
  expect(source).not.toMatch(/[^.\w]process\.argv\.(slice|includes)|process\.argv\[/);
  // One of two values would go in silence.
  expect(source).not.toContain('parseArgs(');
});

it.each(Object.keys(scripts))('%s is in docs/commands.md', (name) => {
  const words = { start: 'npm start', test: 'npm test' }[name] ?? `npm run ${name}`;
  expect(read('docs/commands.md')).toMatch(new RegExp(`\`${words}\\b(?![:-])`));
});

it.each([
  ['npm run cost -- [options]', 'npm run cost'],
  ['npm run --silent definition -- [FILE]', 'npm run --silent definition'],
  ['npm run bench:recheck -- [PHOTOS]', 'npm run bench:recheck'],
])('what is asked wrongly of "%s" is told with the way out', (help, command) => {
  const error = Object.assign(new Error("Unknown option '--x'. To specify a positional argument"), {
    code: 'ERR_PARSE_ARGS_UNKNOWN_OPTION',
  });
  expect(wrongOption(help, error)).toBe(`Unknown option '--x'; "${command} -- --help" lists the options.`);
  expect(wrongOption(help, new Error('another'))).toBeUndefined();
});
