// The innermost link of the chain but the work itself: a task that a fault rule hits is broken on purpose.

import type { Clock, TaskCall } from 'states-language';
import { StatesTaskError } from 'states-language';
import type { Faults } from '../../../faults/faults.ts';
import type { FaultAction, FaultRule } from '../../../faults/rule.ts';
import { optimizedErrorNaming } from './optimized.ts';
import { parseResource } from './resource.ts';
import { sdkErrorNaming } from './sdk-clients.ts';
import type { TaskStep } from './task.ts';

/** Breaks the tasks that the rules hit, by state or resource. */
export function withTaskFaults(next: TaskStep, faults: Faults, clock: Clock): TaskStep {
  return (task, context) => {
    const rule = faults.take({ state: task.state, resource: task.resource });
    return rule ? ACTIONS[rule.do](rule, task, () => next(task, context), clock) : next(task, context);
  };
}

type Action = (
  rule: FaultRule,
  task: TaskCall,
  next: () => Promise<unknown>,
  clock: Clock,
) => Promise<unknown>;

const ACTIONS: Readonly<Record<FaultAction, Action>> = {
  error: async (rule, task) => {
    throw new StatesTaskError(errorName(rule.error, task.resource), rule.cause ?? 'fault rule');
  },
  delay: async (rule, task, next, clock) => {
    await clock.sleep(rule.ms ?? 0, task.signal);
    return next();
  },
  timeout: async () => {
    throw new StatesTaskError('States.Timeout', 'fault rule: the task timed out');
  },
  crash: async (_rule, task) => {
    throw crashOf(task.resource);
  },
  duplicate: async (_rule, task, next) => {
    if (parseResource(task.resource)?.kind === 'activity') {
      throw new StatesTaskError('States.Runtime', 'fault rule: the task of an activity cannot be duplicated');
    }
    // The first answer is lost, whatever it was.
    await next().catch(() => undefined);
    return next();
  },
  // Nobody does the work: the state's own timeout or the end of the execution ends the wait.
  drop: (_rule, task) =>
    new Promise((_resolve, reject) => {
      task.signal.addEventListener('abort', () => reject(task.signal.reason));
    }),
};

/**
 * The error as the task's service would name it: `ThrottlingException` is `Lambda.TooManyRequestsException` where a function
 * is invoked and `DynamoDB.ThrottlingException` at DynamoDB. A name with a dot stays, and so does an error that a function
 * may throw itself. Without a name the service is at fault.
 */
function errorName(given: string | undefined, resourceArn: string): string {
  if (given?.includes('.')) return given;
  const prefix = servicePrefix(resourceArn);
  if (prefix !== undefined) return `${prefix}.${given ?? 'SdkClientException'}`;
  const name = given ?? 'ServiceException';
  return LAMBDA_ERRORS[name] ? `Lambda.${LAMBDA_ERRORS[name]}` : name;
}

/** What services call throttling and their own faults, as Lambda's Invoke names them. */
const LAMBDA_ERRORS: Readonly<Record<string, string>> = {
  TooManyRequestsException: 'TooManyRequestsException',
  ThrottlingException: 'TooManyRequestsException',
  ThrottledException: 'TooManyRequestsException',
  ProvisionedThroughputExceededException: 'TooManyRequestsException',
  ServiceException: 'ServiceException',
  ServiceUnavailableException: 'ServiceException',
  ServiceUnavailable: 'ServiceException',
  InternalServerError: 'ServiceException',
  InternalServerException: 'ServiceException',
  SdkClientException: 'SdkClientException',
};

/** The prefix of a service's errors; undefined for a function or an activity, which name their own. */
function servicePrefix(resourceArn: string): string | undefined {
  const resource = parseResource(resourceArn);
  if (resource?.kind === 'sdk') return sdkErrorNaming(resource.service).prefix;
  return resource?.kind === 'optimized' ? optimizedErrorNaming(resource.service)?.prefix : undefined;
}

/** A function's process exits; a service's connection is lost. */
function crashOf(resourceArn: string): StatesTaskError {
  const prefix = servicePrefix(resourceArn);
  if (prefix !== undefined) return lostConnection(prefix);
  const errorMessage = 'RequestId: fault-rule Error: Runtime exited with error: exit status 1';
  return new StatesTaskError(
    'Runtime.ExitError',
    JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage }),
  );
}

function lostConnection(prefix: string): StatesTaskError {
  return new StatesTaskError(
    `${prefix}.SdkClientException`,
    'Unable to execute HTTP request: fault rule: the connection was lost',
  );
}
