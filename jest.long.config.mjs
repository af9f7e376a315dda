// npm run test:long: the suites that npm test leaves out, and those that it runs a part of, whole.

import config, { testsWith } from './jest.config.mjs';

process.env.LONG_RUN = '1';

export default {
  ...config,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: testsWith(/support\/long-(run|suite)\.ts/).map((file) => `<rootDir>/${file}`),
};
