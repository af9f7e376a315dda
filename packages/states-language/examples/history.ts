// The history of an execution, event by event, as GetExecutionHistory gives it.
import { type HistoryEvent, parseStateMachine, runStateMachine, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const machine = parseStateMachine({
  StartAt: 'Rest',
  States: {
    Rest: { Type: 'Wait', Seconds: 90, Next: 'Work' },
    Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true },
  },
});
const history: HistoryEvent[] = [];
await runStateMachine(machine, executionOf('worker', { n: 1 }), {
  clock: virtualClock(START),
  invoke: async () => ({ n: 2 }),
  emit: (event) => void history.push(event),
});
for (const { id, previousEventId, timestamp, type } of history)
  console.log(`${new Date(timestamp).toISOString().slice(14, 19)} ${id} after ${previousEventId} ${type}`);

// Prints:
// 00:00 1 after 0 ExecutionStarted
// 00:00 2 after 0 WaitStateEntered
// 01:30 3 after 2 WaitStateExited
// 01:30 4 after 3 TaskStateEntered
// 01:30 5 after 4 TaskScheduled
// 01:30 6 after 5 TaskStarted
// 01:30 7 after 6 TaskSucceeded
// 01:30 8 after 7 TaskStateExited
// 01:30 9 after 8 ExecutionSucceeded
