// Texts and values that parsers do not expect. All of them are ordinary data to whoever reads them with care.
import fc from 'fast-check';

const ODD = [
  '',
  ' ',
  '.',
  '..',
  '../outside',
  '..%2foutside',
  '/etc/hostname',
  'a/../../b',
  'a//b',
  '%',
  '%00',
  '\0',
  '\ud800',
  '\u202e',
  'é',
  '*',
  '?',
  '$',
  '$.',
  '$$',
  '{%',
  '{% %}',
  '[',
  '{}',
  'null',
  '-1',
  '1e999',
  '9007199254740993',
  '0x10',
  'NaN',
  '__proto__',
  'constructor',
  'toString',
  'con',
  'a\r\nb: c',
  '<a/>',
  '&amp;',
  "'",
  '"',
  '`',
  '\\',
  'arn:aws:s3:::',
  'arn:::::',
  'http://localhost:1/',
];

const repeated = fc
  .tuple(
    fc.constantFrom('a', '(', '[', '{', '*', '?', ' ', '.', '\\', '"', 'é', '0', '-'),
    fc.oneof(fc.nat(300), fc.nat(300), fc.nat(20_000)),
  )
  .map(([text, count]) => text.repeat(count));

export const oddText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD) },
  { weight: 3, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: repeated },
);

export const oddNumber = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.integer({ min: 0, max: 20 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(2 ** 31, 2 ** 53, -1, 0, 1e300),
);

/** Any JSON, now and then deep. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 10, max: 3000 }).map(deep) },
);

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value };
  return value;
}

/** A text in a language with these words; most of them nearly right. */
function sentences(words: readonly string[], glue: string): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, oddText), { maxLength: 25 })
    .map((parts) => parts.join(glue));
}

const WILD = fc
  .array(fc.constantFrom('*', 'a', 'b', 'aa', '?', '\\', '**', '*a*'), { maxLength: 30 })
  .map((parts) => parts.join(''));

const matcher: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom(null, true, { exists: false }, { cidr: '10.0.0.0/8' }, { numeric: ['>', 1, '<', 5] }),
  WILD.map((wildcard) => ({ wildcard })),
  WILD.map((wildcard) => ({ 'anything-but': { wildcard } })),
  fc
    .tuple(fc.constantFrom('prefix', 'suffix', 'equals-ignore-case'), oddText)
    .map(([name, text]) => ({ [name]: text })),
);

const eventPattern = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.dictionary(
    fc.constantFrom('source', 'detail', 'detail-type', 'a', '$or', 'a.b', 'b'),
    fc.oneof(
      { maxDepth: 5 },
      fc.array(matcher, { maxLength: 5 }),
      tie('node'),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
    { maxKeys: 4 },
  ),
})).node;

const jsonata = sentences(
  [
    '$states.input',
    '$',
    '.',
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '+',
    '&',
    '*',
    '**',
    '%',
    '?',
    ':',
    ':=',
    '$map',
    '$sum',
    '$split',
    '$match',
    '"a"',
    '1',
    '/a+b/',
    'function($x){$x}',
    '~>',
    ';',
    ',',
    '..',
    '[0..9]',
    '$merge',
    '$sort',
    '$parse',
  ],
  ' ',
).map((text) => `{% ${text} %}`);

const jsonPath = sentences(
  [
    '$',
    '$$',
    '.',
    '..',
    'a',
    '[',
    ']',
    '*',
    '?(',
    ')',
    '@',
    '==',
    '&&',
    '0',
    '-1',
    ':',
    ',',
    "'a'",
    '.length()',
  ],
  '',
);

const intrinsic = sentences(
  [
    'States.Format(',
    'States.ArrayRange(',
    'States.MathAdd(',
    'States.StringSplit(',
    'States.JsonMerge(',
    'States.Base64Encode(',
    "'{}'",
    '$.a',
    '1',
    ',',
    ')',
    'States.Array(',
    'States.Hash(',
    "'SHA-1'",
  ],
  '',
);

