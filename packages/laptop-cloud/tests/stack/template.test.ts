import fc from 'fast-check';
import { parseTemplate } from '../../src/stack/template.ts';

const resource = (body: string) => `Resources:\n  Uploads:\n    Type: AWS::SQS::Queue\n${body}`;
const properties = (text: string) =>
  parseTemplate(resource(`    Properties: ${text}`)).resources.Uploads?.properties;

test.each([
  ['{ A: !Ref B }', { A: { Ref: 'B' } }],
  ['{ A: !GetAtt B.Arn }', { A: { 'Fn::GetAtt': ['B', 'Arn'] } }],
  ['{ A: !GetAtt B.Outputs.Url }', { A: { 'Fn::GetAtt': ['B', 'Outputs.Url'] } }],
  ['{ A: !GetAtt [B, Arn] }', { A: { 'Fn::GetAtt': ['B', 'Arn'] } }],
  ['{ A: !Sub "x-${B}" }', { A: { 'Fn::Sub': 'x-${B}' } }],
  ['{ A: !Join [",", [!Ref B, c]] }', { A: { 'Fn::Join': [',', [{ Ref: 'B' }, 'c']] } }],
  ['{ A: !If [C, !Ref B, !Sub "${D}"] }', { A: { 'Fn::If': ['C', { Ref: 'B' }, { 'Fn::Sub': '${D}' }] } }],
  ['{ A: !GetAZs !Ref B }', { A: { 'Fn::GetAZs': { Ref: 'B' } } }],
  [
    '{ A: !Base64 !Sub "${B}", C: !Select [0, !GetAZs !Ref D] }',
    {
      A: { 'Fn::Base64': { 'Fn::Sub': '${B}' } },
      C: { 'Fn::Select': [0, { 'Fn::GetAZs': { Ref: 'D' } }] },
    },
  ],
  [
    '{ A: !Join [",", !Split ["-", !Sub "x-${B}"]] }',
    {
      A: { 'Fn::Join': [',', { 'Fn::Split': ['-', { 'Fn::Sub': 'x-${B}' }] }] },
    },
  ],
  ['{ A: 2012-10-17, B: 3, C: true, D: "3" }', { A: '2012-10-17', B: 3, C: true, D: '3' }],
])('reads the short forms of %s', (text, expected) => {
  expect(properties(text)).toEqual(expected);
});

test.each([
  ['an unknown tag', 'Resources:\n  A:\n    Type: !Reff x', /line 3: unknown tag !Reff/],
  ['an unknown section', 'Ressources: {}\nResources: { A: { Type: T } }', /unknown section Ressources/],
  ['a macro', 'Transform: My::Macro\nResources: { A: { Type: T } }', /My::Macro/],
  ['an alias of nothing', 'Resources: { A: { Type: T }, B: *a }', /unresolved alias|no anchor &a/i],
  ['an alias in itself', 'Resources: { A: &a { Type: T, Properties: { B: *a } } }', /\*a stands in itself/],
  ['a merge of no map', 'Resources: { A: { Type: T, Properties: { <<: 3 } } }', /<< takes a map/],
  ['an unknown attribute', resource('    Propertys: {}'), /Uploads: unknown resource attribute Propertys/],
  ['an attribute that would matter', resource('    UpdatePolicy: {}'), /UpdatePolicy is not supported/],
  [
    'a wrong DeletionPolicy',
    resource('    DeletionPolicy: Keep'),
    /DeletionPolicy must be one of Delete, Retain/,
  ],
  [
    'an exception for what was never made, where something is replaced',
    resource('    UpdateReplacePolicy: RetainExceptOnCreate'),
    /UpdateReplacePolicy must be one of Delete, Retain, Snapshot, not RetainExceptOnCreate/,
  ],
  [
    'a DeletionPolicy by a condition that is not there',
    resource('    DeletionPolicy: !If [Keeps, Retain, Delete]'),
    /DeletionPolicy asks the condition Keeps, which is not in the template/,
  ],
  [
    'a DeletionPolicy that is wrong in one case',
    `Conditions: { Keeps: !Equals [a, a] }\n${resource('    DeletionPolicy: !If [Keeps, Retain, Drop]')}`,
    /DeletionPolicy must be one of .*, not Drop/,
  ],
  [
    'an UpdateReplacePolicy from a parameter',
    resource('    UpdateReplacePolicy: !Ref Policy'),
    /UpdateReplacePolicy must be one of .*Fn::If/,
  ],
  ['no resources', 'Description: nothing', /no Resources/],
  ['broken YAML', 'Resources: [', /./],
])('refuses %s and says where', (_, text, message) => {
  expect(() => parseTemplate(text)).toThrow(message);
});

test('takes a DeletionPolicy that a condition chooses', () => {
  const text = `Conditions: { Keeps: !Equals [a, a] }\n${resource('    DeletionPolicy: !If [Keeps, Retain, Delete]')}`;
  expect(parseTemplate(text).resources.Uploads?.type).toBe('AWS::SQS::Queue');
});

test('keeps any JSON value under Properties as it is', () => {
  // `Ref` and `Fn::` keys are calls by definition, so only other keys are generated.
  const key = fc.stringMatching(/^[A-Z][a-z]{0,8}$/);
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(key, tie('node'), { maxKeys: 3 }),
    ),
  })).node;
  fc.assert(
    fc.property(fc.dictionary(key, value), (given) => {
      const text = JSON.stringify({ Resources: { A: { Type: 'T', Properties: given } } });
      expect(parseTemplate(text).resources.A?.properties).toEqual(given);
    }),
  );
});

test('a second tag moves no place: what follows is named where it stands', () => {
  const text =
    'Resources:\n  A:\n    Type: X\n    Properties:\n      B: !GetAZs\n        !Ref C\n      D: !Nope x';

  expect(() => parseTemplate(text, 't.yaml')).toThrow(/t.yaml:7:.*unknown tag !Nope/);
});

test('words for people and IgnoreGlobals are attributes of a resource', () => {
  const { resources } = parseTemplate(
    resource('    Description: Where uploads wait\n    IgnoreGlobals: [Timeout]\n'),
  );

  expect(resources.Uploads).toMatchObject({ type: 'AWS::SQS::Queue', ignoreGlobals: ['Timeout'] });
  expect(() => parseTemplate(resource('    IgnoreGlobals: 3\n'))).toThrow(/IgnoreGlobals must be a list/);
});

test('one mistake is one line, not all that follows from it', () => {
  expect(() => parseTemplate('Resources:\n  A: { Type: X\n  B: { Type: Y }\n')).toThrow(/^(?!.*cannot run)/s);
});

test('aliases and merge keys are written out, and what a mapping says itself counts', () => {
  const text = `
Resources:
  A: { Type: T, Properties: &all { Size: 1, Colour: red } }
  B: { Type: T, Properties: { <<: *all, Size: 2 } }
  C: { Type: T, Properties: { Size: 3, <<: [{ Size: 4, Shape: round }, *all] } }
  D: { Type: T, Properties: *all }
`;

  const { resources } = parseTemplate(text);

  expect(resources.B?.properties).toEqual({ Size: 2, Colour: 'red' });
  expect(resources.C?.properties).toEqual({ Size: 3, Shape: 'round', Colour: 'red' });
  expect(resources.D?.properties).toEqual({ Size: 1, Colour: 'red' });
});
