// Paths, intrinsic functions and JSONata.
import { type Case, PAGES } from '../../case.ts';
import { ending, evaluated, only } from './machine.ts';

const PATHS = PAGES.statesGuide('amazon-states-language-paths');
const INTRINSICS = PAGES.statesGuide('intrinsic-functions');
const JSONATA = PAGES.statesGuide('transforming-data');
const done = (output: unknown) => ({ status: 'SUCCEEDED', output });

const pass = (more: object) => only({ Type: 'Pass', ...more });

export const languages: Case[] = [
  ending(
    'InputPath, Parameters, ResultPath and OutputPath in their order',
    PAGES.statesGuide('concepts-input-output-filtering'),
    pass({ InputPath: '$.a', Parameters: { 'b.$': '$.b', c: 1 }, ResultPath: '$.d', OutputPath: '$.d' }),
    { a: { b: 2 }, e: 3 },
    done({ b: 2, c: 1 }),
  ),
  ending(
    'an OutputPath of null gives an empty object',
    PATHS,
    pass({ OutputPath: null }),
    { a: 1 },
    done({}),
  ),
  ending(
    'a ResultPath of null keeps the input',
    PATHS,
    pass({ Result: 1, ResultPath: null }),
    { a: 1 },
    done({ a: 1 }),
  ),
  ending(
    'a path that leads nowhere fails',
    PATHS,
    pass({ InputPath: '$.none' }),
    {},
    { status: 'FAILED', error: 'States.Runtime', cause: /\$\.none/ },
  ),
  ending(
    'filters, slices and wildcards give lists',
    PAGES.statesGuide('amazon-states-language-paths'),
    pass({
      Parameters: {
        'young.$': '$.all[?(@.age < 5)].name',
        'slice.$': '$.all[0:2].name',
        'every.$': '$.all[*].age',
        'deep.$': '$..name',
      },
    }),
    {
      all: [
        { name: 'a', age: 1 },
        { name: 'b', age: 9 },
        { name: 'c', age: 4 },
      ],
    },
    done({ young: ['a', 'c'], slice: ['a', 'b'], every: [1, 9, 4], deep: ['a', 'b', 'c'] }),
  ),
  ending(
    'the context says who runs, and which state',
    PAGES.statesGuide('input-output-contextobject'),
    pass({
      Parameters: { 'state.$': '$$.State.Name', 'input.$': '$$.Execution.Input', 'id.$': '$$.Execution.Id' },
    }),
    { a: 1 },
    done({ state: 'Only', input: { a: 1 }, id: /^arn:aws:states:.*:execution:/ }),
  ),
  ending(
    'arrays: partition, contains, range, get, length, unique',
    INTRINSICS,
    pass({
      Parameters: {
        'parts.$': 'States.ArrayPartition($.a, 2)',
        'has.$': 'States.ArrayContains($.a, 3)',
        'range.$': 'States.ArrayRange(1, 9, 4)',
        'get.$': 'States.ArrayGetItem($.a, 1)',
        'length.$': 'States.ArrayLength($.a)',
        'unique.$': 'States.ArrayUnique($.a)',
        'made.$': "States.Array(1, 'b', $.a[0])",
      },
    }),
    { a: [1, 2, 3, 3] },
    done({
      parts: [
        [1, 2],
        [3, 3],
      ],
      has: true,
      range: [1, 5, 9],
      get: 2,
      length: 4,
      unique: [1, 2, 3],
      made: [1, 'b', 1],
    }),
  ),
  ending(
    'texts: format, split, base64, hashes',
    INTRINSICS,
    pass({
      Parameters: {
        'text.$': "States.Format('{} is {}', $.name, 7)",
        'split.$': "States.StringSplit('a.b+c', '.+')",
        'to.$': "States.Base64Encode('selfie')",
        'from.$': "States.Base64Decode('c2VsZmll')",
        'hash.$': "States.Hash('selfie', 'MD5')",
        'braces.$': "States.Format('\\{{}\\}', 1)",
      },
    }),
    { name: 'ana' },
    done({
      text: 'ana is 7',
      split: ['a', 'b', 'c'],
      to: 'c2VsZmll',
      from: 'selfie',
      hash: 'f510b87b8c2efb5562be8c33f2bcd30d',
      braces: '{1}',
    }),
  ),
  ending(
    'JSON: read, written, merged; numbers added',
    INTRINSICS,
    pass({
      Parameters: {
        'json.$': 'States.StringToJson(\'[1, {"a": null}]\')',
        'text.$': 'States.JsonToString($.o)',
        'merged.$': 'States.JsonMerge($.o, $.p, false)',
        'sum.$': 'States.MathAdd(7, -2)',
        'uuid.$': 'States.UUID()',
      },
    }),
    { o: { a: 1, b: { c: 2 } }, p: { b: { d: 3 } } },
    done({
      json: [1, { a: null }],
      text: '{"a":1,"b":{"c":2}}',
      merged: { a: 1, b: { d: 3 } },
      sum: 5,
      uuid: /^[0-9a-f-]{36}$/,
    }),
  ),
  ending(
    'an intrinsic function that cannot fails by its own name',
    INTRINSICS,
    pass({ Parameters: { 'a.$': 'States.MathAdd($.text, 1)' } }),
    { text: 'a' },
    { status: 'FAILED', error: /^States\.(IntrinsicFailure|Runtime)$/ },
  ),
  ending(
    'JSONata: the input, the context, numbers and texts',
    JSONATA,
    evaluated({
      who: '{% $uppercase($states.input.name) %}',
      sum: '{% $sum($states.input.n) %}',
      state: '{% $states.context.State.Name %}',
      list: ['{% 1 %}', 2],
    }),
    { name: 'ana', n: [1, 2, 3] },
    done({ who: 'ANA', sum: 6, state: 'Only', list: [1, 2] }),
  ),
  ending(
    'JSONata: functions that Step Functions adds',
    JSONATA,
    evaluated({
      parts: '{% $partition([1,2,3], 2) %}',
      range: '{% $range(0, 6, 3) %}',
      hash: "{% $hash('selfie', 'MD5') %}",
      parsed: '{% $parse(\'{"a":1}\') %}',
      random: '{% $random() < 1 %}',
      uuid: '{% $length($uuid()) %}',
    }),
    {},
    done({
      parts: [[1, 2], [3]],
      range: [0, 3, 6],
      hash: 'f510b87b8c2efb5562be8c33f2bcd30d',
      parsed: { a: 1 },
      random: true,
      uuid: 36,
    }),
  ),
  ending(
    'JSONata: an expression that gives nothing fails',
    JSONATA,
    evaluated('{% $states.input.none %}'),
    {},
    { status: 'FAILED', error: 'States.QueryEvaluationError', cause: /returned nothing|undefined/ },
  ),
  ending(
    'JSONata: a value of a wrong type fails',
    JSONATA,
    { QueryLanguage: 'JSONata', ...only({ Type: 'Wait', Seconds: "{% 'soon' %}" }) },
    {},
    { status: 'FAILED', error: 'States.QueryEvaluationError' },
  ),
  ending(
    'variables are assigned, and seen from the next state on',
    PAGES.statesGuide('workflow-variables'),
    {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { n: '{% $states.input.n %}' }, Output: 'gone', Next: 'B' },
        B: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'C' },
        C: { Type: 'Pass', Output: ['{% $n %}', '{% $states.input %}'], End: true },
      },
    },
    { n: 1 },
    done([2, 1]),
  ),
];
