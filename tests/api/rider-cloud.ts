// The services that the riders' routes talk to, over HTTP, and the routes themselves as API Gateway calls them.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createFaults } from '../../packages/laptop-cloud/src/faults/faults.ts';
import { createBus } from '../../packages/laptop-cloud/src/services/bus.ts';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import { createS3 } from '../../packages/laptop-cloud/src/services/s3/s3.ts';
import { createStepFunctions } from '../../packages/laptop-cloud/src/services/stepfunctions/stepfunctions.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { realClock } from '../../packages/states-language/src/clock.ts';
import type { Route } from '../../src/shared/route.ts';
import { apiEvent, RIDER_CLAIMS, type Sent } from '../shared/api-event.ts';
import { CONTEXT, capture } from '../shared/invocation.ts';
import { BUCKET, provision, ridersTable, TABLE } from '../steps/cloud.ts';

const LINKS = 'RiderLinks';
const CLOCK = 'AppealClock';

export interface Answered {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks at is its own matter
  body: any;
  /** Everything that was logged, counted and traced. */
  text: string;
}

export interface RiderCloud {
  call(route: Route['route'], sent?: Sent): Promise<Answered>;
  /** As another signed-in person. */
  as(sub: string): (route: Route['route'], sent?: Sent) => Promise<Answered>;
  /** As many requests at once as there are bodies. */
  together(sub: string, route: Route['route'], sent: Sent[]): Promise<Answered[]>;
  /** The rows of the rider that a person is linked to, by sort key. */
  rows(sub?: string): Promise<Record<string, Record<string, unknown>>>;
  riderId(sub?: string): Promise<string | undefined>;
  links(): Promise<Record<string, unknown>[]>;
  putRow(row: Record<string, unknown>): Promise<void>;
  /** What the clocks of appeals were started with. */
  clocks(): { riderId: string; photoId: string; dueAt: string }[];
  keys(): Promise<string[]>;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

export async function startRiderCloud(): Promise<RiderCloud> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rider-api-'));
  const place = { accountId: ACCOUNT_ID, region: REGION };
  const s3 = createS3({ folder: path.join(folder, 's3'), bus: createBus(), ...place });
  const dynamoDb = await createDynamoDb({ folder: null, ...place });
  const stepFunctions = createStepFunctions({
    folder: null,
    bus: createBus(),
    clock: realClock(),
    ...place,
    invokeTask: () => Promise.reject(new Error('no task is part of these tests')),
    faults: createFaults([]),
    activityPollMs: 200,
  });
  const gateway = await startGateway([s3.service, dynamoDb.service, stepFunctions.service]);
  const before = process.env;
  process.env = {
    ...before,
    AWS_ENDPOINT_URL: gateway.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    CONFIGURATION: '',
    RIDERS_TABLE: TABLE,
    RIDER_LINKS_TABLE: LINKS,
    PHOTOS_BUCKET: BUCKET,
    CONSENT_VERSION: '1',
    REQUIRE_CONSENT: 'on',
    UPLOAD_RETENTION_DAYS: '30',
    SUPPORT_EMAIL: 'help@example.com',
    APPEAL_CLOCK_ARN: `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:${CLOCK}`,
  };
  await provision(s3.resourceTypes, 'AWS::S3::Bucket', BUCKET, {
    VersioningConfiguration: { Status: 'Enabled' },
  });
  await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', TABLE, ridersTable());
  await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', LINKS, {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'sub', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'sub', KeyType: 'HASH' }],
  });
  const States = { Ring: { Type: 'Succeed' } };
  await provision(stepFunctions.resourceTypes, 'AWS::StepFunctions::StateMachine', CLOCK, {
    StateMachineName: CLOCK,
    RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/clock`,
    DefinitionString: JSON.stringify({ StartAt: 'Ring', States }),
  });
  const sdk = { endpoint: gateway.endpoint, region: REGION, credentials: CREDENTIALS };
  const rows = new DynamoDBClient(sdk);
  const objects = new S3Client(sdk);
  const scan = async (TableName: string) => {
    const { Items = [] } = await rows.send(new ScanCommand({ TableName }));
    return Items.map((item) => unmarshall(item));
  };
  const cloud: RiderCloud = {
    call: (route, sent) => call(route, sent),
    as:
      (sub) =>
      (route, sent = {}) =>
        call(route, { claims: { ...RIDER_CLAIMS, sub }, ...sent }),
    async together(sub, route, sent) {
      const claims = { ...RIDER_CLAIMS, sub };
      const { handler } = await import('../../src/api/rider-api.ts');
      const events = sent.map((each) => apiEvent(route, { claims, ...each }));
      const { output, error, text } = await capture(() =>
        Promise.all(events.map((event) => handler(event, CONTEXT))),
      );
      if (error) throw error;
      return (output as Output[]).map((each) => answered(each, text));
    },
    async riderId(sub = RIDER_CLAIMS.sub) {
      const link = (await scan(LINKS)).find((each) => each['sub'] === sub);
      return link && String(link['riderId']);
    },
    async rows(sub) {
      const riderId = await cloud.riderId(sub);
      const own = (await scan(TABLE)).filter(({ pk }) => pk === `RIDER#${riderId}`);
      return Object.fromEntries(own.map(({ pk: _, sk, ...row }) => [String(sk), row]));
    },
    links: () => scan(LINKS),
    putRow: async (row) =>
      void (await rows.send(new PutItemCommand({ TableName: TABLE, Item: marshall(row) }))),
    clocks: () =>
      stepFunctions.list().map(({ executionArn }) => JSON.parse(stepFunctions.describe(executionArn).input)),
    async keys() {
      const { Versions = [] } = await objects.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
      return Versions.map(({ Key }) => String(Key));
    },
    async close() {
      process.env = before;
      rows.destroy();
      objects.destroy();
      await gateway.close();
      await dynamoDb.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return cloud;
}

async function call(route: Route['route'], sent: Sent = {}): Promise<Answered> {
  // Not before the environment points at the services.
  const { handler } = await import('../../src/api/rider-api.ts');
  const written = await capture(() => handler(apiEvent(route, sent), CONTEXT));
  if (written.error) throw written.error;
  return answered(written.output as Output, written.text);
}

interface Output {
  statusCode: number;
  headers: Record<string, string>;
  body?: string;
}

function answered({ statusCode, headers, body }: Output, text: string): Answered {
  return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body), text };
}

let people = 0;
/** A person nobody has met. */
export const newSub = () => `5a1f0c52-0000-4000-8000-${String(++people).padStart(12, '0')}`;

export const AGREED = { version: '1', language: 'en', purposes: ['check-face', 'find-duplicates'] } as const;

/** Sends a file with a form as a browser does. */
export async function post(
  { url, fields }: { url: string; fields: Record<string, string> },
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ status: number; text: string }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([bytes]), 'me.jpg');
  const response = await fetch(url, { method: 'POST', body: form });
  return { status: response.status, text: await response.text() };
}
