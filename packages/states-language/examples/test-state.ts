// One state alone, as TestState tries it: its data at every step, and what a retrier would do.
import { runState, StatesTaskError, virtualClock } from 'states-language';
import { executionOf, START } from './execution.ts';

const definition = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { 'city.$': '$.city' },
  ResultSelector: { 'degrees.$': '$.Payload.celsius' },
  ResultPath: '$.weather',
  Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 4, BackoffRate: 2 }],
  Next: 'Tell',
};
const host = { clock: virtualClock(START), invoke: async () => ({}) };
const execution = executionOf('weather', { city: 'Oslo' });

const good = await runState(
  { definition, execution, mock: async () => ({ Payload: { celsius: -3 }, StatusCode: 200 }) },
  host,
);
console.log(good.status, JSON.stringify(good.output), `next: ${good.nextState}`);
for (const [step, data] of Object.entries(good.inspection)) console.log(`  ${step}: ${data}`);

const busy = await runState(
  {
    definition,
    execution,
    retrierRetryCount: 1,
    mock: async () => Promise.reject(new StatesTaskError('Busy')),
  },
  host,
);
console.log(busy.status, JSON.stringify(busy.inspection['errorDetails']));

// Prints:
// SUCCEEDED {"city":"Oslo","weather":{"degrees":-3}} next: Tell
//   input: {"city": "Oslo"}
//   afterInputPath: {"city": "Oslo"}
//   afterParameters: {"city": "Oslo"}
//   result: {"Payload": {"celsius": -3}, "StatusCode": 200}
//   afterResultSelector: {"degrees": -3}
//   afterResultPath: {"city": "Oslo", "weather": {"degrees": -3}}
// RETRIABLE {"retryIndex":0,"retryBackoffIntervalSeconds":8}
