// A state folder on a disk that is full for a while: what is asked for meanwhile is refused, one line says why, and once there is
// room again everything that was ever acknowledged is there, also for the next process. Only where a file system of two megabytes
// can be mounted: by root, on Linux.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import '../../../../tests/support/long-suite.ts';
import { markStateFolder } from '../../src/state-folder.ts';
import { startGateway } from '../support/gateway.ts';
import { arnOf, FUNCTION, openKeptServices } from './kept-services.ts';

const ROLE = 'arn:aws:iam::000000000000:role/R';
const TOPIC = arnOf('sns', 'news');
const MACHINE = arnOf('states', 'stateMachine:waits');
const WAITS = JSON.stringify({
  StartAt: 'Wait',
  States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } },
});

const disk = mkdtempSync(join(tmpdir(), 'full-disk-'));
const isMounted = mount();
afterAll(() => {
  // A start that failed half-way has files open still; its process would have ended.
  if (isMounted) execFileSync('umount', ['--lazy', disk]);
  rmSync(disk, { recursive: true, force: true });
});

function mount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('full disks are not tried: this needs root on Linux, to mount a small file system');
    return false;
  }
}

/** To the last byte. */
function fillDisk(): void {
  for (let bytes = 65_536; bytes >= 1; bytes = Math.floor(bytes / 2))
    try {
      for (;;) appendFileSync(join(disk, 'filler'), Buffer.alloc(bytes));
    } catch {
      // Smaller pieces may still go.
    }
}

async function open(isBusy: boolean) {
  const kept = await openKeptServices(join(disk, 'state'), isBusy);
  const gateway = await startGateway(kept.services);
  await kept.resume();
  const sqs = new SQSClient(gateway.clientConfig);
  const sns = new SNSClient(gateway.clientConfig);
  const events = new EventBridgeClient(gateway.clientConfig);
  const s3 = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
  const sfn = new SFNClient(gateway.clientConfig);
  const scheduler = new SchedulerClient(gateway.clientConfig);
  const clients = [sqs, sns, events, s3, sfn, scheduler];
  return {
    kept,
    sqs,
    sns,
    clients: { sqs, sns, events, s3, sfn, scheduler },
    queueUrl: `${gateway.endpoint}/000000000000/work`,
    async close() {
      for (const client of clients) client.destroy();
      await gateway.close().catch(() => undefined);
      await kept.close();
    },
  };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** One of each kind that is written, by its name. */
function writesOf({ clients: { sqs, sns, events, s3, sfn, scheduler }, queueUrl: QueueUrl, kept }: Opened) {
  const text = 'x'.repeat(5_000);
  return {
    'SQS SendMessage': (name: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: name + text })),
    'SQS CreateQueue': (name: string) => sqs.send(new CreateQueueCommand({ QueueName: name })),
    'SNS Publish': (name: string) => sns.send(new PublishCommand({ TopicArn: TOPIC, Message: name + text })),
    'SNS CreateTopic': (name: string) => sns.send(new CreateTopicCommand({ Name: name })),
    'EventBridge PutEvents': (name: string) =>
      events.send(
        new PutEventsCommand({
          Entries: [{ Source: 'test', DetailType: 't', Detail: JSON.stringify({ name, text }) }],
        }),
      ),
    'EventBridge PutRule': (Name: string) =>
      events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source: [text] }) })),
    'S3 PutObject': (Key: string) => s3.send(new PutObjectCommand({ Bucket: 'photos', Key, Body: text })),
    'S3 CreateBucket': (name: string) => s3.send(new CreateBucketCommand({ Bucket: `bucket-${name}` })),
    'Step Functions StartExecution': (name: string) =>
      sfn.send(
        new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: JSON.stringify({ text }) }),
      ),
    'Step Functions CreateStateMachine': (name: string) =>
      sfn.send(new CreateStateMachineCommand({ name, definition: WAITS, roleArn: ROLE })),
    'Scheduler CreateSchedule': (Name: string) =>
      scheduler.send(
        new CreateScheduleCommand({
          Name,
          ScheduleExpression: 'at(2999-01-01T00:00:00)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: FUNCTION, RoleArn: ROLE, Input: JSON.stringify(text) },
        }),
      ),
    'a line of a log group': (name: string) => kept.note(name + text),
  };
}

