import { variableReferences } from '../src/definition.ts';

const machine = (states: Record<string, object>, language = 'JSONPath') =>
  JSON.stringify({ QueryLanguage: language, StartAt: Object.keys(states)[0], States: states });

test.each([
  ['InputPath and OutputPath', { InputPath: '$in.deep[0]', OutputPath: '$out' }, ['in', 'out']],
  ['a payload template', { Parameters: { a: { 'b.$': '$order.id' }, text: '$text' } }, ['order']],
  ['an intrinsic function', { Parameters: { 'a.$': "States.Format('$no {}', $yes)" } }, ['yes']],
  ['Assign', { Assign: { mine: 1, 'next.$': '$last' } }, ['last']],
  [
    'the input and the context object alone',
    { Parameters: { 'a.$': '$.x', 'b.$': '$$.Execution.Id' } },
    undefined,
  ],
])('of JSONPath: %s', (_where, fields, expected) => {
  const found = variableReferences(machine({ Only: { Type: 'Pass', ...fields, End: true } }));
  expect(found).toEqual(expected ? { Only: expected } : {});
});

test('of a Choice: Variable, Path operators at any depth and Assign', () => {
  const rule = {
    And: [{ Variable: '$b', NumericEqualsPath: '$a' }, { Not: { Variable: '$.x', StringEqualsPath: '$c' } }],
    Next: 'End',
    Assign: { 'e.$': '$d' },
  };
  const found = variableReferences(
    machine({ Pick: { Type: 'Choice', Choices: [rule] }, End: { Type: 'Succeed' } }),
  );
  expect(found).toEqual({ Pick: ['a', 'b', 'c', 'd'] });
});

test('of a Map and its states, each by its own name', () => {
  const ItemProcessor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Inner',
    States: { Inner: { Type: 'Pass', Parameters: { 'a.$': '$inner' }, End: true } },
  };
  const found = variableReferences(
    machine({
      Each: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$most' },
          Parameters: { 'Bucket.$': '$bucket', Key: 'k' },
        },
        ToleratedFailureCountPath: '$count',
        ItemSelector: { 'v.$': '$selected' },
        ItemProcessor,
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Last', Assign: { 'why.$': '$caught' } }],
        Next: 'Last',
      },
      Last: { Type: 'Succeed' },
    }),
  );
  expect(found).toEqual({ Each: ['bucket', 'caught', 'count', 'most', 'selected'], Inner: ['inner'] });
});

test('of JSONata: neither what an expression binds, nor functions, nor $states', () => {
  const found = variableReferences(
    machine(
      {
        First: {
          Type: 'Pass',
          Output: '{% ($own := $total; $sum($states.input.a) + $own) %}',
          Next: 'Second',
        },
        Second: { Type: 'Wait', Seconds: '{% $wait %}', Next: 'Third' },
        Third: { Type: 'Pass', Output: { list: ['{% $map($items, function($v) { $v.id }) %}'] }, End: true },
      },
      'JSONata',
    ),
  );
  expect(found).toEqual({ First: ['total'], Second: ['wait'], Third: ['items'] });
});
