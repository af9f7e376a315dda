// Shapes that templates of others have, whole: from what comes in to where it ends.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, startCloud } from '../src/cloud.ts';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Read: { Type: AWS::SQS::Queue }
  Unreadable: { Type: AWS::SQS::Queue }
  Inbox: { Type: AWS::S3::Bucket, Properties: { BucketName: inbox-of-shapes } }
  InboxPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Inbox
      PolicyDocument: {
        Statement: [{
      Effect: Deny, Principal: '*', Action: 's3:*', Resource: !Sub '\${Inbox.Arn}/*',
      Condition: { Bool: { 'aws:SecureTransport': false } }
      }]
    }
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async ({ Records: [{ s3 }] }) => {
          if (s3.object.key.endsWith('.bad')) throw new Error('unreadable');
          return { key: s3.object.key };
        };
      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Unreadable.Arn }
      EventInvokeConfig:
        MaximumRetryAttempts: 0
        DestinationConfig: { OnSuccess: { Type: SQS, Destination: !GetAtt Read.Arn } }
      Events:
        Arrived: { Type: S3, Properties: { Bucket: !Ref Inbox, Events: 's3:ObjectCreated:*' } }
  Notes: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /shapes/notes } }
  NotesPolicy:
    Type: AWS::Logs::ResourcePolicy
    Properties:
      PolicyName: notes
      PolicyDocument: !Sub '{ "Statement": [{ "Effect": "Allow", "Principal": { "Service": "events.amazonaws.com" },
        "Action": "logs:PutLogEvents", "Resource": "\${Notes.Arn}" }] }'
  Note:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shapes] }
      Targets: [{ Id: Notes, Arn: !Sub 'arn:aws:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${Notes}' }]
`;

let folder: string;
let cloud: Cloud;
const logged: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shapes-'));
  writeFileSync(join(folder, 'template.yaml'), TEMPLATE);
  cloud = await startCloud({
    templatePath: join(folder, 'template.yaml'),
    stateFolder: join(folder, 'state'),
    port: 0,
    log: (line) => logged.push(line),
  });
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

async function messageOf(queue: string) {
  const client = new SQSClient(cloud.clientConfig);
  const { Messages } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: cloud.stack.ref(queue),
      WaitTimeSeconds: 20,
      MessageAttributeNames: ['All'],
    }),
  );
  client.destroy();
  return Messages?.[0];
}

test('an object calls its function, which tells of success to one queue and puts a failure in another', async () => {
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  for (const Key of ['a.txt', 'b.bad'])
    await s3.send(new PutObjectCommand({ Bucket: 'inbox-of-shapes', Key, Body: 'x' }));
  s3.destroy();
  const [read, unreadable] = await Promise.all([messageOf('Read'), messageOf('Unreadable')]);

  expect(JSON.parse(read?.Body ?? '{}')).toMatchObject({
    requestContext: { condition: 'Success', approximateInvokeCount: 1 },
    responsePayload: { key: 'a.txt' },
  });
  expect(JSON.parse(unreadable?.Body ?? '{}')).toMatchObject({
    Records: [{ s3: { object: { key: 'b.bad' } } }],
  });
  expect(unreadable?.MessageAttributes).toMatchObject({
    ErrorMessage: { StringValue: expect.stringContaining('unreadable') },
  });
});

test('an event is written into the log group of its rule', async () => {
  const events = new EventBridgeClient(cloud.clientConfig);
  const Entries = [{ Source: 'shapes', DetailType: 'Noted', Detail: '{"a":1}' }];
  await events.send(new PutEventsCommand({ Entries }));
  events.destroy();
  const file = join(folder, 'state/logs/%2Fshapes%2Fnotes.jsonl');
  while (
    cloud.events.recent().some(({ deliveries }) => deliveries.some(({ status }) => status === 'pending'))
  )
    await wait(5);

  const { message } = JSON.parse(readFileSync(file, 'utf8')) as { message: string };
  expect(JSON.parse(message)).toMatchObject({ source: 'shapes', detail: { a: 1 } });
  expect(logged).toEqual([]);
});
