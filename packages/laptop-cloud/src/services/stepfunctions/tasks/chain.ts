// Puts together what carries out tasks: mocks of a test case, then waiting, then faults, then the work itself.

import type { Clock } from 'states-language';
import type { Faults } from '../../../faults/faults.ts';
import type { Activities } from '../activities.ts';
import type { ExecutionRecord } from '../execution-record.ts';
import type { TaskTokens } from '../task-tokens.ts';
import { withTaskFaults } from './faulted.ts';
import { withStartedBefore } from './started-before.ts';
import type { TaskInvoker, TaskStep } from './task.ts';
import { type WaitingOptions, withWaiting } from './waiting.ts';

export interface ChainOptions {
  clock: Clock;
  tokens: TaskTokens;
  activities: Activities;
  faults: Faults;
  nested: WaitingOptions['nested'];
  find(executionArn: string): ExecutionRecord | undefined;
  /** Makes the requests of tasks. */
  invoke: TaskInvoker;
}

/** The chain that all executions share; one that runs a test case puts `withMocks` before it. */
export function createTaskChain({ clock, faults, tokens, nested, find, ...options }: ChainOptions): TaskStep {
  const request: TaskStep = (task, context) => holding(clock, () => options.invoke(task, context));
  const perform: TaskStep = (task) => options.activities.perform(task.resource, task);
  return withWaiting(withStartedBefore(withTaskFaults(request, faults, clock), find), {
    tokens,
    perform: withTaskFaults(perform, faults, clock),
    nested,
  });
}

/** A virtual clock must not jump while a request is on the wire. */
export function holding<Result>(clock: Clock, work: () => Promise<Result>): Promise<Result> {
  const release = clock.hold?.();
  return release ? work().finally(release) : work();
}
