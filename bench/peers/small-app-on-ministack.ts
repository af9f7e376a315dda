// The small application (small/app.ts) made by calls: a bucket, a rule, a state machine, a function.

import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { zipOf } from '../api/zip.ts';

const BUCKET = 'small-bucket';
const ROLE = 'arn:aws:iam::000000000000:role/small';

export async function provisionSmallApp(
  endpoint: string,
  code: string,
): Promise<{ bucket: string; stateMachineArn: string }> {
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    }),
  );
  const lambda = new LambdaClient(config);
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'Hello',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: zipOf('index.js', code) },
    }),
  );
  const stepFunctions = new SFNClient(config);
  const { stateMachineArn = '' } = await stepFunctions.send(
    new CreateStateMachineCommand({
      name: 'Machine',
      roleArn: ROLE,
      definition: JSON.stringify({
        StartAt: 'Call',
        States: { Call: { Type: 'Task', Resource: FunctionArn, End: true } },
      }),
    }),
  );
  const events = new EventBridgeClient(config);
  const pattern = {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [BUCKET] }, object: { key: [{ prefix: 'incoming/' }] } },
  };
  await events.send(new PutRuleCommand({ Name: 'Put', EventPattern: JSON.stringify(pattern) }));
  await events.send(
    new PutTargetsCommand({ Rule: 'Put', Targets: [{ Id: 'Machine', Arn: stateMachineArn, RoleArn: ROLE }] }),
  );
  for (const client of [s3, lambda, stepFunctions, events]) client.destroy();
  return { bucket: BUCKET, stateMachineArn };
}
