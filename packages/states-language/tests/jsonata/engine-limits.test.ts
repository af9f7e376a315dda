// Expressions and values that go deeper than the engine's recursion: the error names the way out, and none of V8's words get through.
import { validateStateMachine } from '../../src/definition.ts';
import { compileExpression } from '../../src/jsonata/expression.ts';
import { chain } from '../engine.ts';

const DEEP = 20_000;

/** Opened so often, and closed again. */
const nested = (open: string, inside: string, close: string, times = DEEP) =>
  open.repeat(times) + inside + close.repeat(times);
const nestedList = () => {
  let list: unknown = 1;
  for (let depth = 0; depth < DEEP; depth++) list = [list];
  return list;
};
const failureOf = (text: string, input: unknown = null) =>
  compileExpression(text, 'Output')
    .evaluate({ states: { input } }, 0)
    .then(
      () => undefined,
      (error: unknown) => error,
    );

const V8_WORDS = /call stack|Invalid (string|array) length/;
const WAY_OUT = 'take it in steps, by variables (Assign) or several states';

it.each([
  ['brackets', nested('(', '1', ')')],
  ['lists', nested('[', '1', ']')],
  ['objects', nested('{"a":', '1', '}')],
  ['calls', nested('$string(', '1', ')')],
  ['functions', nested('function(){', '1', '}')],
  ['choices', nested('true ? ', '1', ' : 0')],
  ['a long sum', nested('', '1', '+1')],
  ['a long path', nested('', '$states.input', '.a')],
])('%s that nest too deeply are refused with the definition', (_, text) => {
  const definition = {
    ...chain({ Only: { Type: 'Pass', Output: `{% ${text} %}` } }),
    QueryLanguage: 'JSONata',
  };
  const checked = validateStateMachine(JSON.parse(JSON.stringify(definition)));
  const messages = checked.map(({ message }) => message);
  expect(messages).toContainEqual(expect.stringContaining(WAY_OUT));
  expect(messages.join('\n')).not.toMatch(V8_WORDS);
});

it.each([
  '$states.input',
  '$string($states.input)',
  '$states.input ~> |$|{}|',
  '$states.input.**',
  '[$states.input, 1]',
])('%s of data that nests too deeply fails as an evaluation does', async (text) => {
  const failure = await failureOf(text, nestedList());
  expect(failure).toMatchObject({
    errorName: 'States.QueryEvaluationError',
    location: 'Output',
    message: expect.stringContaining(WAY_OUT),
  });
  expect((failure as Error).message).not.toMatch(V8_WORDS);
});

it.each(['$pad("x", 1000000000)', '$length($pad("x", -1000000000))'])(
  '%s is refused for the memory that it takes',
  async (text) => {
    expect(await failureOf(text)).toMatchObject({
      errorName: 'States.QueryEvaluationError',
      message: expect.stringContaining('memory limit exceeded'),
    });
  },
);

it('what nests as deeply as people write is evaluated', async () => {
  expect(await compileExpression(nested('[', '1', ']', 60), 'Output').evaluate({}, 0)).toBeDefined();
});
