import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './launch-configuration.ts';
import { testFinder } from './tests-of.ts';

const testsOf = testFinder(ROOT);

it.each([
  ['tests/domain/verdict.test.ts', ['tests/domain/verdict.test.ts']],
  ['src/domain/verdict.ts', ['tests/domain/verdict.test.ts']],
  ['src/steps/decide.ts', ['tests/steps/decide.test.ts']],
  ['src/steps/detect-face.ts', ['tests/steps/faces.test.ts']],
  ['src/steps/index-face.ts', ['tests/steps/faces.test.ts']],
  ['src/domain/face-light-rules.ts', ['tests/domain/face-rules.test.ts']],
  ['packages/states-language/src/timestamp.ts', ['packages/states-language/tests/timestamp.test.ts']],
  ['tools/simulate.ts', ['tests/tools/simulate.test.ts']],
  ['README.md', []],
  ['events/decide/retake.json', []],
  ['../elsewhere.ts', []],
])('of %s runs %j', (file, expected) => {
  expect(testsOf(path.join(ROOT, file))).toEqual(expected);
});

it('finds tests for every source of src/', () => {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });

  const without = sources
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => testsOf(path.join(ROOT, 'src', file)).length === 0);

  expect(without).toEqual([]);
});
