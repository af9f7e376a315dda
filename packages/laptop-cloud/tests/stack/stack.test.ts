import { loadStack, readStack } from '../../src/stack/stack.ts';
import { CONTEXT, stackOf, TYPES } from './a-stack.ts';

test('resolves references in any order, and circles of names, before anything is made', () => {
  const stack = stackOf(`
Resources:
  A: { Type: AWS::SQS::Queue, Properties: { Tags: !Sub '\${B.Arn}' } }
  B: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '\${AWS::StackName}-b', Tags: !GetAtt A.Arn } }
Outputs:
  Url: { Value: !Ref B }
`);

  expect(stack.resource('A').properties.Tags).toBe('arn:aws:sqs:us-east-1:000000000000:photos-b');
  expect(stack.resource('B').physicalName).toBe('photos-b');
  expect(stack.resource('A').physicalName).toMatch(/^photos-A-[A-Z2-7]{12}$/);
  expect(stack.outputs).toEqual({ Url: 'https://sqs.us-east-1.amazonaws.com/000000000000/photos-b' });
  expect(stack.resolve({ 'Fn::Sub': '${AWS::Region} ${B.QueueName}' })).toBe('us-east-1 photos-b');
});

test('merges Globals as SAM does: maps merge, lists join, own values win, intrinsics are values', () => {
  const stack = stackOf(`
Globals:
  Function:
    Timeout: 10
    Layers: [one]
    Environment: { Variables: { A: global, B: global, C: !Sub x } }
Resources:
  Step:
    Type: AWS::Serverless::Function
    Properties: { Timeout: 3, Layers: [two], Environment: { Variables: { B: own, C: plain } } }
`);

  expect(stack.resource('Step').properties).toMatchObject({
    Timeout: 3,
    Layers: ['one', 'two'],
    Environment: { Variables: { A: 'global', B: 'own', C: 'plain' } },
  });
});

test('leaves out what a false condition leaves out, and says who still refers to it', () => {
  const text = (value: string) => `
Parameters: { Extra: { Type: String, Default: 'no' } }
Conditions:
  HasExtra: !Equals [!Ref Extra, 'yes']
  HasNot: !Not [!Condition HasExtra]
Resources:
  Extra1: { Type: AWS::Unheard::Of, Condition: HasExtra }
  Other: { Type: AWS::SQS::Queue, Condition: HasNot, DependsOn: Extra1, Properties: { Tags: ${value} } }
Outputs:
  Extra: { Condition: HasExtra, Value: !Ref Extra1 }
`;

  const stack = stackOf(text("!If [HasExtra, !Ref Extra1, 'none']"));
  expect(stack.resources.map(({ logicalId }) => logicalId)).toEqual(['Other']);
  expect(stack.resource('Other').properties.Tags).toBe('none');
  expect(stack.outputs).toEqual({});
  expect(() => stackOf(text('!Ref Extra1'))).toThrow(/Other .*refers to Extra1, whose condition HasExtra/);
  expect(() => stackOf(text("''"), { Extra: 'yes' })).toThrow(/Extra1 \(AWS::Unheard::Of\)/);
});

test('names every problem of a template at once', () => {
  const act = () =>
    stackOf(`
Resources:
  A: { Type: AWS::SQS::Queue, Properties: { VisibilityTimout: 3, RedrivePolicy: {} } }
  B: { Type: AWS::SQS::Fifo }
  D: { Type: AWS::Serverless::Api }
  C: { Type: AWS::SQS::Queue, DependsOn: Z, Properties: { Tags: !GetAtt A.Url } }
`);

  expect(act).toThrow(/A \(AWS::SQS::Queue\): the property VisibilityTimout is not supported/);
  expect(act).toThrow(/B \(AWS::SQS::Fifo\): .*of AWS::SQS it knows AWS::SQS::Queue/);
  expect(act).toThrow(
    /D \(AWS::Serverless::Api\): .*it knows AWS::Serverless::Connector, AWS::Serverless::F.*HttpApi/,
  );
  expect(act).toThrow(/C \(AWS::SQS::Queue\): DependsOn names Z/);
});

