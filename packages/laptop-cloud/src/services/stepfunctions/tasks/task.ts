// What carries out one Task state: the chain of mocks, faults and integrations is made of these.
import type { AttemptKey, TaskCall } from 'states-language';

/** One link of the chain: answers the task of an execution, or hands it to the next link. */
export type TaskStep = (task: TaskCall, context: TaskContext) => Promise<unknown>;

/** The part of the engine's task call that integrations use; the test of a state has no attempts. */
export interface Task extends Partial<AttemptKey> {
  /** Name of the state. */
  state: string;
  /** ARN of the state's Resource. */
  resource: string;
  input: unknown;
  /** The state's Credentials: `{ RoleArn }` of another role than the machine's. */
  credentials?: unknown;
  /** Aborted when the state times out or the execution ends. */
  signal: AbortSignal;
}

/** The execution a task belongs to. */
export interface TaskContext {
  executionArn: string;
  stateMachineArn: string;
  roleArn: string;
  /** `X-Amzn-Trace-Id` of the execution. */
  traceHeader?: string;
}

/** Carries out one task and gives its result. Throws StatesTaskError with the names AWS gives. */
export type TaskInvoker = (task: Task, context: TaskContext) => Promise<unknown>;
