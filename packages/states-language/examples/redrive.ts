// An execution that failed goes on where it failed: its history says where, and what is behind it is not done again.
import {
  type Execution,
  type HistoryEvent,
  parseStateMachine,
  resumePoint,
  runStateMachine,
  StatesTaskError,
  virtualClock,
} from 'states-language';
import { executionOf, START } from './execution.ts';

const task = (more: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...more });
const machine = parseStateMachine({
  StartAt: 'Charge',
  States: { Charge: task({ Next: 'Ship' }), Ship: task({ End: true }) },
});
const clock = virtualClock(START);
const history: HistoryEvent[] = [];

async function run(execution: Execution, isStrike: boolean): Promise<void> {
  const outcome = await runStateMachine(machine, execution, {
    clock,
    emit: (event) => void history.push(event),
    invoke: async ({ state }) => {
      console.log(state);
      if (state === 'Ship' && isStrike) throw new StatesTaskError('Strike');
      return { done: state };
    },
  });
  console.log(JSON.stringify(outcome));
}

const first = executionOf('orders', { order: 1 });
await run(first, true);
const resume = resumePoint(machine, history, clock.now());
if (resume) await run({ ...first, redriveCount: 1, resume }, false);

// Prints:
// Charge
// Ship
// {"status":"FAILED","error":"Strike"}
// Ship
// {"status":"SUCCEEDED","output":{"done":"Ship"}}
