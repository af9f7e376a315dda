// What "Tests in this file" starts: Jest with the tests of one file, in this very process, which no time limit ends.

import path from 'node:path';
import { run } from 'jest';
import { testsOf } from './tests-of.ts';

const [file = ''] = process.argv.slice(2);
const tests = testsOf(file, path.join(import.meta.dirname, '../..'));
if (tests.length === 0) {
  console.error(
    `no test reaches ${path.relative('.', path.resolve(file))}: open a test, or a source of src/, tools/ or packages/`,
  );
  process.exit(2);
}
console.log(`Tests of ${path.relative('.', path.resolve(file))}: ${tests.join(', ')}`);
await run(['--runInBand', '--testTimeout=3600000', '--runTestsByPath', ...tests]);
