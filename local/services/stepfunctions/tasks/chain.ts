// Puts together what carries out the tasks of one execution: mocks, then waiting, then faults, then the work itself.
import type { Faults } from '../../../faults/faults.ts';
import type { Clock, TaskCall } from '../../../states/host.ts';
import type { Activities } from '../activities.ts';
import type { TaskTokens } from '../task-tokens.ts';
import { withTaskFaults } from './faulted.ts';
import type { MockedTestCase } from './mock-configuration.ts';
import { withMocks } from './mocked.ts';
import type { TaskContext, TaskInvoker, TaskStep } from './task.ts';
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

/** The chain of one execution; `testCase` counts its attempts from here. */
export function createTaskChain(
  options: ChainOptions,
  context: TaskContext,
  testCase: MockedTestCase | undefined,
): TaskStep {
  const { clock, faults, tokens, nested } = options;
  const request = withTaskFaults(
    (task) => holding(clock, () => options.invoke(task, context)),
    faults,
    clock,
  );
  const perform = withTaskFaults((task) => performActivity(options.activities, task), faults, clock);
  return withMocks(withWaiting(request, { tokens, perform, nested }), testCase);
}

function performActivity(activities: Activities, task: TaskCall): Promise<unknown> {
  return activities.perform(task.resource, task);
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
