// What expressions and paths refer to, as far as it is known before anything runs.
import { validateStateMachine } from '../../src/definition.ts';
import { parseExpression } from '../../src/jsonata/expression.ts';
import { referencesOf } from '../../src/jsonata/references.ts';
import { chain, INVOKE, machine } from '../engine.ts';

function contextOf(text: string): string[] {
  return [...referencesOf(parseExpression(text).ast()).context];
}

test.each([
  'phone',
  'phone[0].number',
  '-phone',
  '$states.input.a ? phone : 2',
  '$sum(phone)',
  'phone(1)',
  '[1..phone]',
  '(phone).other',
  '{phone: 1}',
  '($x := phone; $x)',
  '$map($states.input.a, function($y){ phone })',
  '$count(phone[inner])',
])('%s reads phone from the context item', (text) => {
  expect(contextOf(text)).toEqual(['phone']);
});

test.each([
  '$states.input.phone',
  '$states.input.items[phone > 3]',
  '$states.input.a^(phone)',
  "$states.input.a{'k': phone}",
  '$states.input.a.(phone)',
  '$states.input.a[$ > 1]',
  "$states.input ~> |phone|{'b': 1}|",
  'function($x){ $x.phone }',
  "'phone'",
  '**.phone',
])('%s reads nothing from the context item', (text) => {
  expect(contextOf(text)).toEqual([]);
});

test('the context item itself and the root are named as they are written', () => {
  expect(contextOf('$string($)')).toEqual(['$']);
  expect(contextOf('$$.phone')).toEqual(['$$']);
});

test('variables that the expression binds itself are not referred to', () => {
  const text = '($a := 1; $map($list, function($item){ $item + $a + $b }))';
  const { variables } = referencesOf(parseExpression(text).ast());
  expect([...variables].sort()).toEqual(['b', 'list', 'map']);
});

function diagnostics(definition: object): unknown[] {
  return validateStateMachine(definition).map(({ severity, code, location, message }) => [
    severity,
    code,
    location,
    message,
  ]);
}

const jsonata = (fields: object) => machine({ QueryLanguage: 'JSONata', ...fields });
const UNSUPPORTED = 'UNSUPPORTED_JSONATA_EXPRESSION';

test.each<[string, object, string, string]>([
  [
    'a name',
    { Output: { v: '{% phone %}' } },
    '/Output/v',
    "Reference to 'phone' at the top level is not supported.",
  ],
  ['the root', { Output: '{% $$ %}' }, '/Output', "Reference to '$$' is not supported."],
  [
    'a result that a Pass does not have',
    { Output: '{% $states.result %}' },
    '/Output',
    "Field '$states.result' does not exist.",
  ],
  [
    'an error outside a catcher',
    { Assign: { e: '{% $states.errorOutput.Error %}' } },
    '/Assign/e',
    "Field '$states.errorOutput' does not exist.",
  ],
])('refuses to read %s', (_what, fields, location, message) => {
  expect(diagnostics(jsonata({ Type: 'Pass', ...fields }))).toEqual([
    ['ERROR', UNSUPPORTED, `/States/Only${location}`, message],
  ]);
});

test('a task has its result afterwards, and a catcher the error', () => {
  const task = {
    Type: 'Task',
    Resource: INVOKE,
    Output: '{% $states.result %}',
    Assign: { r: '{% $states.result.a %}' },
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done', Output: '{% $states.errorOutput %}' }],
  };
  const definition = chain({ Work: task, Done: { Type: 'Succeed' } }, { QueryLanguage: 'JSONata' });
  expect(diagnostics(definition)).toEqual([]);
  const early = jsonata({ Type: 'Task', Resource: INVOKE, Arguments: '{% $states.result %}' });
  expect(diagnostics(early)).toMatchObject([
    ['ERROR', UNSUPPORTED, '/States/Only/Arguments', expect.anything()],
  ]);
});

const undefinedAt = (location: string, name: string) => [
  'WARNING',
  'POSSIBLY_UNDEFINED_VARIABLE',
  location,
  `Variable '${name}' is possibly not defined.`,
];

test('warns of a variable that no state in reach assigns', () => {
  expect(diagnostics(jsonata({ Type: 'Pass', Output: '{% $sum($prices) + $count($uuid()) %}' }))).toEqual([
    undefinedAt('/States/Only/Output', 'prices'),
  ]);
  const Parameters = { 'a.$': '$who.name', 'b.$': "States.Format('$quoted {}', $other)", 'c.$': '$.own' };
  expect(diagnostics(machine({ Type: 'Pass', Parameters }))).toEqual([
    undefinedAt('/States/Only/Parameters/a.$', 'who'),
    undefinedAt('/States/Only/Parameters/b.$', 'other'),
  ]);
});

test('branches and inline iterations see the variables around them, child executions and later states do not', () => {
  const reads = (name: string) => machine({ Type: 'Pass', Parameters: { 'x.$': `$${name}` } });
  const inner = (name: string, state: object) => ({
    StartAt: name,
    States: { [name]: { End: true, ...state } },
  });
  const read = { Type: 'Pass', Parameters: { 'x.$': '$x' } };
  const map = (name: string, ProcessorConfig: object) => ({
    Type: 'Map',
    ItemProcessor: { ProcessorConfig, ...inner(name, read) },
  });
  expect(diagnostics(reads('x'))).toHaveLength(1);
  const definition = chain({
    Set: { Type: 'Pass', Assign: { x: 1 } },
    Both: { Type: 'Parallel', Branches: [inner('InBranch', { ...read, Assign: { own: 1 } })] },
    Each: map('InIteration', { Mode: 'INLINE' }),
    Far: map('InChild', { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }),
    Later: { Type: 'Pass', Parameters: { 'own.$': '$own' } },
  });
  expect(diagnostics(definition)).toEqual([
    undefinedAt('/States/Far/ItemProcessor/States/InChild/Parameters/x.$', 'x'),
    undefinedAt('/States/Later/Parameters/own.$', 'own'),
  ]);
});

const variablesOf = (text: string) => [...referencesOf(parseExpression(text).ast()).variables].sort();
const statesOf = (text: string) => [...referencesOf(parseExpression(text).ast()).states].sort();

test.each<[string, string[]]>([
  ['$a + $b.c', ['a', 'b']],
  ['$list[n > $limit]', ['limit', 'list']],
  ['$list.(n + $more)', ['list', 'more']],
  ['$list^(n * $sign)', ['list', 'sign']],
  ['$list{n: $value}', ['list', 'value']],
  ["$list ~> |a|{'b': $c}|", ['c', 'list']],
  ['$list@$each.($each.n + $other)', ['list', 'other']],
  ['$list#$at.($at + $other)', ['list', 'other']],
  ['function($x){ $x + $y }', ['y']],
  ['($x := $y; $x) + $x', ['x', 'y']],
  ['$list ~> /a+/', ['list']],
  ['null', []],
])('%s reads the variables %j', (text, names) => {
  expect(variablesOf(text)).toEqual(names);
});

test.each<[string, string[]]>([
  ['$states.input.a + $states.result', ['input', 'result']],
  ['$states', []],
  ['$states.*', []],
  ["$states.'errorOutput'", ['errorOutput']],
  ['$other.result', []],
  ['a.$states.input', []],
  ['"states".result', []],
  ['$string($states.context.State.Name)', ['context']],
])('%s reads the members %j of $states', (text, names) => {
  expect(statesOf(text)).toEqual(names);
});
