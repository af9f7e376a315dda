// States: how they choose, wait, fail, try again, and go side by side.
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { type Case, PAGES } from '../../case.ts';
import { ending, executed, historyOf, only } from './machine.ts';

const CHOICE = PAGES.statesGuide('state-choice');
const ERRORS = PAGES.statesGuide('concepts-error-handling');
const MAP = PAGES.statesGuide('state-map-inline');
const done = (output: unknown) => ({ status: 'SUCCEEDED', output });
const yes = {
  Yes: { Type: 'Pass', Result: 'yes', End: true },
  No: { Type: 'Pass', Result: 'no', End: true },
};

const choice = (rule: object) =>
  only({ Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' }, yes);
const item = (state: object) => ({ StartAt: 'Item', States: { Item: { ...state, End: true } } });

export const flow: Case[] = [
  ending(
    'a choice takes the first rule that fits',
    CHOICE,
    choice({ Variable: '$.n', NumericGreaterThan: 5 }),
    { n: 6 },
    done('yes'),
  ),
  ending(
    'And, Or and Not',
    CHOICE,
    choice({
      And: [
        {
          Or: [
            { Variable: '$.a', BooleanEquals: true },
            { Variable: '$.b', StringMatches: 'x*z' },
          ],
        },
        { Not: { Variable: '$.c', IsPresent: true } },
      ],
    }),
    { a: false, b: 'xyz' },
    done('yes'),
  ),
  ending(
    'a value of another type fits no comparison',
    CHOICE,
    choice({ Variable: '$.n', NumericEquals: 5 }),
    { n: '5' },
    done('no'),
  ),
  ending(
    'times are compared as times',
    CHOICE,
    choice({
      Variable: '$.t',
      TimestampGreaterThan: '2026-01-01T00:00:00Z',
    }),
    { t: '2026-01-01T00:30:00Z' },
    done('yes'),
  ),
  ending(
    'no rule that fits and no Default fails the execution',
    CHOICE,
    only({ Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 5, Next: 'Yes' }] }, { Yes: yes.Yes }),
    { n: 1 },
    { status: 'FAILED', error: /^States\.(NoChoiceMatched|Runtime)$/ },
  ),
  ending(
    'a variable that is not there fails the state',
    CHOICE,
    choice({ Variable: '$.none', NumericEquals: 5 }),
    {},
    {
      status: 'FAILED',
      error: 'States.Runtime',
    },
  ),
  ending(
    'a Fail state ends with its error and cause',
    PAGES.statesGuide('state-fail'),
    only({
      Type: 'Fail',
      ErrorPath: '$.e',
      CausePath: "States.Format('because {}', $.c)",
    }),
    { e: 'Own', c: 'so' },
    { status: 'FAILED', error: 'Own', cause: 'because so' },
  ),
  ending(
    'a Catch takes the error along, at its ResultPath',
    ERRORS,
    only(
      {
        Type: 'Parallel',
        Branches: [
          item({ Type: 'Pass' }),
          { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Own', Cause: 'so' } } },
        ],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'No' },
          { ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Caught' },
        ],
      },
      { No: yes.No, Caught: { Type: 'Pass', End: true } },
    ),
    { a: 1 },
    done({ a: 1, e: { Error: 'Own', Cause: 'so' } }),
  ),
  ending(
    'branches give their outputs in order',
    PAGES.statesGuide('state-parallel'),
    only({
      Type: 'Parallel',
      Branches: [
        item({ Type: 'Pass', Result: 1 }),
        { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } },
      ],
    }),
    { a: 1 },
    done([1, { a: 1 }]),
  ),
  ending(
    'a map runs over the items, with the index and value of each',
    MAP,
    only({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'all.$': '$.name' },
      ItemProcessor: item({ Type: 'Pass' }),
    }),
    { items: ['a', 'b'], name: 'n' },
    done([
      { i: 0, v: 'a', all: 'n' },
      { i: 1, v: 'b', all: 'n' },
    ]),
  ),
  ending(
    'a map over nothing gives an empty list',
    MAP,
    only({ Type: 'Map', ItemProcessor: item({ Type: 'Pass' }) }),
    [],
    done([]),
  ),
  ending(
    'a map over what is no list fails',
    MAP,
    only({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: item({ Type: 'Pass' }),
    }),
    { items: 'no list' },
    { status: 'FAILED', error: 'States.Runtime' },
  ),
  ending(
    'a task that takes too long is States.Timeout',
    ERRORS,
    {
      TimeoutSeconds: 1,
      ...only({ Type: 'Wait', Seconds: 20 }),
    },
    {},
    { status: 'TIMED_OUT' },
  ),
  ending(
    'a wait until a time that has passed ends at once',
    PAGES.statesGuide('state-wait'),
    only({
      Type: 'Wait',
      TimestampPath: '$.t',
    }),
    { t: '2020-01-01T00:00:00Z' },
    done({ t: '2020-01-01T00:00:00Z' }),
  ),
  {
    name: 'the text of an input stays as it was written',
    source: PAGES.seen('DescribeExecution and ExecutionStarted have the text itself'),
    async observe(world) {
      const { executionArn } = await executed(world, only({ Type: 'Pass' }), '{ "a":  1.0 }');
      const { input } = await world.states.send(new DescribeExecutionCommand({ executionArn }));
      const [started] = await historyOf(world, executionArn);
      return { input, started: started?.executionStartedEventDetails?.input };
    },
    expected: { input: '{ "a":  1.0 }', started: '{ "a":  1.0 }' },
  },
  {
    name: 'a history tells of each state, with ids that lead back',
    source: PAGES.states('GetExecutionHistory'),
    async observe(world) {
      const { executionArn } = await executed(world, only({ Type: 'Pass' }), { a: 1 });
      const history = await historyOf(world, executionArn);
      return history.map(({ id, previousEventId, type }) => [id, previousEventId, type]);
    },
    expected: [
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
      [4, 3, 'ExecutionSucceeded'],
    ],
  },
  {
    name: 'the next iteration of an inline map follows the last state of the one before it',
    source: PAGES.seen('previousEventId of MapIterationStarted'),
    async observe(world) {
      const { executionArn } = await executed(
        world,
        only({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: item({ Type: 'Pass' }) }),
        [1, 2],
      );
      const history = await historyOf(world, executionArn);
      return history
        .filter(({ type }) => type === 'MapIterationStarted')
        .map(({ previousEventId }) => history.find(({ id }) => id === previousEventId)?.type);
    },
    expected: ['MapStateStarted', 'PassStateExited'],
  },
];
