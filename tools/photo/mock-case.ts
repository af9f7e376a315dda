// --mocks CASE: tasks are answered by statemachine/mocks/MockConfigFile.json instead of by the steps and services.

import { type CloudOptions, parseMockConfiguration } from 'laptop-cloud';
import { nearNames, readJsonFile, UsageError } from 'laptop-cloud/cli';

const FILE = 'statemachine/mocks/MockConfigFile.json';
const MACHINE = 'CheckPhoto';

/** Throws UsageError naming the cases there are, MockConfigurationError for a file that is wrong. */
export function readMockCase(testCase: string): NonNullable<CloudOptions['mocks']> {
  const configuration = parseMockConfiguration(readJsonFile(FILE));
  if (!configuration.testCase(MACHINE, testCase)) {
    const known = configuration.testCases(MACHINE);
    const near = nearNames(testCase, known);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    throw new UsageError(`${FILE} has no case ${testCase} for ${MACHINE}; it has ${known.join(', ')}${hint}`);
  }
  return { configuration, testCase };
}
