// JSONata: expressions in {% %}, variables that outlive states, Output instead of five path fields.
import { parseStateMachine, runStateMachine, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const machine = parseStateMachine({
  QueryLanguage: 'JSONata',
  StartAt: 'Sum',
  States: {
    Sum: {
      Type: 'Pass',
      Assign: { total: '{% $sum($states.input.lines.(price * count)) %}', currency: 'EUR' },
      Next: 'IsLarge',
    },
    IsLarge: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $total > 100 %}', Assign: { reduced: '{% $total * 0.9 %}' }, Next: 'Bill' }],
      Default: 'Bill',
    },
    Bill: {
      Type: 'Succeed',
      Output: {
        text: '{% $formatNumber($exists($reduced) ? $reduced : $total, "0.00") & " " & $currency %}',
        dear: '{% [$states.input.lines[price > 20].name] %}',
      },
    },
  },
});
const lines = [
  { name: 'lamp', price: 45, count: 2 },
  { name: 'bulb', price: 5, count: 6 },
];
const outcome = await runStateMachine(machine, executionOf('bill', { lines }), {
  clock: virtualClock(START),
  invoke: async ({ input }) => input,
});
console.log(JSON.stringify(outcome));

// Prints:
// {"status":"SUCCEEDED","output":{"text":"108.00 EUR","dear":["lamp"]}}
