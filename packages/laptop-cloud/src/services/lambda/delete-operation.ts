// DeleteFunction: a function with all that is its own, or one version of it.
// https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
import * as z from 'zod';
import type { Account } from '../../arns.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { RestAnswer } from '../protocols/rest-json.ts';
import { changeable, conflict } from './changeable-functions.ts';
import { type NamedFunction, namedFunction } from './function-names.ts';
import type { FindFunction } from './function-operations.ts';
import { invalidParameter } from './invalid-parameter.ts';

export interface DeleteOperationOptions extends Account {
  lambda: Lambda;
  find: FindFunction;
  /** Drops what else is kept of a function that is deleted, or of one version of it. */
  forget(name: string, version?: string): void;
}

export function deleteOperation({ lambda, find, forget, ...account }: DeleteOperationOptions): Operation {
  return defineOperation({
    name: 'DeleteFunction',
    http: { method: 'DELETE', path: '/2015-03-31/functions/{FunctionName}' },
    input: z.strictObject({ FunctionName: z.string(), Qualifier: z.string().optional() }),
    errors: ['ResourceConflictException'],
    resource: ({ FunctionName, Qualifier }) => find(deleted(account, FunctionName, Qualifier).name),
    async run({ input: { FunctionName, Qualifier }, resource: found }) {
      const { qualifier } = deleted(account, FunctionName, Qualifier);
      if (qualifier === undefined) lambda.remove(changeable(lambda, found).name);
      else await deleteVersion(lambda, found, qualifier);
      forget(found.name, qualifier);
      return new RestAnswer({ status: 204 });
    },
  });
}

/** What is to be deleted: a function, or one version of it. */
function deleted(account: Account, nameOrArn: string, asked: string | undefined): NamedFunction {
  const named = namedFunction(account, nameOrArn, asked);
  if (named.qualifier === LATEST)
    throw invalidParameter('$LATEST version cannot be deleted without deleting the function.');
  if (named.qualifier !== undefined && !/^\d+$/.test(named.qualifier))
    throw invalidParameter('Deletion of aliases is not currently supported.');
  return named;
}

/** One that is not there is gone already. */
async function deleteVersion(lambda: Lambda, found: LambdaFunction, version: string): Promise<void> {
  const { logicalId, name } = found;
  const users = lambda.aliases
    .of(logicalId)
    .filter(({ routes }) => routes.some((route) => route.version === version));
  if (users.length > 0)
    throw conflict(
      `Unable to delete version because the following aliases reference it: [${users.map((alias) => alias.name).join(', ')}]`,
    );
  const known = lambda.versions.of(logicalId).find(({ number }) => String(number) === version);
  if (!known) return;
  if (lambda.versions.qualified(found, version).kept === undefined)
    throw conflict(`${name}:${version} is the newest that the template has published: it goes with the next`);
  await lambda.removeVersion(found, version);
}
