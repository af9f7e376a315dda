// Variables: Assign, when values are seen, and how far they reach.
import { chain, INVOKE, machine, run } from './engine.ts';

test('a variable set in one state is read in any later one', async () => {
  const { output } = await run(
    chain({
      Set: { Type: 'Pass', Assign: { 'who.$': '$.name', list: [1, 2] } },
      Between: { Type: 'Pass', Result: 'other' },
      Read: { Type: 'Pass', Parameters: { 'who.$': '$who', 'first.$': '$list[0]' } },
    }),
    { name: 'ada' },
  );
  expect(output).toEqual({ who: 'ada', first: 1 });
});

test('Assign of a Pass sees its result', async () => {
  const { output } = await run(
    chain({
      Set: { Type: 'Pass', Result: { name: 'ada' }, Assign: { 'who.$': '$.name' } },
      Read: { Type: 'Pass', Parameters: { 'who.$': '$who', 'said.$': "States.Format('{}!', $who)" } },
    }),
  );
  expect(output).toEqual({ who: 'ada', said: 'ada!' });
});

test('Assign of a task sees its result, Assign of a catcher the error output', async () => {
  const { events } = await run(
    machine({ Type: 'Task', Resource: INVOKE, Assign: { 'x.$': '$.made', fixed: null } }),
    {},
    { task: () => ({ made: 7 }) },
  );
  expect(events.at(-2)?.stateExitedEventDetails).toMatchObject({
    assignedVariables: { x: '7', fixed: 'null' },
    assignedVariablesDetails: { truncated: false },
  });
});

test('all fields of a state see the values that were there on entry', async () => {
  const { output } = await run(
    chain({
      Set: { Type: 'Pass', Assign: { n: 1 } },
      Swap: { Type: 'Pass', Assign: { n: 2, 'old.$': '$n' }, OutputPath: '$n' },
      Read: { Type: 'Pass', Parameters: { 'n.$': '$n', 'old.$': '$old', 'out.$': '$' } },
    }),
  );
  expect(output).toEqual({ n: 2, old: 1, out: 1 });
});

test('branches see outer variables and keep their own', async () => {
  const { output } = await run(
    chain({
      Set: { Type: 'Pass', Assign: { outer: 'o' } },
      Both: {
        Type: 'Parallel',
        Branches: ['a', 'b'].map((name) =>
          chain({
            [`Set ${name}`]: { Type: 'Pass', Assign: { own: name } },
            [`Read ${name}`]: { Type: 'Pass', Parameters: { 'own.$': '$own', 'outer.$': '$outer' } },
          }),
        ),
      },
    }),
  );
  expect(output).toEqual([
    { own: 'a', outer: 'o' },
    { own: 'b', outer: 'o' },
  ]);
});

test('what a branch assigned is gone after it', async () => {
  const { outcome } = await run(
    chain({
      Both: {
        Type: 'Parallel',
        Branches: [machine({ Type: 'Pass', Assign: { inner: 1 } })],
      },
      Read: { Type: 'Pass', Parameters: { 'x.$': '$inner' } },
    }),
  );
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});

test('a Choice assigns by the rule it takes, or by its own Assign with the Default', async () => {
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericEquals: 1, Assign: { way: 'rule' }, Next: 'Read' }],
        Default: 'Read',
        Assign: { way: 'default' },
      },
      Read: { Type: 'Pass', Parameters: { 'way.$': '$way' }, End: true },
    },
  };
  expect((await run(definition, { n: 1 })).output).toEqual({ way: 'rule' });
  expect((await run(definition, { n: 2 })).output).toEqual({ way: 'default' });
});

test('one Assign sets no more than 256 KiB', async () => {
  const { outcome } = await run(machine({ Type: 'Pass', Assign: { a: text(150_000), b: text(150_000) } }));
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('variables hold no more than 10 MiB; what is set anew does not count twice', async () => {
  const assigning = (nameOf: (at: number) => string) =>
    chain(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, at) => [
          `S${at}`,
          { Type: 'Pass', Assign: { [nameOf(at)]: text(250_000) } },
        ]),
      ),
    );
  expect((await run(assigning(() => 'same'))).outcome.status).toBe('SUCCEEDED');
  expect((await run(assigning((at) => `v${at}`))).outcome).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause: 'The total size of the variables exceeds the maximum number of bytes service limit.',
  });
});

function text(length: number): string {
  return 'x'.repeat(length);
}