async function establish({ clients: { sqs, sns, events, s3, sfn } }: Opened): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  await sns.send(new CreateTopicCommand({ Name: 'news' }));
  await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION }));
  await events.send(new PutRuleCommand({ Name: 'all', EventPattern: '{"source":["test"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'f', Arn: FUNCTION }] }));
  await s3.send(new CreateBucketCommand({ Bucket: 'photos' }));
  await sfn.send(new CreateStateMachineCommand({ name: 'waits', definition: WAITS, roleArn: ROLE }));
}

test('what a full disk does not take is refused, said once, and lost by nobody once there is room again', async () => {
  if (!isMounted) return;
  const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const opened = await open(true);
  await establish(opened);
  const writes = Object.entries(writesOf(opened));
  for (const [, write] of writes) await write('before');
  const { sqs, queueUrl: QueueUrl } = opened;
  const { Messages: [held] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 3600 }),
  );

  fillDisk();
  const acknowledged: string[] = [];
  for (const [name, write] of writes)
    await write('meanwhile').then(
      () => acknowledged.push(name),
      () => undefined,
    );
  const deleted = new DeleteMessageCommand({ QueueUrl, ReceiptHandle: held?.ReceiptHandle });
  while (
    await sqs.send(deleted).then(
      () => false,
      () => true,
    )
  )
    rmSync(join(disk, 'filler'), { force: true });
  rmSync(join(disk, 'filler'), { force: true });
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  // Whoever was refused asks again, and is told the truth.
  for (const [name, write] of writes)
    if (!acknowledged.includes(name)) await write('meanwhile').catch(() => undefined);
  for (const [, write] of writes) await write('after');
  await opened.close();
  const lines = told.mock.calls.map(([line]) => String(line)).filter((line) => /state folder/.test(line));
  told.mockRestore();

  expect(acknowledged).toEqual([]);
  expect(lines).toEqual([
    expect.stringMatching(/cannot be written.*no space left/i),
    expect.stringContaining('can be written again'),
  ]);
  await expectAllThere(await open(false));
}, 60_000);

async function expectAllThere(next: Opened): Promise<void> {
  const { kept, sqs, sns, queueUrl: QueueUrl } = next;
  const names = ['before', 'meanwhile', 'after'];
  const has = (texts: readonly string[]) => names.filter((name) => texts.some((text) => text.includes(name)));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const found = {
    // The first was deleted.
    messages: has(Messages.map(({ Body = '' }) => Body)),
    queues: has(QueueUrls),
    topics: has(Topics.map(({ TopicArn = '' }) => TopicArn)),
    publishes: has(kept.sns.messageLog().map(({ message }) => message)),
    executions: has(kept.stepFunctions.list().map(({ name }) => name)),
    machines: has(kept.stepFunctions.stateMachines().map(({ name }) => name)),
  };
  await next.close();

  expect(found).toEqual({
    messages: ['meanwhile', 'after'],
    queues: names,
    topics: names,
    publishes: names,
    executions: names,
    machines: names,
  });
}

test('a start on a full disk, or in a folder that may not be written, says so in one line', async () => {
  if (!isMounted) return;
  fillDisk();

  await expect(openKeptServices(join(disk, 'another'), false)).rejects.toThrow(/ENOSPC/);

  rmSync(join(disk, 'filler'));
  const inner = join(disk, 'read-only');
  mkdirSync(inner);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', inner]);
  try {
    expect(() => markStateFolder(join(inner, 'third'))).toThrow(
      'cannot be written: the file system is read-only (EROFS); give another folder with --state',
    );
  } finally {
    execFileSync('umount', [inner]);
  }
});
