// The operations that make functions, and give them other code and another configuration. https://docs.aws.amazon.com/lambda/latest/api/
import * as z from 'zod';
import { functionArn, splitFunctionName } from '../../arns.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { LambdaError } from '../../lambda/lambda-error.ts';
import { complaint, detected } from '../constraint-words.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { jsonAnswer } from '../protocols/rest-json.ts';
import { type Principal, ServiceError } from '../service.ts';
import { changeable, conflict, type UpdatesUnderWay } from './changeable-functions.ts';
import { checkRevision } from './check-revision.ts';
import { archiveOf, CODE_MEMBERS, type ReadObject } from './code-archive.ts';
import { beingChanged, beingMade, configuration } from './function-description.ts';
import { newFunctionName } from './function-names.ts';
import type { FindFunction } from './function-operations.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { refusing } from './refusing.ts';
import { checkRuntime } from './runtimes.ts';
import { checkTags } from './tag-operations.ts';

const ALL = '/2015-03-31/functions';
const ONE = '/2015-03-31/functions/{FunctionName}';

const Texts = z.record(z.string(), z.string());
const Architectures = z
  .array(z.enum(['x86_64', 'arm64']))
  .length(1)
  .optional();

const Configuration = {
  Runtime: z.string(),
  Role: z.string(),
  Handler: z
    .string()
    .regex(/^[^\s]+\.[^\s.]+$/, 'must be MODULE.FUNCTION')
    .max(128),
  Description: z.string().max(256).optional(),
  Timeout: z.int().min(1).max(900).optional(),
  MemorySize: z.int().min(128).max(10_240).optional(),
  EphemeralStorage: z.strictObject({ Size: z.int().min(512).max(10_240) }).optional(),
  Environment: z.strictObject({ Variables: Texts.optional() }).optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']).optional() }).optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string().optional() }).optional(),
  LoggingConfig: z
    .strictObject({ LogFormat: z.enum(['Text', 'JSON']).optional(), LogGroup: z.string().optional() })
    .optional(),
};
const CreateFunction = z.strictObject({
  FunctionName: z.string().min(1),
  ...Configuration,
  Code: z.strictObject(CODE_MEMBERS),
  PackageType: z.literal('Zip').optional(),
  Architectures,
  Tags: Texts.optional(),
  Publish: z.boolean().optional(),
});
const UpdateFunctionConfiguration = z.strictObject({
  FunctionName: z.string(),
  RevisionId: z.string().optional(),
  ...z.strictObject(Configuration).partial().shape,
});
const UpdateFunctionCode = z.strictObject({
  FunctionName: z.string(),
  ...CODE_MEMBERS,
  Architectures,
  RevisionId: z.string().optional(),
  DryRun: z.boolean().optional(),
  Publish: z.boolean().optional(),
});

export interface MadeFunctionOperationOptions {
  lambda: Lambda;
  region: string;
  accountId: string;
  find: FindFunction;
  /** Undefined: no such role. Without it roles are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
  /** Without it there is no code in S3. */
  readObject?: ReadObject;
  updates: UpdatesUnderWay;
}

