import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// For what suites need not make again for each other. Workers inherit its name; it goes with the run.
const shared = mkdtempSync(path.join(tmpdir(), 'tests-'));
process.env.SHARED_BY_SUITES = shared;
process.once('exit', () => rmSync(shared, { recursive: true, force: true, maxRetries: 3 }));

// So does what suites, and the processes that they start, leave in the temporary folder.
const temporary = path.join(shared, 'tmp');
mkdirSync(temporary);
for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = temporary;

// Node runs the sources as they are; Jest needs them as CommonJS, which swc makes without a type check.
const swc = {
  jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};
/** What draws the pages. */
const pages = {
  ...swc,
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic', importSource: 'preact' } },
  },
};

const ROOT = import.meta.dirname;
const packages = readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}`);

/** Test files with this text in them, as paths from here. */
export const testsWith = (text) =>
  ['.', ...packages]
    .map((folder) => path.join(ROOT, folder, 'tests'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((file) => path.join(folder, file)))
    .filter((file) => file.endsWith('.test.ts') && text.test(readFileSync(file, 'utf8')))
    .map((file) => path.relative(ROOT, file).replaceAll(path.sep, '/'));

// What `npm run test:long` runs. Whoever names a path gets what is there.
const isNamed = process.argv.slice(2).some((word) => /\btests[/\\]/.test(word));
const longSuites = isNamed ? [] : testsWith(/support\/long-suite\.ts/);
const patternOf = (file) => `/${file.replaceAll('.', '\\.')}$`;

export default {
  cacheDirectory: '<rootDir>/node_modules/.cache/jest',
  // Half of the time of a suite would go into loading the SDK, zod and Jest itself anew.
  testEnvironment: '<rootDir>/tests/support/jest/one-realm-environment.mjs',
  runtime: '<rootDir>/tests/support/jest/shared-packages-runtime.mjs',
  setupFiles: ['<rootDir>/tests/support/compile-once.ts'],
  setupFilesAfterEnv: ['<rootDir>/tests/support/exact-lengths.ts'],
  testMatch: ['<rootDir>/tests/**/*.test.ts', '<rootDir>/packages/*/tests/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', swc],
    '^.+\\.tsx$': ['@swc/jest', pages],
  },
  testPathIgnorePatterns: ['/node_modules/', ...longSuites.map(patternOf)],
  modulePathIgnorePatterns: ['<rootDir>/.local', '<rootDir>/.aws-sam'],
  // Pictures are drawn and looked at: on a busy machine that takes many seconds.
  testTimeout: 60_000,
  // Half of the work is done in other processes: every core has a worker.
  maxWorkers: '100%',
};
