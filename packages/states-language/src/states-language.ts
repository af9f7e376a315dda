// What others may use of the engine.

export { debuggerAwareClock, realClock, virtualClock } from './clock.ts';
export { continuationOf, DamagedHistoryError, type LeftChild } from './continuation.ts';
export {
  InvalidDefinitionError,
  parseStateMachine,
  type StateMachine,
  validateStateMachine,
  variableReferences,
} from './definition.ts';
export type { HistoryEvent } from './history.ts';
export type { HistoryEntry } from './history-sequences.ts';
export {
  type AttemptKey,
  type Clock,
  type Continued,
  type Execution,
  type Host,
  type MapRun,
  type MapRunLimits,
  type ObjectStore,
  type Outcome,
  QUOTAS,
  type StateNote,
  type TaskCall,
} from './host.ts';
export { type JsonFault, jsonFault, mayBeTooDeep } from './json-faults.ts';
export { type ChildHistory, resumePoint } from './redrive.ts';
export { exceededLimit } from './redrive-limits.ts';
export { runStateMachine } from './run.ts';
export { StatesTaskError } from './task-error.ts';
export { graphsIn, locateState, runState, type StateTestResult } from './test-state.ts';
export { textsInOrder } from './texts-in-order.ts';
export { type Diagnostic, lineOf } from './validation/findings.ts';
