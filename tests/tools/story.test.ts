// Whose error it is, and whether it is one.

import type { HistoryEvent } from '../../packages/states-language/src/history.ts';
import { createStory, type Story } from '../../tools/photo/story.ts';
import { undoneOf } from '../../tools/photo/undone.ts';

const DEFINITION = JSON.stringify({
  States: {
    Claim: {
      Retry: [{ ErrorEquals: ['Taken'], MaxAttempts: 0 }, { ErrorEquals: ['Busy'] }],
      Catch: [
        { ErrorEquals: ['Taken', 'Busy'], Next: 'Known' },
        { ErrorEquals: ['States.ALL'], Next: 'Undo' },
      ],
    },
    Both: { Branches: [{ States: { Left: {} } }, { States: { Right: {} } }] },
  },
});

let events: HistoryEvent[];
let story: Story;
beforeEach(() => {
  events = [];
  story = createStory(DEFINITION);
});

/** Adds an event that follows another one. */
function add(previousEventId: number, type: string, details: Partial<HistoryEvent> = {}): HistoryEvent {
  const event = { id: events.length + 1, previousEventId, timestamp: 0, type, ...details };
  events.push(event);
  story.add(event);
  return event;
}
const enter = (previousEventId: number, name: string) =>
  add(previousEventId, 'TaskStateEntered', {
    stateEnteredEventDetails: { name, input: '{}', inputDetails: { truncated: false } },
  });
const fail = (previousEventId: number, error: string) =>
  add(previousEventId, 'LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: { error } });

it('names the branch that failed, not its neighbour', () => {
  const both = enter(0, 'Both');
  const left = enter(both.id, 'Left');
  const right = enter(both.id, 'Right');
  const scheduled = add(left.id, 'LambdaFunctionScheduled');
  add(right.id, 'LambdaFunctionScheduled');
  expect(story.stateOf(fail(scheduled.id, 'Broken'))).toBe('Left');
});

it.each([
  ['Taken', 'Known'],
  ['Busy', undefined],
  ['Other', undefined],
])('an error %s leads to %s', (error, next) => {
  expect(story.foreseen(fail(enter(0, 'Claim').id, error))).toBe(next);
});

it('says that nothing had been made where the photo was never looked at', () => {
  fail(enter(0, 'ClaimPhoto').id, 'Broken');
  expect(undoneOf(story)).toEqual({ photo: 'nothing', wereOperatorsTold: false });
});

it('does not call withdrawn what was not', () => {
  const inspect = enter(0, 'InspectPhoto');
  add(inspect.id, 'ExecutionFailed', { executionFailedEventDetails: { error: 'States.Runtime' } });
  expect(undoneOf(story)).toEqual({ photo: 'not withdrawn', wereOperatorsTold: false });

  fail(enter(inspect.id, 'WithdrawPhoto').id, 'Refused');
  expect(undoneOf(story)).toMatchObject({ photo: 'not withdrawn', error: 'Refused' });
});
