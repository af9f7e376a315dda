// The first branch of a Parallel that fails ends the others; a catcher goes on with what it said.
import { parseStateMachine, runStateMachine, StatesTaskError, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const ask = (name: string) => ({
  StartAt: name,
  States: { [name]: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
});
const machine = parseStateMachine({
  StartAt: 'AskBoth',
  States: {
    AskBoth: {
      Type: 'Parallel',
      Branches: [ask('Stock'), ask('Price')],
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.problem', Next: 'Apologize' }],
      End: true,
    },
    Apologize: { Type: 'Pass', Result: 'sorry', ResultPath: '$.said', End: true },
  },
});

for (const item of ['tea', 'gold']) {
  const outcome = await runStateMachine(machine, executionOf('shop', { item }), {
    clock: virtualClock(START),
    invoke: async ({ state }) => {
      if (state === 'Price' && item === 'gold') throw new StatesTaskError('Volatile', 'ask tomorrow');
      return { [state]: 3 };
    },
  });
  console.log(item, JSON.stringify(outcome));
}

// Prints:
// tea {"status":"SUCCEEDED","output":[{"Stock":3},{"Price":3}]}
// gold {"status":"SUCCEEDED","output":{"item":"gold","problem":{"Error":"Volatile","Cause":"ask tomorrow"},"said":"sorry"}}
