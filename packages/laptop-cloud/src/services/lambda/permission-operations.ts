// The operations on the policies of functions. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
import * as z from 'zod';
import { type Account, functionArn } from '../../arns.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LATEST, type LambdaFunction } from '../../lambda/lambda-function.ts';
import { PolicyError } from '../../policies/policy-error.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { jsonAnswer, RestAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import { ALIAS_NAME } from './alias-operations.ts';
import { conflict } from './changeable-functions.ts';
import { checkRevision } from './check-revision.ts';
import { configuration } from './function-description.ts';
import { namedFunction, noFunction } from './function-names.ts';
import type { FindFunction } from './function-operations.ts';
import { type FunctionPolicies, type PolicyStatement, policyText } from './function-policies.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { qualifierOf } from './invoke-settings.ts';
import { PERMISSION, statementOf } from './policy-statement.ts';

const ALL = '/2015-03-31/functions/{FunctionName}/policy';
const ONE = `${ALL}/{StatementId}`;
const LONGEST_POLICY = 20_480;

const Target = z.strictObject({ FunctionName: z.string(), Qualifier: z.string().optional() });
type Target = z.output<typeof Target>;
const RevisionId = z.string().optional();
const AddPermission = z.strictObject({
  ...Target.shape,
  ...PERMISSION,
  StatementId: z
    .string()
    .min(1)
    .max(100)
    .regex(/^([a-zA-Z0-9-_]+)$/),
  RevisionId,
});
const RemovePermission = z.strictObject({
  ...Target.shape,
  StatementId: z
    .string()
    .min(1)
    .max(100)
    .regex(/^([a-zA-Z0-9-_.]+)$/),
  RevisionId,
});

export interface PermissionOperationOptions extends Account {
  lambda: Lambda;
  policies: FunctionPolicies;
  find: FindFunction;
}

export function permissionOperations(options: PermissionOperationOptions): Operation[] {
  const { lambda, policies, find } = options;

  /** Gives undefined where there is no such function, version or alias. */
  const found = (nameOrArn: string, qualifier?: string): LambdaFunction | undefined =>
    unlessMissing(() => find(nameOrArn, qualifier));

  /** What of a function the policy belongs to. Throws where the version or alias is missing. */
  function targeted({ FunctionName, Qualifier }: Target): LambdaFunction {
    const target = found(FunctionName, Qualifier);
    if (target) return target;
    const named = namedFunction(options, FunctionName, Qualifier);
    const whole = found(named.name);
    const { qualifier = '' } = named;
    if (whole && new RegExp(`^${ALIAS_NAME}$`).test(qualifier))
      throw missing(`Cannot find alias arn: ${whole.arn}:${qualifier}`);
    throw noFunction(options, named);
  }

  /** That of the policy, or of what has none so far. */
  function revisionOf(target: LambdaFunction): unknown {
    const alias = lambda.aliases.named(target.logicalId, qualifierOf(target.arn) ?? '');
    return policies.of(target.arn)?.revision ?? alias?.revision ?? configuration(target).RevisionId;
  }

  function put(statement: PolicyStatement): void {
    try {
      policies.put(statement);
    } catch (error) {
      if (error instanceof PolicyError) throw invalidParameter(error.message, error);
      throw error;
    }
  }

  return [
    defineOperation({
      name: 'AddPermission',
      http: { method: 'POST', path: ALL },
      input: AddPermission,
      errors: ['PolicyLengthExceededException', 'PreconditionFailedException', 'ResourceConflictException'],
      resource: targeted,
      run({ input: { StatementId: sid, RevisionId, ...permission }, resource: target }) {
        if (qualifierOf(target.arn) === LATEST)
          throw invalidParameter('We currently do not support adding policies for $LATEST.');
        checkRevision(RevisionId, revisionOf(target), 'GetPolicy');
        const { statements = [] } = policies.of(target.arn) ?? {};
        if (statements.some(({ Sid }) => Sid === sid))
          throw conflict(
            `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          );
        const statement = statementOf(sid, target.arn, permission);
        checkSize([...statements, statement]);
        put(statement);
        return jsonAnswer(201, { Statement: JSON.stringify(statement) });
      },
    }),
    defineOperation({
      name: 'RemovePermission',
      http: { method: 'DELETE', path: ONE },
      input: RemovePermission,
      errors: ['PreconditionFailedException'],
      resource(target) {
        const { name } = namedFunction(options, target.FunctionName, target.Qualifier);
        if (!found(name)) throw missing(`No policy found for: ${functionArn(options, name)}`);
        return targeted(target);
      },
      run({ input: { StatementId: sid, RevisionId }, resource: target }) {
        const policy = policies.of(target.arn);
        if (!policy) throw missing('No policy is associated with the given resource.');
        if (!policy.statements.some(({ Sid }) => Sid === sid))
          throw missing(`Statement ${sid} is not found in resource policy.`);
        checkRevision(RevisionId, policy.revision, 'GetPolicy');
        policies.remove(target.arn, sid);
        return new RestAnswer({ status: 204 });
      },
    }),
    defineOperation({
      name: 'GetPolicy',
      http: { method: 'GET', path: ALL },
      input: Target,
      errors: [],
      resource: ({ FunctionName, Qualifier }) => found(FunctionName, Qualifier) ?? nothing(),
      run({ resource: { arn } }) {
        const { statements, revision } = policies.of(arn) ?? nothing();
        return { Policy: policyText(statements), RevisionId: revision };
      },
    }),
  ];
}

function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof ServiceError && error.message.startsWith('Function not found: ')) return undefined;
    throw error;
  }
}

function checkSize(statements: readonly PolicyStatement[]): void {
  const size = Buffer.byteLength(policyText(statements));
  if (size <= LONGEST_POLICY) return;
  throw new ServiceError(
    'PolicyLengthExceededException',
    `The final policy size (${size}) is bigger than the limit (${LONGEST_POLICY}).`,
    400,
    USER,
  );
}

const USER = { Type: 'User' };

function missing(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 404, USER);
}

function nothing(): never {
  throw missing('The resource you requested does not exist.');
}
