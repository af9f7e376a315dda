import { inDependencyOrder } from '../../src/stack/provision.ts';
import type { ResourceType } from '../../src/stack/resource.ts';
import { readStack, type Stack } from '../../src/stack/stack.ts';
import { CONTEXT, TYPES } from './a-stack.ts';

/** A type that is called after its logical id, whatever its properties are. */
const named = (prefix: string, properties: string[]): ResourceType => ({
  properties,
  ignored: {},
  ref: (_, __, logicalId) => `${prefix} ${logicalId}`,
  attributes: (_, __, logicalId) => ({
    Version: `number of ${logicalId}`,
    StateMachineRevisionId: 'revision',
  }),
});

const types = {
  ...TYPES,
  'AWS::Serverless::StateMachine': {
    ...TYPES['AWS::Serverless::StateMachine'],
    attributes: () => ({ StateMachineRevisionId: 'r7' }),
  },
  'AWS::Lambda::Version': named('version', ['FunctionName', 'Description']),
  'AWS::Lambda::Alias': named('alias', ['Name', 'FunctionName', 'FunctionVersion']),
  'AWS::StepFunctions::StateMachineVersion': named('version', ['StateMachineArn', 'StateMachineRevisionId']),
  'AWS::StepFunctions::StateMachineAlias': named('alias', ['Name', 'DeploymentPreference']),
  'AWS::Lambda::EventSourceMapping': named('mapping', ['FunctionName', 'EventSourceArn']),
};

function stackOf(resources: string, more = ''): Stack {
  return readStack(
    `Parameters: { AliasName: { Type: String, Default: be-ta_1 } }\n${more}\nResources:\n${resources}`,
    {
      context: CONTEXT,
      types,
    },
  );
}

const FUNCTION = (more = 'AutoPublishAlias: live') =>
  `  Step: { Type: AWS::Serverless::Function, Properties: { FunctionName: step, ${more} } }`;

test('a function that publishes itself has the version and the alias that SAM makes', () => {
  const stack = stackOf(FUNCTION('AutoPublishAlias: !Ref AliasName, VersionDescription: of today'));

  expect(stack.resources.map(({ logicalId, type }) => [logicalId, type]).slice(1)).toEqual([
    ['Step', 'AWS::Serverless::Function'],
    ['StepVersion', 'AWS::Lambda::Version'],
    ['StepAliasbeDtaU1', 'AWS::Lambda::Alias'],
  ]);
  expect(stack.resource('StepVersion').properties).toEqual({ FunctionName: 'step', Description: 'of today' });
  expect(stack.resource('StepAliasbeDtaU1').properties).toEqual({
    Name: 'be-ta_1',
    FunctionName: 'step',
    FunctionVersion: 'number of StepVersion',
  });
  expect(stack.resource('Step').properties).not.toHaveProperty('AutoPublishAlias');
});

test('the template refers to them as SAM lets it, wherever it may refer to anything', () => {
  const stack = stackOf(
    `${FUNCTION()}
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Tags:
        - !Ref Step.Alias
        - !Ref Step.Version
        - !GetAtt Step.Version.Version
        - !Sub '\${Step.Alias} \${Step.Version.Version} \${!Step.Alias} \${Step}'
        - !Sub ['\${Step.Alias} \${X}', { X: !Ref Step.Version }]
        - !If [Always, !Ref Step.Alias, none]
        - !Ref StepAliaslive`,
    `Conditions: { Always: !Equals [a, a] }
Outputs: { Alias: { Value: !Ref Step.Alias } }`,
  );

  expect(stack.resource('Queue').properties.Tags).toEqual([
    'alias StepAliaslive',
    'version StepVersion',
    'number of StepVersion',
    'alias StepAliaslive number of StepVersion ${Step.Alias} step',
    'alias StepAliaslive version StepVersion',
    'alias StepAliaslive',
    'alias StepAliaslive',
  ]);
  expect(stack.outputs['Alias']).toBe('alias StepAliaslive');
  expect(stack.dependencies('Queue')).toEqual(expect.arrayContaining(['StepAliaslive', 'StepVersion']));
});

test('a queue calls the alias of a function that has one', () => {
  const stack = stackOf(
    FUNCTION('AutoPublishAlias: live, Events: { Q: { Type: SQS, Properties: { Queue: q } } }'),
  );
  expect(stack.resource('StepQ').properties.FunctionName).toBe('alias StepAliaslive');
});

const MACHINE = (more = 'AutoPublishAlias: live') =>
  `  Check: { Type: AWS::Serverless::StateMachine, Properties: { FunctionName: check, ${more} } }`;

test('a state machine that publishes itself has them too, by their own ids only', () => {
  const stack = stackOf(MACHINE());

  expect(stack.resource('CheckVersion').properties).toEqual({
    StateMachineArn: 'check',
    StateMachineRevisionId: 'r7',
  });
  expect(stack.resource('CheckAliaslive').properties).toEqual({
    Name: 'live',
    DeploymentPreference: { Type: 'ALL_AT_ONCE', StateMachineVersionArn: 'version CheckVersion' },
  });
  // SAM resolves this for functions alone; CloudFormation would find no such resource.
  expect(() =>
    stackOf(`${MACHINE()}\n  Q: { Type: AWS::SQS::Queue, Properties: { Tags: !Ref Check.Alias } }`),
  ).toThrow(/Check.Alias is neither a resource nor a parameter/);
});

test('an alarm that watches over a deployment cannot need the alias that is deployed', () => {
  const stack =
    stackOf(`${FUNCTION('AutoPublishAlias: live, DeploymentPreference: { Type: AllAtOnce, Alarms: [!Ref Wakes] }')}
  Wakes: { Type: AWS::CloudWatch::Alarm, Properties: { Dimensions: [{ Name: Resource, Value: !Ref Step.Alias }] } }`);
  expect(() => inDependencyOrder(stack)).toThrow(/circle: StepAliaslive -> Wakes -> StepAliaslive/);
});

test('names what is there already under an id that SAM would use', () => {
  expect(() => stackOf(`${FUNCTION()}\n  StepVersion: { Type: AWS::SQS::Queue }`)).toThrow(
    /SAM would make StepVersion, but the template has one already/,
  );
});
