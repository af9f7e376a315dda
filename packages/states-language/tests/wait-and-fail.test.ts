// Wait in all its forms, and Fail with fixed and dynamic texts.
import { machine, run, START } from './engine.ts';

const inOneHour = new Date(START + 3_600_000).toISOString();

test.each<[string, object, number]>([
  ['Seconds', { Seconds: 90 }, 90_000],
  ['SecondsPath', { SecondsPath: '$.seconds' }, 30_000],
  ['Timestamp', { Timestamp: inOneHour }, 3_600_000],
  ['TimestampPath', { TimestampPath: '$.until' }, 3_600_000],
  ['a Timestamp in the past', { Timestamp: '2001-01-01T00:00:00Z' }, 0],
  ['a year', { Seconds: 31_536_000 }, 31_536_000_000],
  [
    'as long as AWS waits for a time',
    { Timestamp: new Date(START + 24_855 * 86_400_000).toISOString() },
    24_855 * 86_400_000,
  ],
])('waits by %s', async (_form, fields, expectedMs) => {
  const { output, elapsedMs } = await run(machine({ Type: 'Wait', ...fields }), {
    seconds: 30,
    until: inOneHour,
  });
  expect(elapsedMs).toBe(expectedMs);
  expect(output).toEqual({ seconds: 30, until: inOneHour });
});

test.each<[string, object, unknown, string]>([
  [
    'a missing value',
    { SecondsPath: '$.s' },
    {},
    'The SecondsPath parameter does not reference an input value: $.s',
  ],
  [
    'no timestamp',
    { TimestampPath: '$.t' },
    { t: '2026-01-01 00:00:00Z' },
    'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == 2026-01-01 00:00:00Z',
  ],
  [
    'no number',
    { SecondsPath: '$.s' },
    { s: 'x' },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == x',
  ],
  [
    'a fraction',
    { SecondsPath: '$.s' },
    { s: -1.5 },
    'The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5',
  ],
  [
    'a negative number',
    { SecondsPath: '$.s' },
    { s: -1 },
    'The SecondsPath parameter references a negative value: $.s == -1',
  ],
  ['too many seconds', { SecondsPath: '$.s' }, { s: 100_000_000 }, 'Wait state delay is too long.'],
  [
    'a time too far away',
    { TimestampPath: '$.t' },
    { t: new Date(START + 24_856 * 86_400_000).toISOString() },
    'Wait state delay is too long.',
  ],
])('ends the execution over %s', async (_what, fields, input, cause) => {
  const { outcome } = await run(machine({ Type: 'Wait', ...fields }), input);
  expect(outcome).toEqual({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: `An error occurred while executing the state 'Only' (entered at the event id #2). ${cause}`,
  });
});

test('a Timestamp of JSONata that is no timestamp is told of after the entry of its state', async () => {
  const definition = machine(
    { Type: 'Wait', Timestamp: '{% $states.input %}' },
    { QueryLanguage: 'JSONata' },
  );
  const { outcome, events } = await run(definition, '2016-13-05T21:29:29Z');
  const cause =
    "An error occurred while executing the state 'Only' (entered at the event id #2). The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-13-05T21:29:29Z";
  expect(outcome).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
  expect(events[2]).toMatchObject({
    previousEventId: 2,
    evaluationFailedEventDetails: { cause, location: 'Timestamp', state: 'Only' },
  });
});

function failing(fields: object): object {
  return { StartAt: 'Fail', States: { Fail: { Type: 'Fail', ...fields } } };
}

test('Fail ends the execution with its error and cause, and with neither if it has none', async () => {
  const { outcome, types, events } = await run(failing({ Error: 'Broken', Cause: 'by design' }));
  expect(outcome).toEqual({ status: 'FAILED', error: 'Broken', cause: 'by design' });
  expect(types).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
  expect(events[2]?.executionFailedEventDetails).toEqual({ error: 'Broken', cause: 'by design' });
  expect((await run(failing({}))).outcome).toEqual({ status: 'FAILED' });
});

test('ErrorPath and CausePath take paths and intrinsic functions', async () => {
  const definition = failing({ ErrorPath: '$.name', CausePath: "States.Format('{} failed', $$.State.Name)" });
  expect((await run(definition, { name: 'Odd' })).outcome).toEqual({
    status: 'FAILED',
    error: 'Odd',
    cause: 'Fail failed',
  });
});

test('a CausePath that finds nothing is reported as such', async () => {
  expect((await run(failing({ CausePath: '$.no' }))).outcome).toMatchObject({
    error: 'States.Runtime',
    cause: expect.stringContaining(
      "The JSONPath '$.no' specified for the field 'CausePath' could not be found",
    ),
  });
});
