// The state folder after a process that died in the middle of a write: every file of lines is cut at bytes of its last line,
// and whoever opens it knows all that stood before, and writes on behind it. Files that are replaced as a whole cannot be torn; a
// file of another kind must be told of here.
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import '../../../../tests/support/long-suite.ts';
import { startGateway } from '../support/gateway.ts';
import { arnOf, FUNCTION, type KeptServices, openKeptServices } from './kept-services.ts';

const ROLE = 'arn:aws:iam::000000000000:role/R';
const QUEUE = arnOf('sqs', 'work');
const TOPIC = arnOf('sns', 'news');
const EACH = {
  Type: 'Map',
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: 'Done',
    States: { Done: { Type: 'Pass', End: true } },
  },
  ItemsPath: '$.items',
  Next: 'Rest',
};
const CUTS = 5;
const LONG_MS = 3_600_000;
const LONG = { Type: 'Wait', Seconds: 3600, End: true };

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'torn-'));
  await fill(join(folder, 'whole'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Something of every kind, some of it under way, left by a process that nobody closed. */
async function fill(at: string): Promise<void> {
  const kept = await openKeptServices(at, true);
  const gateway = await startGateway(kept.services);
  const sqs = new SQSClient(gateway.clientConfig);
  const sns = new SNSClient(gateway.clientConfig);
  const events = new EventBridgeClient(gateway.clientConfig);
  const s3 = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
  const sfn = new SFNClient(gateway.clientConfig);
  const scheduler = new SchedulerClient(gateway.clientConfig);
  await kept.resume();
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
  await sns.send(new CreateTopicCommand({ Name: 'news' }));
  await sns.send(new SubscribeCommand({ TopicArn: TOPIC, Protocol: 'lambda', Endpoint: FUNCTION }));
  await events.send(new PutRuleCommand({ Name: 'all', EventPattern: '{"source":["test"]}' }));
  await events.send(new PutTargetsCommand({ Rule: 'all', Targets: [{ Id: 'f', Arn: FUNCTION }] }));
  await s3.send(new CreateBucketCommand({ Bucket: 'photos' }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: 'photos',
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn: FUNCTION, Events: ['s3:ObjectCreated:*'] }],
      },
    }),
  );
  await scheduler.send(
    new CreateScheduleCommand({
      Name: 'often',
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: FUNCTION, RoleArn: ROLE, Input: '"schedule"' },
    }),
  );
  const definition = { StartAt: 'Each', States: { Each: EACH, Rest: LONG } };
  const { stateMachineArn = '' } = await sfn.send(
    new CreateStateMachineCommand({ name: 'each', definition: JSON.stringify(definition), roleArn: ROLE }),
  );
  for (const name of ['one', 'two', 'three']) {
    await add(kept, name);
    await s3.send(new PutObjectCommand({ Bucket: 'photos', Key: name, Body: name }));
    await events.send(
      new PutEventsCommand({ Entries: [{ Source: 'test', DetailType: 't', Detail: `{"name":"${name}"}` }] }),
    );
    kept.stepFunctions.start(stateMachineArn, { name, input: '{"items":[1,2]}' });
  }
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
  await pause(200);
  cpSync(at, `${at}.left`, { recursive: true });
  for (const client of [sqs, sns, events, s3, sfn, scheduler]) client.destroy();
  await gateway.close();
  await kept.close();
  rmSync(at, { recursive: true });
  cpSync(`${at}.left`, at, { recursive: true });
}

/** To what is written line by line. */
async function add({ bus, note }: KeptServices, name: string): Promise<void> {
  await bus.deliver(QUEUE, `message ${name}`, {});
  await bus.deliver(TOPIC, `publish ${name}`, {});
  await note(`line ${name}`);
}

/** Opens what is left, and gives all that is known of it; then adds something, which the next process must find. */
async function known(at: string, added?: string): Promise<string[]> {
  const kept = await openKeptServices(at, false);
  const facts = kept.stepFunctions.list().map(({ executionArn, status }) => {
    const history = kept.stepFunctions.history(executionArn);
    return `${executionArn} ${status} ${history.length}`;
  });
  const [notifications, publishes, events, invocations, { lost }] = await kept.resume();
  facts.push(`left to deliver: ${JSON.stringify({ notifications, publishes, events, invocations })}`);
  for (const { cause } of lost) facts.push(`lost: ${cause}`);
  if (added !== undefined) await add(kept, added);
  facts.push(...kept.sns.messageLog().map(({ message }) => `published: ${message}`));
  const signal = AbortSignal.timeout(5_000);
  const messages = await kept.sqs.source.receive(QUEUE, { max: 10, waitMs: 0, signal });
  facts.push(...messages.map(({ body }) => `message: ${body}`));
  await kept.close();
  facts.push(
    ...readFileSync(join(at, 'logs', 'told.jsonl'), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(messageIn),
  );
  return facts.sort();
}

function messageIn(line: string): string {
  return (JSON.parse(line) as { message: string }).message;
}

function filesIn(at: string): string[] {
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(at, name)).isFile())
    .sort();
}

