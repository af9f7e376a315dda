// Uploads held back for real: queue, pipe with filter and template, queue, a function bounded by
// MaximumConcurrency, executions; the function, the state machine and the function it calls go by their aliases.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '../../packages/laptop-cloud/src/cloud.ts';

const STARTER = `
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
const client = new SFNClient({});
export const answer = async () => 'yes';
export const handler = async ({ Records }: { Records: { messageId: string; body: string }[] }) => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { messageId, body } of Records) {
    const { key } = JSON.parse(body) as { key: string };
    if (key.endsWith('refused')) batchItemFailures.push({ itemIdentifier: messageId });
    else await client.send(new StartExecutionCommand({ stateMachineArn: process.env.JOURNEY, input: body }));
  }
  return { batchItemFailures };
};
`;

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Lost: { Type: AWS::SQS::Queue }
  Uploads: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  PhotosWaiting:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Lost.Arn, maxReceiveCount: 1 }
  PipeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: pipes.amazonaws.com } }] }
      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: [sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes], Resource: !GetAtt Uploads.Arn }
              - { Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt PhotosWaiting.Arn }
  UploadPipe:
    Type: AWS::Pipes::Pipe
    Properties:
      RoleArn: !GetAtt PipeRole.Arn
      Source: !GetAtt Uploads.Arn
      SourceParameters: { FilterCriteria: { Filters: [{ Pattern: '{"body":{"detail":{"object":{"size":[{"numeric":[">",0]}]}}}}' }] } }
      Target: !GetAtt PhotosWaiting.Arn
      TargetParameters: { InputTemplate: '{"key":<$.body.detail.object.key>}' }
  Journey:
    Type: AWS::Serverless::StateMachine
    Properties:
      AutoPublishAlias: live
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke
            Parameters: { FunctionName: '\${Answer}' }
            ResultSelector: { 'version.$': $.ExecutedVersion }
            End: true
      DefinitionSubstitutions: { Answer: !Ref Answer.Alias }
      Policies: [{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !Sub '\${Answer.Arn}:*' }] }]
  Answer:
    Type: AWS::Serverless::Function
    Properties: { Handler: starter.answer, Runtime: nodejs24.x, CodeUri: src, AutoPublishAlias: live }
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [starter.ts] } }
  Starter:
    Type: AWS::Serverless::Function
    Properties:
      Handler: starter.handler
      Runtime: nodejs24.x
      CodeUri: src
      Timeout: 20
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce }
      Environment: { Variables: { JOURNEY: !Ref JourneyAliaslive } }
      Policies: [{ Statement: [{ Effect: Allow, Action: states:StartExecution, Resource: !Ref Journey }] }]
      Events:
        Waiting:
          Type: SQS
          Properties:
            Queue: !GetAtt PhotosWaiting.Arn
            BatchSize: 1
            ScalingConfig: { MaximumConcurrency: 2 }
            FunctionResponseTypes: [ReportBatchItemFailures]
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [starter.ts] } }
Outputs:
  Uploads: { Value: !Ref Uploads }
  Journey: { Value: !Ref Journey }
`;

const folder = mkdtempSync(path.join(tmpdir(), 'held-back-'));
let cloud: Cloud;

beforeAll(async () => {
  mkdirSync(path.join(folder, 'src'));
  writeFileSync(path.join(folder, 'src/starter.ts'), STARTER);
  writeFileSync(path.join(folder, 'template.yaml'), TEMPLATE);
  symlinkSync(
    path.join(import.meta.dirname, '../../node_modules'),
    path.join(folder, 'node_modules'),
    'junction',
  );
  cloud = await startCloud({
    templatePath: path.join(folder, 'template.yaml'),
    stateFolder: path.join(folder, '.local'),
    port: 0,
    log: () => {},
  });
}, 60_000);
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

test('every upload becomes one execution, two functions at work at most; folders start nothing', async () => {
  let atWork = 0;
  let most = 0;
  cloud.lambda.onLog(({ text, function: { logicalId } }) => {
    if (logicalId !== 'Starter') return;
    if (text.startsWith('START ')) most = Math.max(most, ++atWork);
    if (text.startsWith('REPORT ')) atWork--;
  });
  const inputs = new Set<string>();
  const all = new Promise<void>((resolve) => {
    cloud.stepFunctions.onStatus(({ status, input }) => {
      if (status === 'SUCCEEDED') inputs.add(input);
      if (inputs.size === 6) resolve();
    });
  });
  const queues = new SQSClient(cloud.clientConfig);
  const events = [
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((key) => ({ key, size: 3 })),
    { key: 'folder/', size: 0 },
  ];
  await queues.send(
    new SendMessageBatchCommand({
      QueueUrl: cloud.stack.outputs['Uploads'],
      Entries: events.map((object, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify({ detail: { object } }),
      })),
    }),
  );
  await all;
  queues.destroy();

  expect([...inputs].sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => `{"key":"${key}"}`));
  const executions = cloud.stepFunctions.list();
  expect(executions).toHaveLength(6);
  for (const execution of executions)
    expect(execution).toMatchObject({
      stateMachineAliasArn: expect.stringMatching(/:live$/),
      stateMachineVersionArn: expect.stringMatching(/:1$/),
      output: '{"version":"1"}',
    });
  expect(most).toBe(2);
}, 60_000);