const value = fc.oneof(jsonata, jsonPath, intrinsic, oddJson);
const state: fc.Arbitrary<unknown> = fc.record(
  {
    Type: fc.constantFrom('Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Map', 'Parallel', 'Task'),
    End: fc.constant(true),
    Next: fc.constantFrom('A', 'B'),
    QueryLanguage: fc.constantFrom('JSONata', 'JSONPath'),
    Output: value,
    Assign: fc.dictionary(fc.constantFrom('a', 'b'), value),
    Result: oddJson,
    Parameters: fc.dictionary(fc.constantFrom('a', 'a.$', 'b.$'), value),
    ResultSelector: fc.dictionary(fc.constantFrom('a', 'a.$'), value),
    InputPath: jsonPath,
    OutputPath: jsonPath,
    ResultPath: jsonPath,
    ItemsPath: jsonPath,
    Items: value,
    Seconds: fc.oneof(fc.constantFrom(0, 1), value),
    Choices: fc.array(
      fc.record(
        {
          Variable: jsonPath,
          StringMatches: WILD,
          NumericEquals: oddNumber,
          IsPresent: fc.boolean(),
          Condition: jsonata,
          Next: fc.constantFrom('A', 'B'),
        },
        { requiredKeys: ['Next'] },
      ),
      { maxLength: 3 },
    ),
    ItemProcessor: fc.constant({ StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }),
    Branches: fc.constant([{ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }]),
    Resource: fc.constantFrom(
      'arn:aws:states:::sqs:sendMessage',
      'arn:aws:states:::aws-sdk:s3:listBuckets',
      'x',
    ),
    Arguments: value,
    Retry: fc.constant([{ ErrorEquals: ['States.ALL'], MaxAttempts: 0 }]),
  },
  { requiredKeys: ['Type'] },
);
const definition = fc.record(
  {
    StartAt: fc.constantFrom('A', 'B'),
    States: fc.dictionary(fc.constantFrom('A', 'B'), state, { maxKeys: 2 }),
    QueryLanguage: fc.constantFrom('JSONata', 'JSONPath'),
    TimeoutSeconds: fc.constantFrom(1, 5, -1),
  },
  { requiredKeys: ['StartAt', 'States'] },
);

const condition = sentences(
  [
    'a',
    '#a',
    ':a',
    'a.b',
    'a[0]',
    '=',
    '<>',
    '<',
    'AND',
    'OR',
    'NOT',
    '(',
    ')',
    'attribute_exists(',
    'contains(',
    'begins_with(',
    'size(',
    'BETWEEN',
    'IN',
    ',',
    'SET',
    'REMOVE',
    'ADD',
    'DELETE',
    '+',
    'if_not_exists(',
    'list_append(',
  ],
  ' ',
);
const schedule = sentences(
  ['rate(', 'cron(', 'at(', '1', '5', 'minutes', '*', '?', '/', '-', 'L', 'W', '#', 'MON', '2026', ')', ' '],
  '',
);
const policy = fc.record({
  Version: fc.constantFrom('2012-10-17', '2008-10-17'),
  Statement: fc.array(
    fc.record(
      {
        Effect: fc.constantFrom('Allow', 'Deny'),
        Principal: fc.constantFrom('*', { AWS: '*' }, { Service: 'sns.amazonaws.com' }),
        Action: fc.oneof(WILD, fc.constant('s3:*')),
        Resource: fc.oneof(WILD, fc.constant('*')),
        Condition: oddJson,
      },
      { requiredKeys: ['Effect'] },
    ),
    { maxLength: 3 },
  ),
});
const template = fc
  .dictionary(
    fc.constantFrom('Resources', 'Parameters', 'Outputs', 'Transform', 'Conditions'),
    fc.oneof(fc.constant({ A: { Type: 'AWS::SQS::Queue' } }), oddJson),
  )
  .map((one) => JSON.stringify(one));

const inJson = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((one) => JSON.stringify(one) ?? '');

/** By the names of members: what stands in them is read by a parser of its own. */
const LANGUAGES: readonly (readonly [RegExp, fc.Arbitrary<string>])[] = [
  [/^(eventPattern|filterPolicy|pattern)$/i, inJson(eventPattern)],
  [/^definition$/i, fc.oneof(inJson(definition), inJson(state))],
  [/^(input|event|detail|message|messageBody|cause|output|payload)$/i, inJson(oddJson)],
  [/expression$/i, fc.oneof(condition, schedule)],
  [/policy/i, fc.oneof(inJson(policy), inJson(eventPattern))],
  [/template/i, fc.oneof(template, jsonPath)],
  [/path$/i, jsonPath],
  [/^(statement|filter|query)/i, condition],
];

/** What a text member of this name is likely to be read as. */
export function languageOf(name: string): fc.Arbitrary<string> | undefined {
  return LANGUAGES.find(([names]) => names.test(name))?.[1];
}
