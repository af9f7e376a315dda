// Puts together what carries out tasks: mocks of a test case, then waiting, then faults, then the work itself.

import type { Clock } from 'states-language';
import type { Faults } from '../../../faults/faults.ts';
import type { Activities } from '../activities.ts';
import type { TaskTokens } from '../task-tokens.ts';
import { withTaskFaults } from './faulted.ts';
import type { TaskInvoker, TaskStep } from './task.ts';
import { type WaitingOptions, withWaiting } from './waiting.ts';

export interface ChainOptions {
  clock: Clock;
  tokens: TaskTokens;
  activities: Activities;
  faults: Faults;
  nested: WaitingOptions['nested'];
  /** Makes the requests of tasks. */
  invoke: TaskInvoker;
}

/** The chain that all executions share; one that runs a test case puts `withMocks` before it. */
export function createTaskChain({ clock, faults, tokens, nested, ...options }: ChainOptions): TaskStep {
  const request: TaskStep = (task, context) => holding(clock, () => options.invoke(task, context));
  const perform: TaskStep = (task) => options.activities.perform(task.resource, task);
  return withWaiting(withTaskFaults(request, faults, clock), {
    tokens,
    perform: withTaskFaults(perform, faults, clock),
    nested,
  });
}

/** A virtual clock must not jump while a request is on the wire. */
async function holding<Result>(clock: Clock, work: () => Promise<Result>): Promise<Result> {
  const release = clock.hold?.();
  try {
    return await work();
  } finally {
    release?.();
  }
}
