// The case of the mock configuration that an execution runs: its own, or the one that every machine runs.
import { ServiceError } from '../service.ts';
import { nameOf } from './arns.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { StateMachineRecord } from './state-machines.ts';
import type { MockConfiguration, MockedTestCase } from './tasks/mock-configuration.ts';

export class TestCases {
  readonly #mocks: MockConfiguration | undefined;
  readonly #usual: string | undefined;

  constructor({ mocks, testCase }: { mocks?: MockConfiguration; testCase?: string }) {
    this.#mocks = mocks;
    this.#usual = testCase;
  }

  of({ stateMachineArn, testCase = this.#usual }: ExecutionRecord): MockedTestCase | undefined {
    return testCase === undefined ? undefined : this.#mocks?.testCase(nameOf(stateMachineArn), testCase);
  }

  /** Throws ValidationException when the machine has no such case. */
  check({ name }: StateMachineRecord, testCase: string): void {
    if (this.#mocks?.testCase(name, testCase)) return;
    throw new ServiceError(
      'ValidationException',
      `The mock configuration has no test case ${testCase} for ${name}; it has ${this.#mocks?.testCases(name).join(', ') || 'none'}`,
    );
  }

  /** Whether some case answers for the machine's tasks. */
  areFor(machineName: string): boolean {
    return (this.#mocks?.testCases(machineName).length ?? 0) > 0;
  }
}
