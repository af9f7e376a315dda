// npm run test:long: the suites that npm test runs a part of, whole.

import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import config from './jest.config.mjs';

process.env.LONG_RUN = '1';
const FOLDERS = ['tests/**/*.test.ts', 'packages/*/tests/**/*.test.ts'];
const isShortened = (file) =>
  readFileSync(path.join(import.meta.dirname, file), 'utf8').includes('support/long-run.ts');

export default {
  ...config,
  testMatch: globSync(FOLDERS, { cwd: import.meta.dirname })
    .filter(isShortened)
    .map((file) => `<rootDir>/${file.replaceAll(path.sep, '/')}`),
};
