// The engine's front door: runs an execution of a parsed state machine.

import type { StateMachine } from './definition.ts';
import type { Execution, Host, Outcome } from './host.ts';
import { runExecution } from './run-execution.ts';

/** Runs one execution to its end. Never rejects: a failure is an Outcome. */
export function runStateMachine(
  definition: StateMachine,
  execution: Execution,
  host: Host,
): Promise<Outcome> {
  const { timeoutSeconds } = definition;
  return runExecution(
    definition.graph,
    execution,
    host,
    timeoutSeconds === undefined ? {} : { timeoutSeconds },
  );
}
