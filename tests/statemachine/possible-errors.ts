// Every error name that Step Functions can report for a Task, by its integration: the engine's naming applied to the exceptions
// that the SDK documents for the call.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ErrorNaming,
  refusalError,
} from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/error-names.ts';
import {
  INVOKE_EXCEPTIONS,
  LAMBDA_ERROR_NAMING,
} from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/lambda.ts';
import { optimizedErrorNaming } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/optimized.ts';
import { parseResource } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/resource.ts';
import { sdkErrorNaming } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/sdk-clients.ts';
import { sources } from '../template/project.ts';

/** What the runtime and the sandbox of a function report, beside what its code throws. */
const OF_FUNCTIONS = [
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Runtime.ImportModuleError',
  'Runtime.UserCodeSyntaxError',
  'Runtime.HandlerNotFound',
  'Runtime.UnhandledPromiseRejection',
  'Function.ResponseSizeTooLarge',
  'Error',
  'TypeError',
];

/** Names that our own sources throw. */
export const OWN_ERRORS: readonly string[] = sources('src')
  // A Problem is an answer of the API: no step throws one.
  .filter(({ file }) => file !== 'src/shared/problem.ts')
  .flatMap(({ text }) => [...text.matchAll(/override readonly name = '(\w+)'/g)].map((match) => match[1]!));

/** Of the engine itself, for every Task. */
const OF_STATES = ['States.Timeout', 'States.TaskFailed', 'States.Permissions'];

/** Throws for an integration that it does not know. */
export function possibleErrors(resource: string): string[] {
  const parsed = parseResource(resource);
  if (parsed?.kind === 'optimized' && parsed.service === 'lambda') {
    return [
      ...OF_STATES,
      ...OF_FUNCTIONS,
      ...OWN_ERRORS,
      ...named(LAMBDA_ERROR_NAMING, [...INVOKE_EXCEPTIONS]),
    ];
  }
  if (parsed?.kind === 'optimized') {
    const naming = optimizedErrorNaming(parsed.service);
    if (!naming) throw new Error(`${resource} is no optimized integration of the laptop`);
    const more = parsed.service === 'events' ? ['EventBridge.FailedEntry'] : [];
    return [...OF_STATES, ...more, ...named(naming, documented(parsed.service, parsed.action))];
  }
  if (parsed?.kind === 'sdk') {
    return [
      ...OF_STATES,
      ...named(sdkErrorNaming(parsed.service), documented(parsed.service, parsed.action)),
    ];
  }
  throw new Error(`no errors are known of ${resource}`);
}

function named(naming: ErrorNaming, exceptions: string[]): string[] {
  const nameOf = (exception: string, isModeled: boolean) =>
    refusalError(naming, { exception, isModeled, message: '', status: 400, requestId: '' }).errorName!;
  return [
    ...exceptions.map((exception) => nameOf(exception, true)),
    nameOf('AnythingElse', false),
    `${naming.prefix}.SdkClientException`,
  ];
}

const CLIENTS: Readonly<Record<string, string>> = {
  sqs: 'client-sqs',
  dynamodb: 'client-dynamodb',
  sns: 'client-sns',
  events: 'client-eventbridge',
};

/** The exceptions that the service models for the call, as the SDK documents them. */
function documented(service: string, action: string): string[] {
  const command = `${action[0]!.toUpperCase()}${action.slice(1)}Command.d.ts`;
  const folder = path.join(import.meta.dirname, '../../node_modules/@aws-sdk', CLIENTS[service] ?? service);
  const text = readFileSync(path.join(folder, 'dist-types/commands', command), 'utf8');
  return [...text.matchAll(/@throws \{@link (\w+)\} \(/g)].map((match) => match[1]!);
}