export function madeFunctionOperations(options: MadeFunctionOperationOptions): Operation[] {
  const { lambda, find, principalOf, readObject, updates } = options;
  /** While their code is unpacked. */
  const coming = new Set<string>();
  return [
    defineOperation({
      name: 'CreateFunction',
      http: { method: 'POST', path: ALL },
      input: CreateFunction,
      errors: ['RequestEntityTooLargeException', 'ResourceConflictException'],
      resource: ({ FunctionName }) => functionArn(options, splitFunctionName(FunctionName).name),
      async run({ input, request: { principal } }) {
        const { FunctionName, Code, Description = '', Tags: tags = {}, Publish, ...properties } = input;
        const name = newFunctionName(options, FunctionName);
        if (coming.has(name) || isTaken(lambda, name)) throw conflict(`Function already exist: ${name}`);
        checkRole(principalOf, properties.Role);
        checkRuntime(properties.Runtime);
        checkVariables(properties.Environment?.Variables);
        checkTags(tags);
        coming.add(name);
        try {
          const archive = await archiveOf(Code, readObject, principal);
          const made = { name, properties, description: Description, tags, archive };
          const found = await refusing(() => lambda.made.create(made));
          if (!Publish) return jsonAnswer(201, beingMade(found));
          const { version } = await lambda.publisher.publish(found);
          return jsonAnswer(201, { ...beingMade(found), Version: version });
        } finally {
          coming.delete(name);
        }
      },
    }),
    defineOperation({
      name: 'UpdateFunctionCode',
      http: { method: 'PUT', path: `${ONE}/code` },
      input: UpdateFunctionCode,
      errors: ['PreconditionFailedException', 'RequestEntityTooLargeException', 'ResourceConflictException'],
      resource: ({ FunctionName }) => find(FunctionName),
      async run({ input, resource, request: { principal } }) {
        const { FunctionName: _, Architectures: __, DryRun, RevisionId, Publish, ...code } = input;
        const made = changeable(lambda, resource);
        const { name } = made;
        updates.check(made);
        checkRevision(RevisionId, configuration(made)['RevisionId']);
        const read = () => archiveOf(code, readObject, principal);
        if (DryRun) return read().then(() => configuration(made));
        const updated = await updates.during(made, async () => {
          const archive = await read();
          return refusing(() => lambda.made.updateCode(name, archive));
        });
        // Deleted meanwhile.
        const changed = updated ?? find(name);
        if (!Publish) return beingChanged(changed);
        const published = await lambda.publisher.publish(changed);
        return { ...beingMade(published), RevisionId: published.revision };
      },
    }),
    defineOperation({
      name: 'UpdateFunctionConfiguration',
      http: { method: 'PUT', path: `${ONE}/configuration` },
      input: UpdateFunctionConfiguration,
      errors: ['PreconditionFailedException', 'ResourceConflictException'],
      resource: ({ FunctionName }) => find(FunctionName),
      async run({ input, resource }) {
        const { FunctionName: _, RevisionId, Description: description, ...given } = input;
        const made = changeable(lambda, resource);
        const { name } = made;
        updates.check(made);
        checkRevision(RevisionId, configuration(made)['RevisionId']);
        if (given.Role !== undefined) checkRole(principalOf, given.Role);
        if (given.Runtime !== undefined) checkRuntime(given.Runtime);
        checkVariables(given.Environment?.Variables);
        const properties = Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== undefined),
        );
        const changed = await refusing(async () =>
          lambda.made.configure(name, { properties, ...(description === undefined ? {} : { description }) }),
        );
        return beingChanged(changed ?? find(name));
      },
    }),
  ];
}

const ROLE_PATTERN = 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+';

function checkRole(principalOf: MadeFunctionOperationOptions['principalOf'], role: string): void {
  if (!new RegExp(`^${ROLE_PATTERN}$`).test(role))
    throw new ServiceError(
      'ValidationException',
      detected(
        1,
        complaint(`'${role}'`, 'role', `Member must satisfy regular expression pattern: ${ROLE_PATTERN}`),
      ),
    );
  if (principalOf && principalOf(role) === undefined)
    throw invalidParameter(
      `The role defined for the function cannot be assumed by Lambda: ${role} is no role of the template.`,
    );
}

/** Of names and values together, as JSON. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_VARIABLE_BYTES = 4096;

function checkVariables(variables: Record<string, string> | undefined): void {
  const measured = JSON.stringify(variables ?? {});
  if (Buffer.byteLength(measured) > MOST_VARIABLE_BYTES)
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`,
    );
}

/** By a function, or by the logical id of one, which finds it here too. */
function isTaken(lambda: Lambda, name: string): boolean {
  try {
    return lambda.find(name) !== undefined;
  } catch (error) {
    if (error instanceof LambdaError) return false;
    throw error;
  }
}
