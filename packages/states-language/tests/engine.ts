// Runs definitions in virtual time and keeps what they leave: the outcome, the events, the calls of tasks.
import { type VirtualClock, virtualClock } from '../src/clock.ts';
import { parseStateMachine } from '../src/definition.ts';
import type { HistoryEvent } from '../src/history.ts';
import type { Execution, Host, Outcome, TaskCall } from '../src/host.ts';
import { runStateMachine } from '../src/run.ts';

export const START = Date.UTC(2026, 0, 1);

export interface Ran {
  outcome: Outcome;
  /** The output of a success; undefined otherwise. */
  output: unknown;
  events: HistoryEvent[];
  types: string[];
  calls: TaskCall[];
  /** Milliseconds of virtual time from start to end. */
  elapsedMs: number;
}

export interface Options extends Partial<Omit<Host, 'invoke' | 'clock'>> {
  clock?: VirtualClock;
  execution?: Partial<Execution>;
  /** Answers tasks; without it every task gives back its input. */
  task?: (call: TaskCall, clock: VirtualClock) => unknown;
}

export function executionOf(input: unknown, more: Partial<Execution> = {}): Execution {
  return {
    input,
    id: 'arn:aws:states:eu-west-1:123456789012:execution:machine:run-1',
    name: 'run-1',
    roleArn: 'arn:aws:iam::123456789012:role/machine',
    startTime: START,
    redriveCount: 0,
    stateMachine: { id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:machine', name: 'machine' },
    ...more,
  };
}

export async function run(definition: object, input: unknown = {}, options: Options = {}): Promise<Ran> {
  const { clock = virtualClock(START), execution, task = (call) => call.input, ...host } = options;
  const events: HistoryEvent[] = [];
  const calls: TaskCall[] = [];
  const started = clock.now();
  const outcome = await runStateMachine(parseStateMachine(definition), executionOf(input, execution), {
    ...host,
    clock,
    invoke: async (call) => {
      calls.push(call);
      return task(call, clock);
    },
    emit: (event) => void events.push(event),
  });
  return {
    outcome,
    output: outcome.status === 'SUCCEEDED' ? outcome.output : undefined,
    events,
    types: events.map(({ type }) => type),
    calls,
    elapsedMs: clock.now() - started,
  };
}

/** A machine of one state, which ends it. */
export function machine(state: object, more: object = {}): object {
  return { StartAt: 'Only', States: { Only: { End: true, ...state } }, ...more };
}

/** A machine of states one after the other; the last one ends it. */
export function chain(states: Record<string, object>, more: object = {}): object {
  const names = Object.keys(states);
  const linked = Object.entries(states).map(([name, state], at) => {
    const next = names[at + 1];
    const terminal = ['Choice', 'Succeed', 'Fail'].includes((state as { Type: string }).Type);
    return [name, terminal ? state : { ...state, ...(next ? { Next: next } : { End: true }) }];
  });
  return { StartAt: names[0], States: Object.fromEntries(linked), ...more };
}

export const LAMBDA = 'arn:aws:lambda:eu-west-1:123456789012:function:Work';
export const INVOKE = 'arn:aws:states:::lambda:invoke';
