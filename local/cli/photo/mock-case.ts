// --mocks CASE: tasks are answered by statemachine/mocks/MockConfigFile.json instead of by the steps and services.

import { readFileSync } from 'node:fs';
import type { CloudOptions } from '../../cloud.ts';
import { parseMockConfiguration } from '../../services/stepfunctions/tasks/mock-configuration.ts';
import { UsageError } from '../usage-error.ts';

const FILE = 'statemachine/mocks/MockConfigFile.json';
const MACHINE = 'CheckPhoto';

/** Throws UsageError naming the cases there are, MockConfigurationError for a file that is wrong. */
export function readMockCase(testCase: string): NonNullable<CloudOptions['mocks']> {
  const configuration = parseMockConfiguration(JSON.parse(readFileSync(FILE, 'utf8')));
  if (!configuration.testCase(MACHINE, testCase)) {
    const known = configuration.testCases(MACHINE).join(', ');
    throw new UsageError(`${FILE} has no case ${testCase} for ${MACHINE}; it has ${known}`);
  }
  return { configuration, testCase };
}
