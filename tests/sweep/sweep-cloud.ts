// What the sweep works on, over HTTP: table, bucket, queues, topics, bus, and executions that run until a test stops them. The sweep's
// clock is the test's own; nobody waits.

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import { createEvents, type Events } from '../../packages/laptop-cloud/src/services/events/events.ts';
import { createS3 } from '../../packages/laptop-cloud/src/services/s3/s3.ts';
import { createSns, type Sns } from '../../packages/laptop-cloud/src/services/sns/sns.ts';
import { createSqs, type Sqs } from '../../packages/laptop-cloud/src/services/sqs/sqs.ts';
import { manualClock } from '../../packages/laptop-cloud/tests/services/manual-clock.ts';
import { createWorld } from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { BOUNDS, type Bounds, type Run } from '../../src/sweep/run.ts';
import { type Report, sweepAll } from '../../src/sweep/sweep-photos.ts';
import { capture, type Line } from '../shared/invocation.ts';
import { BUCKET, BUS, provision, ridersTable, TABLE } from '../steps/cloud.ts';
import { ownTemplate } from '../support/own-template.ts';

export const ERASURES = 'Erasures';
const QUEUES = {
  Uploads: 'UPLOADS_QUEUE_URL',
  Waiting: 'PHOTOS_WAITING_QUEUE_URL',
  Votes: 'VOTES_QUEUE_URL',
};
export type Queue = keyof typeof QUEUES;
const MINUTE_MS = 60_000;

type Row = Record<string, unknown>;
interface Photo {
  riderId: string;
  photoId: string;
}

