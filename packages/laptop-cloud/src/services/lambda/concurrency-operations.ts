// The operations on reserved concurrency, and what the account may have.
// https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
import * as z from 'zod';
import type { Account } from '../../arns.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { isMade } from '../../lambda/made-functions.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { RestAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import { functionsOnly, namedFunction } from './function-names.ts';
import type { FindFunction } from './function-operations.ts';
import { versionsOf } from './version-operations.ts';

const ONE = '/2017-10-31/functions/{FunctionName}/concurrency';
const OneFunction = z.strictObject({ FunctionName: z.string() });

/** Of an account, as AWS gives it at first, and what of it stays for functions without a reserve. */
const CONCURRENT_EXECUTIONS = 1000;
const LEAST_UNRESERVED = 100;
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const CODE_LIMITS = {
  TotalCodeSize: 80_530_636_800,
  CodeSizeUnzipped: 262_144_000,
  CodeSizeZipped: 52_428_800,
};

export interface ConcurrencyOperationOptions extends Account {
  lambda: Lambda;
  find: FindFunction;
}

export function concurrencyOperations({
  lambda,
  find,
  ...account
}: ConcurrencyOperationOptions): Operation[] {
  const resource = ({ FunctionName }: { FunctionName: string }): LambdaFunction => {
    const { name, qualifier } = namedFunction(account, FunctionName);
    if (qualifier !== undefined) throw functionsOnly();
    return find(name);
  };
  /** Who changes it is told which version would have been. */
  const changed = ({ FunctionName }: { FunctionName: string }): LambdaFunction => {
    const { name, qualifier } = namedFunction(account, FunctionName);
    if (qualifier === undefined) find(name, LATEST);
    return resource({ FunctionName });
  };
  const unreserved = (all: readonly LambdaFunction[]): number =>
    all.reduce((left, { reservedConcurrency = 0 }) => left - reservedConcurrency, CONCURRENT_EXECUTIONS);

  return [
    defineOperation({
      name: 'PutFunctionConcurrency',
      http: { method: 'PUT', path: ONE },
      input: z.strictObject({ ...OneFunction.shape, ReservedConcurrentExecutions: z.int().min(0) }),
      errors: ['ResourceConflictException'],
      resource: changed,
      run({ input: { ReservedConcurrentExecutions: reserved }, resource: { name } }) {
        const others = lambda.functions().filter((one) => one.name !== name);
        if (reserved > 0 && unreserved(others) - reserved < LEAST_UNRESERVED)
          throw new ServiceError(
            'InvalidParameterValueException',
            `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
          );
        lambda.reserve(name, reserved);
        return { ReservedConcurrentExecutions: reserved };
      },
    }),
    defineOperation({
      name: 'DeleteFunctionConcurrency',
      http: { method: 'DELETE', path: ONE },
      input: OneFunction,
      errors: ['ResourceConflictException'],
      resource: changed,
      run({ resource: { name } }) {
        lambda.reserve(name, undefined);
        return new RestAnswer({ status: 204 });
      },
    }),
    defineOperation({
      name: 'GetFunctionConcurrency',
      http: { method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
      input: OneFunction,
      errors: ['ResourceNotFoundException'],
      resource,
      run: ({ resource: { reservedConcurrency } }) =>
        reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency },
    }),
    defineOperation({
      name: 'GetAccountSettings',
      http: { method: 'GET', path: '/2016-08-19/account-settings' },
      input: z.strictObject({}),
      errors: [],
      resource: () => '*',
      run() {
        const all = lambda.functions();
        return {
          AccountLimit: {
            ...CODE_LIMITS,
            ConcurrentExecutions: CONCURRENT_EXECUTIONS,
            UnreservedConcurrentExecutions: unreserved(all),
          },
          AccountUsage: { FunctionCount: all.length, TotalCodeSize: codeBytes(lambda) },
        };
      },
    }),
  ];
}

/** Of the archives that the API has; a version counts as much as what it is a version of. */
function codeBytes(lambda: Lambda): number {
  return lambda.made
    .all()
    .flatMap((made) => versionsOf(lambda, made))
    .reduce((sum, version) => sum + (isMade(version) ? version.made.code.bytes : 0), 0);
}
