// The innermost link of the chain but the work itself: a task that a fault rule hits is broken on purpose.

import type { Faults } from '../../../faults/faults.ts';
import type { FaultAction, FaultRule } from '../../../faults/rule.ts';
import type { Clock, TaskCall } from '../../../states/host.ts';
import { StatesTaskError } from '../../../states/task-error.ts';
import { optimizedErrorNaming } from './optimized.ts';
import { parseResource } from './resource.ts';
import { sdkErrorNaming } from './sdk-clients.ts';
import type { TaskStep } from './task.ts';

/** Breaks the tasks that the rules hit, by state or resource. */
export function withTaskFaults(next: TaskStep, faults: Faults, clock: Clock): TaskStep {
  return async (task) => {
    const rule = faults.take({ state: task.state, resource: task.resource });
    return rule ? ACTIONS[rule.do](rule, task, next, clock) : next(task);
  };
}

type Action = (rule: FaultRule, task: TaskCall, next: TaskStep, clock: Clock) => Promise<unknown>;

const ACTIONS: Readonly<Record<FaultAction, Action>> = {
  error: async (rule) => {
    throw new StatesTaskError(rule.error ?? 'States.TaskFailed', rule.cause ?? 'fault rule');
  },
  delay: async (rule, task, next, clock) => {
    await clock.sleep(rule.ms ?? 0, task.signal);
    return next(task);
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
    await next(task).catch(() => undefined);
    return next(task);
  },
  // Nobody does the work: the state's own timeout or the end of the execution ends the wait.
  drop: (_rule, task) =>
    new Promise((_resolve, reject) => {
      task.signal.addEventListener('abort', () => reject(task.signal.reason));
    }),
};

/** A function's process exits; a service's connection is lost. */
function crashOf(resourceArn: string): StatesTaskError {
  const resource = parseResource(resourceArn);
  if (resource?.kind === 'sdk') return lostConnection(sdkErrorNaming(resource.service).prefix);
  const naming = resource?.kind === 'optimized' ? optimizedErrorNaming(resource.service) : undefined;
  if (naming) return lostConnection(naming.prefix);
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
