// The repairs of docs/runbook.md, done through the AWS SDK against the whole laptop cloud.

import { readFileSync } from 'node:fs';
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import '../support/long-suite.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';

let laptop: Laptop;
let sfn: SFNClient;
beforeAll(async () => {
  laptop = await startLaptop();
  sfn = new SFNClient(laptop.cloud.clientConfig);
}, 120_000);
afterAll(async () => {
  sfn.destroy();
  await laptop.close();
});
const breakWith = (...faults: string[]) => laptop.cloud.faults.replace(faults.map(parseFaultFlag));
const statusOf = async (riderId: string) =>
  (await laptop.rows()).find((row) => row['pk'] === `RIDER#${riderId}` && row['sk'] !== 'PROFILE')?.[
    'status'
  ];
const ended = (executionArn: string) => laptop.cloud.stepFunctions.ended(executionArn);

/** Resolves with the next execution that is recorded as running. */
function nextStart(): Promise<string> {
  return new Promise((resolve) =>
    laptop.cloud.stepFunctions.onStatus((record) => {
      if (record.status === 'RUNNING') resolve(record.executionArn);
    }),
  );
}

/** Resolves when the execution comes to the state. */
function arrivalAt(state: string): Promise<void> {
  return new Promise((resolve) =>
    laptop.cloud.stepFunctions.onHistory((_, event) => {
      if (event.stateEnteredEventDetails?.name === state) resolve();
    }),
  );
}

it('an execution that somebody stopped half way is redriven to approval', async () => {
  breakWith('state=IndexFace,nth=1,do=drop');
  const [started, arrived] = [nextStart(), arrivalAt('IndexFace')];
  const s3 = new S3Client(laptop.cloud.clientConfig);
  await s3.send(
    new PutObjectCommand({
      Bucket: laptop.cloud.stack.outputs['PhotosBucket'],
      Key: 'incoming/ada/first',
      Body: readFileSync(sample('ada.jpg')),
    }),
  );
  s3.destroy();
  const executionArn = await started;
  await arrived;
  await sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by an operator' }));
  expect(await ended(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Stopped' });
  expect(await statusOf('ada')).toBe('processing');

  breakWith();
  await sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(await statusOf('ada')).toBe('approved');
  expect(await laptop.faces()).toHaveLength(1);
}, 90_000);

it('a photo whose fault was compensated is started again with the same input', async () => {
  breakWith('state=CreateThumbnails,do=error,error=DependencyRefusedError');
  const { executionArn, status } = await laptop.send(sample('bao.jpg'), 'bao');
  expect(status).toBe('failed');

  breakWith();
  const { input, stateMachineArn } = laptop.cloud.stepFunctions.describe(executionArn);
  const again = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  expect(await ended(again.executionArn!)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await statusOf('bao')).toBe('approved');

  const onceMore = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  await ended(onceMore.executionArn!);
  const states = laptop.cloud.stepFunctions
    .history(onceMore.executionArn!)
    .flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  expect(states.at(-1)).toBe('AlreadyClaimed');
}, 90_000);

it('an upload in the dead-letter queue is moved back and answered', async () => {
  // The photo is there and nobody knows of it; the message lies where EventBridge puts what the queue did not take.
  const events = new EventBridgeClient(laptop.cloud.clientConfig);
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  for (const { Name } of Rules) await events.send(new DisableRuleCommand({ Name }));
  events.destroy();
  const s3 = new S3Client(laptop.cloud.clientConfig);
  const bytes = readFileSync(sample('carla.jpg'));
  const [bucket, key] = [laptop.cloud.stack.outputs['PhotosBucket']!, 'incoming/carla/first'];
  const { VersionId = '' } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
  s3.destroy();
  const sqs = new SQSClient(laptop.cloud.clientConfig);
  const QueueUrl = laptop.cloud.stack.outputs['UploadsQueue']!;
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
  );
  const SourceArn = (JSON.parse(Attributes!['RedrivePolicy']!) as { deadLetterTargetArn: string })
    .deadLetterTargetArn;
  const deadLetters = laptop.cloud.stack.ref('UploadsDeadLetterQueue');
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: deadLetters,
      MessageBody: eventOf({ bucket, key, versionId: VersionId, size: bytes.length }),
    }),
  );

  const started = nextStart();
  await sqs.send(
    new StartMessageMoveTaskCommand({
      SourceArn,
      DestinationArn: Attributes!['QueueArn'],
      MaxNumberOfMessagesPerSecond: 10,
    }),
  );
  expect(await ended(await started)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await statusOf('carla')).toBe('approved');
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
  expect(Results?.[0]).toMatchObject({ ApproximateNumberOfMessagesMoved: 1 });
  sqs.destroy();
}, 90_000);

/** As S3 announced it. */
function eventOf({
  bucket,
  key,
  versionId,
  size,
}: {
  bucket: string;
  key: string;
  versionId: string;
  size: number;
}) {
  const object = { key, size, 'version-id': versionId };
  return JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: '2026-03-01T12:00:00Z',
    detail: { bucket: { name: bucket }, object },
  });
}
