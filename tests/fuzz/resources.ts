// What requests may be about beside the stack: made before, so that a good part of them meets something.
import type { Ready } from './facts.ts';
import { type Sent, send } from './send.ts';

const json = (scope: string, target: string, input: unknown): Sent => ({
  scope,
  name: target,
  method: 'POST',
  path: '/',
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target },
  body: JSON.stringify(input),
});
const PASS = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
const ARN = (rest: string) => `arn:aws:${rest}`.replace(':REGION:', ':us-east-1:000000000000:');

export async function makeResources(endpoint: string): Promise<Ready['resources']> {
  const bucket = { scope: 's3', headers: {}, method: 'PUT', body: '' } as const;
  const made: Sent[] = [
    { ...bucket, name: 'CreateBucket', path: '/fuzz-a' },
    { ...bucket, name: 'PutObject', path: '/fuzz-a/fuzz-a', body: 'an object' },
    json('sqs', 'AmazonSQS.CreateQueue', { QueueName: 'fuzz-a' }),
    json('dynamodb', 'DynamoDB_20120810.CreateTable', {
      TableName: 'fuzz-a',
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
    json('events', 'AWSEvents.PutRule', { Name: 'fuzz-a', EventPattern: '{"source":["a"]}' }),
    json('states', 'AWSStepFunctions.CreateStateMachine', {
      name: 'fuzz-a',
      definition: PASS,
      roleArn: ARN('iam::000000000000:role/fuzz-a'),
    }),
    {
      scope: 'sns',
      name: 'CreateTopic',
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=CreateTopic&Version=2010-03-31&Name=fuzz-a',
    },
  ];
  for (const sent of made) {
    const { status, text } = await send(endpoint, sent);
    if (status !== 200) throw new Error(`${sent.name} has ${status}: ${text}`);
  }
  const idOf = (type: string, id: string) => ({ type, id });
  return [
    idOf('AWS::S3::Bucket', 'fuzz-a'),
    idOf('AWS::SQS::Queue', `${endpoint}/000000000000/fuzz-a`),
    idOf('AWS::DynamoDB::Table', 'fuzz-a'),
    idOf('AWS::Events::Rule', 'fuzz-a'),
    idOf('AWS::StepFunctions::StateMachine', ARN('states:REGION:stateMachine:fuzz-a')),
    idOf('AWS::SNS::Topic', ARN('sns:REGION:fuzz-a')),
  ];
}
