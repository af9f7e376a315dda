// What executions write into logs that keep no execution data: names of errors and causes. Neither may name a rider.

import { decided, fails, inspected, travel } from './journey.ts';
import { states } from './task-states.ts';

const failStates = states.filter(([, { Type }]) => Type === 'Fail');

it.each(failStates)('%s says the same of every photo', (_, { Cause, CausePath, Error: name, ErrorPath }) => {
  expect(CausePath).toBeUndefined();
  expect(typeof Cause).toBe('string');
  expect(Cause).not.toMatch(/States\.|\$\./);
  // The name of an error that a task reported: a class name, checked below.
  if (name === undefined) expect(ErrorPath).toBe('$.fault.Error');
});

it('no state makes up a cause or an error name of what it was given', () => {
  const made: string[] = [];
  JSON.stringify(Object.fromEntries(states), (key, value: unknown) => {
    if (/^(Cause|Error)\.\$$/.test(key)) made.push(String(value));
    return value;
  });
  expect(made).toEqual([]);
});

it('every fault that ends in a Fail is caught from a task or made of constants', () => {
  const writers = states.filter(([, state]) => state['ResultPath'] === '$.fault' && state.Type === 'Pass');
  for (const [, { Parameters, Result, InputPath }] of writers) {
    expect(Parameters).toBeUndefined();
    // What a branch has caught, handed on as it is.
    if (/^\$\.publication\.\w+\.fault$/.test(String(InputPath))) continue;
    expect(Result).toMatchObject({ Error: expect.any(String), Cause: expect.any(String) });
  }
});

it('the step’s own errors name members and calls, and the execution repeats none of it', async () => {
  const secret = 'incoming/jane.doe@example.com/secret';
  for (const state of ['ClaimPhoto', 'InspectPhoto', 'DetectFace', 'Decide', 'SaveApproval', 'ReadClaim']) {
    const { outcome } = await travel({
      key: 'incoming/jane.doe@example.com/secret',
      answers: {
        ClaimPhoto: state === 'ReadClaim' ? claimedByAnother : {},
        [state]: fails('Some.Fault', `about ${secret}`),
      },
    });
    expect(outcome.status).toBe('FAILED');
    expect(JSON.stringify(outcome)).not.toMatch(/jane|secret|incoming/);
  }
});

const claimedByAnother = fails(
  'DynamoDb.TransactionCanceledException',
  'reasons [None, ConditionalCheckFailed]',
);

it('neither do ends without a fault', async () => {
  const ends = await Promise.all([
    travel({ key: 'incoming/jane/secret', answers: { ClaimPhoto: claimedByAnother, ReadClaim: {} } }),
    travel({
      key: 'incoming/jane/secret',
      answers: { Decide: decided('review'), OpenReview: { text: 'jane' } },
    }),
    travel({
      key: 'incoming/jane/secret',
      answers: { InspectPhoto: { ...inspected, sha256: 'jane' }, SaveApproval: fails('A.B', 'jane') },
    }),
  ]);
  for (const { outcome } of ends) {
    expect(outcome.status).toBe('FAILED');
    expect(JSON.stringify(outcome)).not.toMatch(/jane|secret/);
  }
});
