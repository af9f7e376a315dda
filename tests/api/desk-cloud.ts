// The services behind the review desk, over HTTP, with a clock of the test's own: the routes as API Gateway calls them, the queue of
// votes, the count, and executions that really wait.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import { createS3 } from '../../packages/laptop-cloud/src/services/s3/s3.ts';
import { createSqs, type Sqs } from '../../packages/laptop-cloud/src/services/sqs/sqs.ts';
import { manualClock, settle } from '../../packages/laptop-cloud/tests/services/manual-clock.ts';
import { createWorld } from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { type Finding, type FindingCode, finding } from '../../src/domain/finding.ts';
import type { Route } from '../../src/shared/route.ts';
import { fillDefinition } from '../../statemachine/fill-definition.ts';
import { apiEvent, type Sent } from '../shared/api-event.ts';
import { CONTEXT, capture } from '../shared/invocation.ts';
import { BUCKET, provision, ridersTable, TABLE } from '../steps/cloud.ts';

const LINKS = 'RiderLinks';
const VOTES = 'Votes';
const REVIEW_SECONDS = 72 * 3600;

const read = (machine: string) =>
  readFileSync(path.join(import.meta.dirname, `../../statemachine/${machine}.asl.json`), 'utf8');

const ASK = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: 'ask', Payload: { 'id.$': '$.id', 'token.$': '$$.Task.Token' } },
  ResultPath: '$.review',
  TimeoutSeconds: REVIEW_SECONDS,
  Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.expiry', Next: 'ReviewExpired' }],
};

/** What the states after the question look at. */
const DECIDED = {
  inspection: { sha256: 'x' },
  decision: {
    reasons: [],
    measures: {},
    findings: [],
    decidedBy: 'rules',
    configurationVersion: 'v',
    answers: { unreadable: 0 },
    outcomes: Object.fromEntries(
      ['approved', 'retake', 'rejected', 'expired'].map((status) => [
        status,
        { status, verdict: 'review', message: { text: status } },
      ]),
    ),
  },
};

/** Those states of the real definition, and ends in place of what they lead to. */
function realStates(names: readonly string[], ends: readonly string[]): Record<string, unknown> {
  const given = {
    RidersTableName: TABLE,
    ConsentVersion: '1',
    ProfileCondition: 'attribute_not_exists(forgottenAt) AND NOT consentVersion = :consentVersion',
  };
  const { States } = JSON.parse(fillDefinition(read('check-photo'), given)) as {
    States: Record<string, unknown>;
  };
  return Object.fromEntries([
    ...names.map((name) => [name, States[name]]),
    ...ends.map((name) => [name, { Type: 'Succeed' }]),
  ]);
}

/** From the answer to what is on the row; an approval has more to do, and ends before. */
const statesToSave = () =>
  realStates(
    [
      'IsAnswer',
      'SetDecidedBy',
      'OnReview',
      'ReviewerAskedForRetake',
      'ReviewerRejected',
      'ReviewExpired',
      'SaveRefusal',
      'IsNews',
    ],
    ['AskAgain', 'ReviewUnknown', 'ReviewerApproved', 'PublishOutcome', 'OnOutcome', 'WithdrawPhoto'],
  );

/** Where a journey begins, and who is let in. */
const statesOfDoor = () =>
  realStates(
    [
      'ClaimPhoto',
      'WhyNotClaimed',
      'SecondClaim',
      'CountClaim',
      'ClaimLater',
      'ReadClaim',
      'IsSameUpload',
      'AlreadyClaimed',
      'PhotoIdInUse',
    ],
    ['InspectPhoto', 'DiscardUpload', 'AlertUnclaimed'],
  );

export interface Answered {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is its own matter
  body: any;
  text: string;
}

export interface Asked {
  riderId: string;
  photoId: string;
  executionArn: string;
  taskToken: string;
}

export interface DeskCloud {
  /** A reviewer of that name; a lead is one of the operators, too. */
  as(name: string, isLead?: boolean): (route: Route['route'], sent?: Sent) => Promise<Answered>;
  /** A photo whose execution waits for people. */
  ask(
    reasons: FindingCode[],
    more?: {
      riderId?: string;
      photoId?: string;
      findings?: Finding[];
      /** Goes on as check-photo does, to the answer on the row. */
      savesAnswer?: boolean;
      /** How long after the state began to wait the question is on the row. */
      openedAfterMs?: number;
    },
  ): Promise<Asked>;
  /** Lets time pass, and counts the votes whose messages have come by then. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass for the clocks alone. */
  wait(seconds: number): void;
  /** Messages that the queue gives now, without counting them. */
  messages(): Promise<{ messageId: string; body: string }[]>;
  count(
    messages: { messageId: string; body: string }[],
  ): Promise<{ batchItemFailures: unknown[]; text: string }>;
  /** What the execution was answered; undefined while it waits, `expired` without an answer. */
  answer(asked: Asked): Promise<unknown>;
  row(asked: { riderId: string; photoId: string }): Promise<Record<string, unknown>>;
  rows(): Promise<Record<string, unknown>[]>;
  putRow(row: Record<string, unknown>): Promise<void>;
  link(name: string, riderId: string): Promise<void>;
  starts(): Promise<{ name: string; input: unknown }[]>;
  /** Starts the clock of an appeal. */
  startClock(asked: { riderId: string; photoId: string; dueAt: string }): Promise<void>;
  nowIso(): string;
  close(): Promise<void>;
}

