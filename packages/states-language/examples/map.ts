// A Map hands its items to iterations, two at a time here, and gives their outputs in the order of the items.
import { parseStateMachine, runStateMachine, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const machine = parseStateMachine({
  StartAt: 'EachGuest',
  States: {
    EachGuest: {
      Type: 'Map',
      ItemsPath: '$.guests',
      ItemSelector: { 'name.$': '$$.Map.Item.Value', 'seat.$': 'States.MathAdd($$.Map.Item.Index, 1)' },
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'Walk',
        States: {
          Walk: { Type: 'Wait', Seconds: 10, Next: 'Greet' },
          Greet: {
            Type: 'Pass',
            Parameters: { 'card.$': "States.Format('{}: seat {}', $.name, $.seat)" },
            OutputPath: '$.card',
            End: true,
          },
        },
      },
      End: true,
    },
  },
});
const clock = virtualClock(START);
const outcome = await runStateMachine(machine, executionOf('party', { guests: ['ada', 'bob', 'cyd'] }), {
  clock,
  invoke: async ({ input }) => input,
});
console.log(JSON.stringify(outcome), `after ${(clock.now() - START) / 1000} s`);

// Prints:
// {"status":"SUCCEEDED","output":["ada: seat 1","bob: seat 2","cyd: seat 3"]} after 20 s