const isOfLines = (name: string) => name.endsWith('.jsonl');
const isWhole = (name: string) => /\.(json|index)$|blobs\/|token-key$|^s3\/\.in-use$/.test(name);

test('every file in the state folder is one of lines or one that is replaced as a whole', () => {
  const files = filesIn(join(folder, 'whole'));

  expect(files.filter((name) => !isOfLines(name) && !isWhole(name))).toEqual([]);
  // All that are known to be of lines, or this suite looks at less than it says.
  expect(files.filter(isOfLines).map((name) => name.replace(/[^/]*\.one\.[^/]*/, '*'))).toEqual(
    expect.arrayContaining([
      'events/deliveries.jsonl',
      'executions/executions.jsonl',
      'executions/shared/1.jsonl',
      'executions/map-runs.jsonl',
      'logs/told.jsonl',
      'notifications/s3.jsonl',
      'scheduler/deliveries.jsonl',
      'sns/deliveries.jsonl',
      'sns/messages.jsonl',
      'sqs/work.jsonl',
    ]),
  );
});

test(
  'a last line cut anywhere costs that line alone, and what is written next stands behind it',
  async () => {
    const whole = join(folder, 'whole');
    const faults: string[] = [];
    for (const name of filesIn(whole).filter(isOfLines)) {
      const text = readFileSync(join(whole, name));
      if (text.length === 0) continue;
      const lineAt = text.lastIndexOf(10, text.length - 2) + 1;
      const without = await knownWithCut(name, lineAt);
      const complete = await knownWithCut(name, text.length);
      for (const cut of cutsBetween(lineAt, text.length)) {
        const found = await knownWithCut(name, cut).catch((error: Error) => [`threw ${error.stack}`]);
        const isWithout = JSON.stringify(found) === JSON.stringify(without);
        const isComplete = cut === text.length - 1 && JSON.stringify(found) === JSON.stringify(complete);
        if (!isWithout && !isComplete)
          faults.push(`${name} cut at ${cut} of ${text.length}:\n${difference(without, found)}`);
      }
    }

    expect(faults).toEqual([]);
  },
  LONG_MS,
);

/** As a machine without power, a disk or a hand may leave it. */
const DAMAGES = {
  empty: () => '',
  'half of it': (text: string) => text.slice(0, text.length / 2),
  zeros: (text: string) => '\0'.repeat(text.length),
  'another value': () => 'null',
};

test(
  'what is replaced as a whole and is damaged is refused by its name, and stays as it is',
  async () => {
    const whole = join(folder, 'whole');
    const at = join(folder, 'damaged');
    const faults: string[] = [];
    for (const name of filesIn(whole).filter(
      (file) => /\.json$|token-key$/.test(file) && !/definitions/.test(file),
    ))
      for (const [damage, damaged] of Object.entries(DAMAGES)) {
        rmSync(at, { recursive: true, force: true });
        cpSync(whole, at, { recursive: true });
        const text = damaged(readFileSync(join(at, name), 'utf8'));
        writeFileSync(join(at, name), text);
        const said = await openKeptServices(at, false).then(
          () => 'opened',
          (error: Error) => `${error.name} ${error.message}`,
        );
        if (!said.startsWith(`DamagedStateError ${join(at, name)}`))
          faults.push(`${name}, ${damage}: ${said}`);
        if (readFileSync(join(at, name), 'utf8') !== text) faults.push(`${name}, ${damage}: written over`);
      }

    expect(faults).toEqual([]);
  },
  LONG_MS,
);

/** The first and the last byte, and some between. */
function cutsBetween(from: number, to: number): number[] {
  const step = Math.max(1, Math.ceil((to - from - 2) / CUTS));
  const all = Array.from({ length: to - from - 1 }, (_, at) => from + 1 + at);
  return all.filter((cut, at) => at % step === 0 || cut === to - 1);
}

/** What the first process after the cut knows, and the one after that. */
async function knownWithCut(name: string, cut: number): Promise<string[]> {
  const at = join(folder, 'cut');
  rmSync(at, { recursive: true, force: true });
  cpSync(join(folder, 'whole'), at, { recursive: true });
  truncateSync(join(at, name), cut);
  const first = await known(at, 'later');
  const second = (await known(at)).filter((fact) => /later/.test(fact));
  return [...first, ...second.map((fact) => `then ${fact}`)];
}

function difference(expected: readonly string[], found: readonly string[]): string {
  const missing = expected.filter((fact) => !found.includes(fact)).map((fact) => `- ${fact}`);
  const more = found.filter((fact) => !expected.includes(fact)).map((fact) => `+ ${fact}`);
  return [...missing, ...more].join('\n');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
