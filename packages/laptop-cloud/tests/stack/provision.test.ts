import { provision } from '../../src/stack/provision.ts';
import type { ResourceTypes } from '../../src/stack/resource.ts';
import { stackOf, TYPES } from './a-stack.ts';

function recording(fail?: string): { types: ResourceTypes; made: string[] } {
  const made: string[] = [];
  const queue = {
    ...TYPES['AWS::SQS::Queue'],
    provision: async ({ logicalId }: { logicalId: string }) => {
      if (logicalId === fail) throw new Error('DelaySeconds is too long.');
      made.push(logicalId);
    },
  };
  return { types: { 'AWS::SQS::Queue': queue }, made };
}

const QUEUES = `
Resources:
  First: { Type: AWS::SQS::Queue, DependsOn: [Third], Properties: { Tags: !Ref Second } }
  Second: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Fourth.Arn } } }
  Third: { Type: AWS::SQS::Queue }
  Fourth: { Type: AWS::SQS::Queue }
`;

test('makes each resource after those it refers to or depends on', async () => {
  const { types, made } = recording();

  await provision(stackOf(QUEUES), types);

  expect(made).toEqual(['Third', 'Fourth', 'Second', 'First']);
});

test('says which resource could not be made', async () => {
  const { types } = recording('Second');

  await expect(provision(stackOf(QUEUES), types)).rejects.toThrow(
    'Second (AWS::SQS::Queue): DelaySeconds is too long.',
  );
});

test('makes nothing when something is refused beforehand, and names all of it', async () => {
  const { types, made } = recording();
  const check = ({ logicalId }: { logicalId: string }) => {
    if (logicalId !== 'Third') throw new Error(`${logicalId}Seconds is too long.`);
  };
  const checked = { 'AWS::SQS::Queue': { ...types['AWS::SQS::Queue']!, check } };

  await expect(provision(stackOf(QUEUES), checked)).rejects.toMatchObject({
    problems: ['Fourth', 'Second', 'First'].map((id) => `${id} (AWS::SQS::Queue): ${id}Seconds is too long.`),
  });
  expect(made).toEqual([]);
});

test('refuses a circle of resources, as CloudFormation does', async () => {
  const stack = stackOf(`
Resources:
  A: { Type: AWS::SQS::Queue, Properties: { Tags: !Ref B } }
  B: { Type: AWS::SQS::Queue, DependsOn: A }
`);

  await expect(provision(stack, {})).rejects.toThrow(/circle: A -> B -> A/);
});