// Of calls at the same time the first holds what all of them write.
let capturing = 0;
async function captured(run: () => Promise<unknown>): ReturnType<typeof capture> {
  capturing += 1;
  try {
    if (capturing === 1) return await capture(run);
    return { output: await run(), logs: [], metrics: [], text: '' };
  } finally {
    capturing -= 1;
  }
}

/** Runs several at once, without what they write. */
export const quietly = <Output>(run: () => Promise<Output>): Promise<Output> =>
  captured(run).then(({ output, error }) => {
    if (error) throw error;
    return output as Output;
  });

export const subOf = (name: string) => `sub-of-${name}`;

export async function startDeskCloud(): Promise<DeskCloud> {
  const folder = mkdtempSync(path.join(tmpdir(), 'desk-'));
  const place = { accountId: ACCOUNT_ID, region: REGION };
  const clock = manualClock(Date.now());
  jest.useFakeTimers({
    now: clock.now(),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'requestAnimationFrame',
      'cancelAnimationFrame',
      'requestIdleCallback',
      'cancelIdleCallback',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
  // Node's own clock writes this header, and the SDK would sign by that one.
  const { writeHead } = ServerResponse.prototype;
  ServerResponse.prototype.writeHead = function dated(
    this: ServerResponse,
    ...given: Parameters<typeof writeHead>
  ) {
    this.setHeader('date', new Date().toUTCString());
    return writeHead.apply(this, given);
  } as typeof writeHead;
  const dynamoDb = await createDynamoDb({ folder: null, ...place });
  const tokens = new Map<string, string>();
  const held: { sqs?: Sqs } = {};
  const world = await createWorld({
    clock,
    functions: { ask: ({ id, token }: { id: string; token: string }) => void tokens.set(id, token) },
    neighbours: async (bus) => {
      held.sqs = createSqs({ bus, clock, ...place });
      const s3 = createS3({ folder: path.join(folder, 's3'), bus, ...place });
      await provision(s3.resourceTypes, 'AWS::S3::Bucket', BUCKET, {});
      await provision(held.sqs.resourceTypes, 'AWS::SQS::Queue', VOTES, {});
      await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', TABLE, ridersTable());
      await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', LINKS, {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'sub', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'sub', KeyType: 'HASH' }],
      });
      return [dynamoDb.service, held.sqs.service, s3.service];
    },
  });
  const machine = await world.machine({
    Ask: {
      ...ASK,
      ResultPath: '$',
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Expired' }],
      Next: 'Answered',
    },
    Answered: { Type: 'Succeed' },
    Expired: { Type: 'Pass', Result: 'expired', End: true },
  });
  const saving = await world.machine({ Ask: { ...ASK, Next: 'IsAnswer' }, ...statesToSave() });
  const { endpoint, credentials } = world.sfn.config;
  const { protocol, hostname, port } = await endpoint!();
  const url = `${protocol}//${hostname}:${port}`;
  const votesUrl = `${url}/${ACCOUNT_ID}/${VOTES}`;
  const journey = await world.machine(statesOfDoor());
  const clockOfAppeal = JSON.parse(fillDefinition(read('appeal-clock'), { VotesQueueUrl: votesUrl }));
  const appealClock = await world.machine(clockOfAppeal.States);
  const { accessKeyId, secretAccessKey } = await credentials();
  const before = process.env;
  process.env = {
    ...before,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    CONFIGURATION: '',
    RIDERS_TABLE: TABLE,
    RIDER_LINKS_TABLE: LINKS,
    VOTES_QUEUE_URL: votesUrl,
    STATE_MACHINE_ARN: journey,
  };
  const rows = new DynamoDBClient({ endpoint: url, region: REGION });
  const scan = async () =>
    (await rows.send(new ScanCommand({ TableName: TABLE }))).Items?.map((item) => unmarshall(item)) ?? [];
  const put = async (TableName: string, row: Record<string, unknown>) =>
    void (await rows.send(new PutItemCommand({ TableName, Item: marshall(row) })));
  const { saveOpenReview } = await import('../../src/adapters/open-review.ts');
  const { neededVotes } = await import('../../src/domain/quorum.ts');
  const { configuration } = await import('../../src/shared/config.ts');
  let photos = 0;

  const cloud: DeskCloud = {
    as:
      (name, isLead = false) =>
      async (route, sent = {}) => {
        const groups = isLead ? '[operators reviewers]' : '[reviewers]';
        const claims = { sub: subOf(name), token_use: 'access', username: name, 'cognito:groups': groups };
        const { handler } = await import('../../src/api/review-api.ts');
        const { output, error, text } = await captured(() =>
          handler(apiEvent(route, { claims, ...sent }), CONTEXT),
        );
        if (error) throw error;
        const { statusCode, headers, body } = output as {
          statusCode: number;
          headers: Record<string, string>;
          body?: string;
        };
        return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body), text };
      },
    async ask(reasons, more = {}) {
      photos += 1;
      const { riderId = `rider-${photos}`, photoId = `photo-${photos}` } = more;
      const upload = { bucket: BUCKET, key: `incoming/${riderId}/${photoId}`, versionId: 'v1', size: 20_000 };
      const { executionArn } = await world.sfn.send(
        new StartExecutionCommand({
          stateMachineArn: more.savesAnswer ? saving : machine,
          input: JSON.stringify({ ...DECIDED, id: `${photos}`, upload: { ...upload, riderId, photoId } }),
        }),
      );
      while (!tokens.has(`${photos}`)) await settle();
      const taskToken = tokens.get(`${photos}`)!;
      if (more.openedAfterMs) cloud.wait(more.openedAfterMs / 1000);
      await put(TABLE, {
        pk: `RIDER#${riderId}`,
        sk: `PHOTO#${photoId}`,
        status: 'processing',
        executionArn,
        ...upload,
      });
      await saveOpenReview({
        riderId,
        photoId,
        executionArn: executionArn!,
        taskToken,
        reviewDueAt: new Date(Date.now() + REVIEW_SECONDS * 1000).toISOString(),
        now: new Date().toISOString(),
        findings:
          more.findings ??
          reasons.map((code) => finding(code, 'review', { measured: 92, threshold: '< 90' })),
        reasons,
        neededVotes: neededVotes(reasons, configuration().review),
        faceBox: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 },
        resembles: [],
      });
      return { riderId, photoId, executionArn: executionArn!, taskToken };
    },
    wait(seconds) {
      clock.advance(seconds * 1000);
      jest.setSystemTime(clock.now());
    },
    async pass(seconds) {
      cloud.wait(seconds);
      await settle();
      await cloud.count(await cloud.messages());
    },
    async messages() {
      const arn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${VOTES}`;
      const { signal } = new AbortController();
      const received = await held.sqs!.source.receive(arn, { max: 10, waitMs: 0, signal });
      await held.sqs!.source.delete(
        arn,
        received.map(({ receiptHandle }) => receiptHandle),
      );
      return received.map(({ messageId, body }) => ({ messageId, body }));
    },
    async count(messages) {
      const { handler } = await import('../../src/reviews/count-votes.ts');
      const { output, error, text } = await captured(() => handler({ Records: messages }, CONTEXT));
      if (error) throw error;
      await settle();
      return { ...(output as { batchItemFailures: unknown[] }), text };
    },
    async answer({ executionArn }) {
      await settle();
      const { status, output } = world.stepFunctions.describe(executionArn) as {
        status: string;
        output?: string;
      };
      return status === 'RUNNING' ? undefined : JSON.parse(output ?? 'null');
    },
    row: async ({ riderId, photoId }) =>
      (await scan()).find(({ pk, sk }) => pk === `RIDER#${riderId}` && sk === `PHOTO#${photoId}`) ?? {},
    rows: scan,
    putRow: (row) => put(TABLE, row),
    link: (name, riderId) => put(LINKS, { sub: subOf(name), riderId }),
    async starts() {
      const { ListExecutionsCommand } = await import('@aws-sdk/client-sfn');
      const { executions = [] } = await world.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: journey }),
      );
      return executions.map(({ name, executionArn }) => ({
        name: String(name),
        input: JSON.parse(world.stepFunctions.describe(executionArn!).input) as unknown,
      }));
    },
    startClock: async (input) =>
      void (await world.sfn.send(
        new StartExecutionCommand({ stateMachineArn: appealClock, input: JSON.stringify(input) }),
      )),
    nowIso: () => new Date(clock.now()).toISOString(),
    async close() {
      process.env = before;
      ServerResponse.prototype.writeHead = writeHead;
      jest.useRealTimers();
      rows.destroy();
      await held.sqs?.close();
      await world.close();
      await dynamoDb.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return cloud;
}
