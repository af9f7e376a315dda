// Retries that take hours, at once: the clock is virtual, and jumps whenever everything waits.
import { parseStateMachine, runStateMachine, StatesTaskError, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const machine = parseStateMachine({
  StartAt: 'Deliver',
  States: {
    Deliver: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Retry: [{ ErrorEquals: ['Closed'], IntervalSeconds: 3600, BackoffRate: 2, MaxAttempts: 5 }],
      End: true,
    },
  },
});
const clock = virtualClock(START);
const outcome = await runStateMachine(machine, executionOf('delivery', { parcel: 7 }), {
  clock,
  invoke: async ({ input, retryCount }) => {
    console.log(`${new Date(clock.now()).toISOString()} attempt ${retryCount + 1}`);
    if (retryCount < 3) throw new StatesTaskError('Closed', 'nobody opens');
    return input;
  },
});
console.log(JSON.stringify(outcome));

// Prints:
// 2026-01-01T00:00:00.000Z attempt 1
// 2026-01-01T01:00:00.000Z attempt 2
// 2026-01-01T03:00:00.000Z attempt 3
// 2026-01-01T07:00:00.000Z attempt 4
// {"status":"SUCCEEDED","output":{"parcel":7}}
