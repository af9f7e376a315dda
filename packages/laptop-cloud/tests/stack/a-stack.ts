// A stack from template text, with two plain resource types to refer to.
import type { ResourceType, StackContext } from '../../src/stack/resource.ts';
import { readStack, type Stack } from '../../src/stack/stack.ts';

export const CONTEXT: StackContext = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'photos',
};

const QUEUE: ResourceType = {
  nameProperty: 'QueueName',
  properties: ['QueueName', 'RedrivePolicy.deadLetterTargetArn', 'DelaySeconds', 'FifoQueue'],
  ignored: { Tags: 'labels' },
  ref: (name, { region, accountId }) => `https://sqs.${region}.amazonaws.com/${accountId}/${name}`,
  attributes: (name, { region, accountId }) => ({
    Arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
    QueueName: name,
  }),
};

const FUNCTION: ResourceType = {
  nameProperty: 'FunctionName',
  properties: ['FunctionName', 'Handler', 'Timeout', 'Environment', 'Role', 'Policies', 'Tracing', 'Layers'],
  ignored: {},
  ref: (name) => name,
  attributes: (name) => ({ Arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}` }),
};

export const TYPES = {
  'AWS::SQS::Queue': QUEUE,
  'AWS::Serverless::Function': FUNCTION,
  'AWS::Serverless::StateMachine': FUNCTION,
};

export function stackOf(text: string, parameters: Record<string, string> = {}): Stack {
  return readStack(text, { context: CONTEXT, types: TYPES, parameters });
}