test.each([
  ['an attribute that a type does not have', '!GetAtt A.Url', /A .*has no attribute Url.*Arn, QueueName/],
  ['an unknown name', '!Ref Nobody', /Nobody is neither a resource nor a parameter/],
  ['a missing map', '!FindInMap [M, a, b]', /Mappings has no M.a.b/],
  ['an unknown condition', '!If [C, 1, 2]', /condition C is not in the template/],
])('refuses %s', (_, value, message) => {
  expect(() =>
    stackOf(`Resources: { A: { Type: AWS::SQS::Queue, Properties: { Tags: ${value} } } }`),
  ).toThrow(message);
});

test('names a circle of conditions and a circle of names', () => {
  expect(() =>
    stackOf(`
Conditions: { A: !Not [!Condition B], B: !Not [!Condition A] }
Resources: { Q: { Type: AWS::SQS::Queue, Condition: A } }
`),
  ).toThrow(/A -> B -> A/);
  expect(() =>
    stackOf(`
Resources:
  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt B.QueueName } }
  B: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt A.QueueName } }
`),
  ).toThrow(/A -> B -> A|B -> A -> B/);
});

test.each([
  ['a type', 'Resources: { A: { Type: constructor } }', /constructor.*does not support this resource type/],
  [
    'a name',
    'Resources: { A: { Type: AWS::SQS::Queue, Properties: { Tags: !Ref constructor } } }',
    /constructor is neither/,
  ],
  ['a section', 'toString: {}\nResources: { A: { Type: AWS::SQS::Queue } }', /unknown section toString/],
])("takes JavaScript's own names for no %s of a template", (_, text, message) => {
  expect(() => stackOf(text)).toThrow(message);
});

test('names a template file that is not there', () => {
  expect(() => loadStack('/nowhere/template.yaml', { context: CONTEXT, types: TYPES })).toThrow(
    /\/nowhere\/template.yaml cannot be read/,
  );
});

test('a default of the place goes before the default of the template, a given value before both', () => {
  const text =
    'Parameters: { Stage: { Type: String, Default: prod } }\nResources: { Q: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Stage } } }';
  const nameWith = (parameters: Record<string, string>) =>
    readStack(text, {
      context: CONTEXT,
      types: TYPES,
      parameterDefaults: { Stage: 'dev', Unheard: 'of' },
      parameters,
    }).resource('Q').physicalName;

  expect(nameWith({})).toBe('dev');
  expect(nameWith({ Stage: 'prod' })).toBe('prod');
});

test('an output that only an account can answer is left out and named; a misspelt one is refused', () => {
  const withOutput = (value: string) =>
    stackOf(
      `Resources: { Q: { Type: AWS::SQS::Queue, Properties: { QueueName: q } } }\nOutputs:\n  Kept: { Value: !GetAtt Q.Arn }\n  Asked: { Value: ${value} }\n`,
    );
  const stack = withOutput('!ImportValue other');

  expect(Object.keys(stack.outputs)).toEqual(['Kept']);
  expect(stack.notices()).toEqual([expect.stringMatching(/^Outputs.Asked is left out: Fn::ImportValue/)]);
  expect(withOutput('!GetAtt Q.Age').notices()).toEqual([expect.stringMatching(/no attribute Age/)]);
  expect(() => withOutput('!GetAtt Qu.Arn')).toThrow(/Outputs.Asked: Qu is neither/);
});

test('Globals pass a resource by that ignores them', () => {
  const stack = stackOf(`
Globals: { Function: { Timeout: 7, Handler: shared } }
Resources:
  All: { Type: AWS::Serverless::Function, IgnoreGlobals: '*' }
  One: { Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout] }
`);

  expect(stack.resource('All').properties).not.toHaveProperty('Handler');
  expect(stack.resource('One').properties).toMatchObject({ Handler: 'shared' });
  expect(stack.resource('One').properties).not.toHaveProperty('Timeout');
});
