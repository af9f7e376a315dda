// Starts an execution of what an ARN names: a machine, a version or an alias, and with `#TestCase` behind it a case of the mocks.
import { ServiceError } from '../service.ts';
import { checkArn, checkName, splitTestCase } from './arns.ts';
import { warnOfChangedNumbers } from './changed-numbers.ts';
import type { ExecutionRecord, MachineType } from './execution-record.ts';
import type { Executions } from './executions.ts';
import type { MachineVersions } from './machine-versions.ts';
import type { StartRequest } from './new-execution.ts';
import { parseExecutionInput } from './request.ts';
import type { StateMachineRecord } from './state-machines.ts';
import type { TestCases } from './test-cases.ts';

export interface StartOptions {
  versions: MachineVersions;
  executions: Executions;
  testCases: TestCases;
  /** Gets what a caller would be surprised by, and AWS does not refuse. */
  log(line: string): void;
}

/** `type`: what the machine has to be. Throws what StartExecution does. */
export type StartExecution = (arn: string, request: StartRequest, type?: MachineType) => ExecutionRecord;

export function startExecution({ versions, executions, testCases, log }: StartOptions): StartExecution {
  return (arnAndCase, request, type) => {
    const { arn, testCase = request.testCase } = splitTestCase(arnAndCase);
    const { machine, versionArn, aliasArn } = versions.startable(checkArn(arn, 'stateMachine'));
    if (type) requireType(machine, type);
    if (request.name !== undefined) checkName(request.name);
    if (testCase !== undefined) testCases.check(machine, testCase);
    parseExecutionInput(request.input);
    warnOfChangedNumbers(log, `the input of an execution of ${machine.name}`, request.input);
    return executions.start(machine, { ...request, testCase, versionArn, aliasArn });
  };
}

/** Throws StateMachineTypeNotSupported. */
export function requireType(machine: StateMachineRecord, type: MachineType): void {
  if (machine.type === type) return;
  throw new ServiceError(
    'StateMachineTypeNotSupported',
    'This operation is not supported by this type of state machine',
  );
}
