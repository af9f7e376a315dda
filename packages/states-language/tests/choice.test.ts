// Choice states with JSONPath rules.
import { machine, run } from './engine.ts';

async function holds(rule: object, input: unknown): Promise<boolean> {
  const { outcome } = await run(
    {
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Pass', Result: true, End: true },
        No: { Type: 'Pass', Result: false, End: true },
      },
    },
    input,
  );
  if (outcome.status !== 'SUCCEEDED') throw new Error(outcome.cause);
  return outcome.output as boolean;
}

const early = '2026-01-01T10:00:00Z';
const late = '2026-01-01T12:30:00+02:00';

test.each<[string, unknown, unknown, boolean]>([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 1, '1', false],
  ['StringLessThan', 'a', 'b', true],
  ['StringLessThanEquals', 'b', 'b', true],
  ['StringGreaterThan', 'b', 'a', true],
  ['StringGreaterThanEquals', 'a', 'b', false],
  ['StringMatches', 'log-2026.txt', 'log-*.txt', true],
  ['StringMatches', 'a*b', 'a\\*b', true],
  ['StringMatches', 'axb', 'a\\*b', false],
  ['StringMatches', 'a.b', 'a?b', false],
  ['NumericEquals', 1, 1, true],
  ['NumericEquals', '1', 1, false],
  ['NumericEquals', true, 1, false],
  ['NumericLessThan', -1, 0, true],
  ['NumericLessThanEquals', 0, -0, true],
  ['NumericGreaterThan', 2.5, 2, true],
  ['NumericGreaterThanEquals', 1, 2, false],
  ['BooleanEquals', false, false, true],
  ['BooleanEquals', 'true', true, false],
  ['TimestampEquals', '2026-01-01T10:30:00.000Z', late, true],
  ['TimestampLessThan', early, late, true],
  ['TimestampLessThanEquals', early, early, true],
  ['TimestampGreaterThan', early, late, false],
  ['TimestampGreaterThanEquals', 'soon', early, false],
  ['IsNull', null, true, true],
  ['IsNull', 0, true, false],
  ['IsString', '', true, true],
  ['IsNumeric', 0, true, true],
  ['IsNumeric', '0', false, true],
  ['IsBoolean', false, true, true],
  ['IsTimestamp', early, true, true],
  ['IsTimestamp', '2026-01-01', true, false],
])('%s of %j with %j is %j', async (operator, value, operand, expected) => {
  expect(await holds({ Variable: '$.value', [operator]: operand }, { value })).toBe(expected);
});

test('an operator that ends in Path reads its operand from the input', async () => {
  expect(await holds({ Variable: '$.a', NumericLessThanPath: '$.b' }, { a: 1, b: 2 })).toBe(true);
  expect(await holds({ Variable: '$.a', StringEqualsPath: '$$.State.Name' }, { a: 'Choose' })).toBe(true);
});

test('IsPresent asks whether there is anything, null included', async () => {
  expect(await holds({ Variable: '$.a.b', IsPresent: true }, { a: { b: null } })).toBe(true);
  expect(await holds({ Variable: '$.a.b', IsPresent: true }, { a: 1 })).toBe(false);
  expect(await holds({ Variable: '$.a.b', IsPresent: false }, {})).toBe(true);
});

test('And, Or and Not combine, and And stops at what does not hold', async () => {
  const guarded = {
    And: [
      { Variable: '$.a', IsPresent: true },
      { Variable: '$.a', NumericEquals: 1 },
    ],
  };
  expect(await holds(guarded, { a: 1 })).toBe(true);
  expect(await holds(guarded, {})).toBe(false);
  expect(await holds({ Or: [{ Variable: '$.a', NumericEquals: 2 }, { Not: guarded }] }, { a: 2 })).toBe(true);
});

test('the first rule that holds wins', async () => {
  const { output } = await run(
    {
      StartAt: 'Choose',
      States: {
        Choose: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.n', NumericGreaterThan: 0, Next: 'First' },
            { Variable: '$.n', NumericGreaterThan: 1, Next: 'Second' },
          ],
        },
        First: { Type: 'Pass', Result: 'first', End: true },
        Second: { Type: 'Pass', Result: 'second', End: true },
      },
    },
    { n: 5 },
  );
  expect(output).toBe('first');
});

test('a Variable that is not there ends the execution', async () => {
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$.no', NumericEquals: 1, Next: 'End' }],
        Default: 'End',
      },
      End: { Type: 'Succeed' },
    },
  };
  expect((await run(definition)).outcome).toMatchObject({
    error: 'States.Runtime',
    cause: expect.stringContaining(
      "Invalid path '$.no': The choice state's condition path references an invalid value.",
    ),
  });
});

test('without a Default, no match ends the execution', async () => {
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'End' }] },
      End: { Type: 'Succeed' },
    },
  };
  expect((await run(definition, { n: 2 })).outcome).toMatchObject({
    error: 'States.Runtime',
    cause: expect.stringContaining('The state does not point to a next state.'),
  });
});

test('InputPath applies before the rules, and its selection is the output', async () => {
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        InputPath: '$.inner',
        Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'End' }],
        Default: 'Other',
      },
      End: { Type: 'Succeed' },
      Other: { Type: 'Fail' },
    },
  };
  expect((await run(definition, { inner: { n: 1 } })).output).toEqual({ n: 1 });
});

test('a machine of one Succeed gives its selected input', async () => {
  const only = { StartAt: 'Done', States: { Done: { Type: 'Succeed', OutputPath: '$.a' } } };
  expect((await run(only, { a: 1 })).output).toBe(1);
  expect((await run(machine({ Type: 'Pass', OutputPath: '$.a' }), { a: 2 })).output).toBe(2);
});

test.each([{ IsString: true }, { StringEquals: 'x' }, { IsNull: true }])(
  'no path leads into an input that is null: %j',
  async (rule) => {
    const definition = {
      StartAt: 'Choose',
      States: {
        Choose: { Type: 'Choice', Choices: [{ Variable: '$', ...rule, Next: 'End' }], Default: 'End' },
        End: { Type: 'Succeed' },
      },
    };
    expect((await run(definition, null)).outcome).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('Unable to apply Path transformation to null or empty input'),
    });
  },
);
