// The operations on versions of functions. https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
import * as z from 'zod';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { jsonAnswer } from '../protocols/rest-json.ts';
import type { UpdatesUnderWay } from './changeable-functions.ts';
import { checkRevision } from './check-revision.ts';
import { configuration, listed } from './function-description.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { Paging, page } from './paging.ts';
import { refusing } from './refusing.ts';

const PATH = '/2015-03-31/functions/{FunctionName}/versions';

export interface VersionOperationOptions {
  lambda: Lambda;
  /** The function itself, whatever qualifier stands behind its name. Throws ResourceNotFoundException. */
  whole(nameOrArn: string): LambdaFunction;
  updates: UpdatesUnderWay;
}

export function versionOperations({ lambda, whole, updates }: VersionOperationOptions): Operation[] {
  const resource = ({ FunctionName }: { FunctionName: string }) => whole(FunctionName);
  return [
    defineOperation({
      name: 'PublishVersion',
      http: { method: 'POST', path: PATH },
      input: z.strictObject({
        FunctionName: z.string(),
        CodeSha256: z.string().optional(),
        Description: z.string().max(256).optional(),
        RevisionId: z.string().optional(),
      }),
      errors: ['PreconditionFailedException', 'ResourceConflictException'],
      resource,
      async run({ input: { CodeSha256, Description, RevisionId }, resource: found }) {
        const { refusal, name } = found;
        updates.check(found);
        checkRevision(RevisionId, configuration(found)['RevisionId']);
        if (refusal !== undefined) throw invalidParameter(`${name} cannot be published here: ${refusal}`);
        const published = await refusing(async () => {
          if (CodeSha256 !== undefined) await checkCode(lambda, found, CodeSha256);
          return lambda.publisher.publish(found, Description);
        });
        return jsonAnswer(201, configuration(published));
      },
    }),
    defineOperation({
      name: 'ListVersionsByFunction',
      http: { method: 'GET', path: PATH },
      input: z.strictObject({ FunctionName: z.string(), ...Paging }),
      errors: ['ResourceNotFoundException'],
      resource,
      run({ input, resource: found }) {
        const { items, NextMarker } = page(versionsOf(lambda, found), input, ({ arn }) => arn);
        return { Versions: items.map(listed), NextMarker };
      },
    }),
  ];
}

/** All of a function, by their qualified names: what is not published first, then the oldest. */
export function versionsOf({ versions }: Lambda, found: LambdaFunction): LambdaFunction[] {
  const numbers = versions.of(found.logicalId).map(({ number }) => String(number));
  return [LATEST, ...numbers].map((version) => versions.qualified(found, version));
}

async function checkCode({ publisher }: Lambda, found: LambdaFunction, expected: string): Promise<void> {
  const actual = await publisher.codeSha256(found);
  if (actual === expected) return;
  throw invalidParameter(
    `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${actual}). Please try again with the CodeSHA256 in $LATEST.`,
  );
}