export interface SweepCloud {
  /** One run; the words of what it did, by kind, and what it wrote. Kinds that found nothing are left out. */
  sweep(more?: {
    bounds?: Partial<Bounds>;
    room?: boolean;
  }): Promise<{ report: Report; metrics: Line[]; text: string; error?: unknown }>;
  /** As `sweep`, without what is written. */
  run(): Promise<Report>;
  /** Moves the sweep's clock on. */
  pass(minutes: number): void;
  /** The sweep's time, so many minutes ago. */
  ago(minutes: number): string;
  now(): Date;
  put(row: Row, table?: string): Promise<void>;
  putMany(rows: Row[]): Promise<void>;
  photo(row: Row, photo?: Partial<Photo>): Promise<Photo>;
  row(photo: Photo): Promise<Row | undefined>;
  rows(table?: string): Promise<Row[]>;
  upload(photo: Photo): Promise<void>;
  /** Starts an execution of the journey (or of an erasure) that runs until it is stopped. */
  start(input: unknown, name?: string, machine?: 'journey' | 'erasure'): Promise<string>;
  stop(executionArn: string): Promise<void>;
  inputOf(executionArn: string): Promise<unknown>;
  names(machine?: 'journey' | 'erasure'): Promise<string[]>;
  /** Takes what lies in the queue. */
  messages(queue: Queue): Promise<unknown[]>;
  /** Type and detail of every event since the cloud was last empty. */
  announced(): [string, unknown][];
  /** Every message since. */
  outbox(): ReturnType<Sns['messageLog']>;
  /** Subjects of the messages of a topic. */
  told(topic: 'Operators' | 'Reviewers'): string[];
  /** Nothing is stored, nothing was started, nobody was told; the clock is as it was. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

let photos = 0;

export async function startSweepCloud(): Promise<SweepCloud> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sweep-'));
  const place = { accountId: ACCOUNT_ID, region: REGION };
  const held: { sqs?: Sqs; sns?: Sns; events?: Events } = {};
  const dynamoDb = await createDynamoDb({ folder: null, ...place });
  const world = await createWorld({
    clock: manualClock(Date.now()),
    neighbours: async (bus) => {
      held.sqs = createSqs({ bus, ...place });
      held.sns = createSns({ bus, ...place, log: () => undefined });
      held.events = createEvents({ bus, ...place });
      const s3 = createS3({ folder: path.join(folder, 's3'), bus, ...place });
      const { sqs, sns, events } = held as Required<typeof held>;
      await provision(s3.resourceTypes, 'AWS::S3::Bucket', BUCKET, {
        VersioningConfiguration: { Status: 'Enabled' },
      });
      for (const queue of Object.keys(QUEUES))
        await provision(sqs.resourceTypes, 'AWS::SQS::Queue', queue, {});
      for (const topic of ['Operators', 'Reviewers'])
        await provision(sns.resourceTypes, 'AWS::SNS::Topic', topic, {});
      await provision(events.resourceTypes, 'AWS::Events::EventBus', BUS, { Name: BUS });
      await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', TABLE, ridersTable());
      await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', ERASURES, erasuresTable());
      return [dynamoDb.service, sqs.service, sns.service, events.service, s3.service];
    },
  });
  const { sqs, sns, events } = held as Required<typeof held>;
  const forEver = { Hold: { Type: 'Wait', Seconds: 1_000_000, End: true } };
  const machines = { journey: '', erasure: '' };
  const { endpoint, credentials } = world.sfn.config;
  const { protocol, hostname, port } = await endpoint!();
  const url = `${protocol}//${hostname}:${port}`;
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
    ERASURES_TABLE: ERASURES,
    PHOTOS_BUCKET: BUCKET,
    EVENT_BUS_NAME: BUS,
    OPERATOR_ALERTS_TOPIC_ARN: `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Operators`,
    REVIEWER_MESSAGES_TOPIC_ARN: `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Reviewers`,
    REVIEW_DESK_URL: 'https://pages.example/review/',
    MAX_CONCURRENT_PHOTOS: '20',
    ...Object.fromEntries(
      Object.entries(QUEUES).map(([queue, name]) => [name, `${url}/${ACCOUNT_ID}/${queue}`]),
    ),
  };
  const table = new DynamoDBClient({ endpoint: url, region: REGION });
  const s3 = new S3Client({ endpoint: url, region: REGION, forcePathStyle: true });
  let nowMs = Date.now();
  const seen = { events: 0, messages: 0 };
  // It stands still in between, so that ages are exact.
  const now = () => new Date(nowMs);
  const keyOf = ({ riderId, photoId }: Photo) => ({ pk: `RIDER#${riderId}`, sk: `PHOTO#${photoId}` });
  const runOf = ({ bounds = {}, room = true }: { bounds?: Partial<Bounds>; room?: boolean } = {}): Run => ({
    now,
    untilMs: Number.POSITIVE_INFINITY,
    bounds: { ...BOUNDS, ...bounds },
    room: { enter: async () => room },
  });

  async function removeUploads(): Promise<void> {
    for (;;) {
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
      if (Versions.length === 0) return;
      const Objects = Versions.map(({ Key, VersionId }) => ({ Key, VersionId }));
      await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    }
  }

  const cloud: SweepCloud = {
    async sweep(more) {
      const { output = {}, error, metrics, text } = await capture(() => sweepAll(runOf(more)));
      const report = Object.fromEntries(
        Object.entries(output as Report).filter(([, outcomes]) => Object.keys(outcomes).length > 0),
      );
      return { report, metrics, text, ...(error === undefined ? {} : { error }) };
    },
    run: () => sweepAll(runOf()),
    pass: (minutes) => {
      nowMs += minutes * MINUTE_MS;
    },
    ago: (minutes) => new Date(now().getTime() - minutes * MINUTE_MS).toISOString(),
    now,
    put: async (row, TableName = TABLE) =>
      void (await table.send(
        new PutItemCommand({ TableName, Item: marshall(row, { removeUndefinedValues: true }) }),
      )),
    async putMany(rows) {
      for (let at = 0; at < rows.length; at += 25) {
        const requests = rows.slice(at, at + 25).map((row) => ({ PutRequest: { Item: marshall(row) } }));
        await table.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
      }
    },
    async photo(row, { riderId = randomUUID(), photoId = `photo-${++photos}` } = {}) {
      const { openStatus } = row;
      const key = `incoming/${riderId}/${photoId}`;
      const upload = { bucket: BUCKET, key, versionId: 'v1', size: 20_000, expiresAt: 4_000_000_000 };
      await cloud.put({ ...keyOf({ riderId, photoId }), status: openStatus, ...upload, ...row });
      return { riderId, photoId };
    },
    async row(photo) {
      const { Item } = await table.send(
        new GetItemCommand({ TableName: TABLE, Key: marshall(keyOf(photo)) }),
      );
      return Item && unmarshall(Item);
    },
    rows: async (TableName = TABLE) =>
      ((await table.send(new ScanCommand({ TableName }))).Items ?? []).map((item) => unmarshall(item)),
    upload: async ({ riderId, photoId }) =>
      void (await s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: `incoming/${riderId}/${photoId}`, Body: 'a file' }),
      )),
    async start(input, name, machine = 'journey') {
      const stateMachineArn = machines[machine];
      const { executionArn } = await world.sfn.send(
        new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input), ...(name && { name }) }),
      );
      return executionArn!;
    },
    stop: async (executionArn) => void (await world.sfn.send(new StopExecutionCommand({ executionArn }))),
    async inputOf(executionArn) {
      const { input } = await world.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return JSON.parse(input!);
    },
    async names(machine = 'journey') {
      const found: string[] = [];
      let nextToken: string | undefined;
      do {
        const page: {
          executions?: { name?: string | undefined }[] | undefined;
          nextToken?: string | undefined;
        } = await world.sfn.send(
          new ListExecutionsCommand({ stateMachineArn: machines[machine], ...(nextToken && { nextToken }) }),
        );
        found.push(...(page.executions ?? []).map(({ name }) => name!));
        nextToken = page.nextToken;
      } while (nextToken);
      return found;
    },
    async messages(queue) {
      const arn = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${queue}`;
      const taken: unknown[] = [];
      for (;;) {
        const received = await sqs.source.receive(arn, {
          max: 10,
          waitMs: 0,
          signal: new AbortController().signal,
        });
        if (received.length === 0) return taken;
        await sqs.source.delete(
          arn,
          received.map(({ receiptHandle }) => receiptHandle),
        );
        taken.push(...received.map(({ body }) => JSON.parse(body) as unknown));
      }
    },
    announced: () =>
      events
        .recent()
        .slice(seen.events)
        .filter(({ event }) => event.source === 'rider-photos')
        .map(({ event }) => [event['detail-type'], event.detail]),
    outbox: () => sns.messageLog().slice(seen.messages),
    told: (topic) =>
      cloud.outbox().flatMap(({ topicArn, subject }) => (topicArn?.endsWith(topic) ? (subject ?? '') : [])),
    async empty() {
      for (const { pk, sk } of await cloud.rows())
        await table.send(new DeleteItemCommand({ TableName: TABLE, Key: marshall({ pk, sk }) }));
      for (const { erasure } of await cloud.rows(ERASURES))
        await table.send(new DeleteItemCommand({ TableName: ERASURES, Key: marshall({ erasure }) }));
      await removeUploads();
      for (const queue of Object.keys(QUEUES) as Queue[]) await cloud.messages(queue);
      machines.journey = await world.machine(forEver);
      machines.erasure = await world.machine(forEver);
      process.env['STATE_MACHINE_ARN'] = machines.journey;
      process.env['FORGET_RIDER_ARN'] = machines.erasure;
      seen.events = events.recent().length;
      seen.messages = sns.messageLog().length;
      nowMs = Date.now();
    },
    async close() {
      process.env = before;
      table.destroy();
      s3.destroy();
      await sqs.close();
      await sns.close();
      await world.close();
      await dynamoDb.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await cloud.empty();
  return cloud;
}

/** As the template has it, so that queries are tried on its very index. */
function erasuresTable(): Record<string, unknown> {
  const {
    PointInTimeRecoverySpecification: _,
    SSESpecification: __,
    ...properties
  } = ownTemplate.resources['Erasures']!.properties;
  return properties;
}
