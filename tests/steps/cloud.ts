// The services the steps talk to, over HTTP, and the environment that points the steps at them. Only the models are scripted.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateCollectionCommand,
  DeleteCollectionCommand,
  IndexFacesCommand,
  ListFacesCommand,
  RekognitionClient,
} from '@aws-sdk/client-rekognition';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createBus } from '../../packages/laptop-cloud/src/services/bus.ts';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import { createEvents, type Events } from '../../packages/laptop-cloud/src/services/events/events.ts';
import { jsonService } from '../../packages/laptop-cloud/src/services/protocols/json.ts';
import { createS3 } from '../../packages/laptop-cloud/src/services/s3/s3.ts';
import {
  createSageMaker,
  type SageMaker,
} from '../../packages/laptop-cloud/src/services/sagemaker/sagemaker.ts';
import type { Service } from '../../packages/laptop-cloud/src/services/service.ts';
import type { ResourceTypes } from '../../packages/laptop-cloud/src/stack/resource.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { collectionOperations } from '../../packages/local-rekognition/src/collection-operations.ts';
import { openCollections } from '../../packages/local-rekognition/src/collections.ts';
import { detectOperations } from '../../packages/local-rekognition/src/detect-operations.ts';
import { readImage } from '../../packages/local-rekognition/src/image-input.ts';
import { indexOperations } from '../../packages/local-rekognition/src/index-operations.ts';
import { INVALID } from '../../packages/local-rekognition/src/members.ts';
import type { OperationContext } from '../../packages/local-rekognition/src/operation-context.ts';
import { searchOperations } from '../../packages/local-rekognition/src/search-operations.ts';
import { CONTEXT, capture, EXECUTION, type Written } from '../shared/invocation.ts';
import { ownTemplate } from '../support/own-template.ts';
import { look } from './scene.ts';

export const BUCKET = 'photos';
export const TABLE = 'Riders';
export const FACES = 'faces';
export const BLOCKED = 'blocked-faces';
export const BUS = 'rider-photos';
export const ENDPOINT = 'policy-model';

/** The outcome of a step, and what it wrote. */
export interface Ran<Output> extends Written {
  output: Output;
  error: unknown;
}

export interface Cloud {
  /** Runs a step with an event; `executionArn` is added. */
  run<Output = Record<string, unknown>>(step: string, event: object): Promise<Ran<Output>>;
  /** Stores an object and gives its version. */
  put(key: string, body: Uint8Array): Promise<string>;
  get(key: string): Promise<Buffer>;
  /** With a version that one alone, for good. */
  remove(key: string, versionId?: string): Promise<void>;
  /** `key`, or `key (deleted)` for a marker, of every version under the prefix. */
  versions(prefix: string): Promise<string[]>;
  putRow(row: Record<string, unknown>): Promise<void>;
  row(pk: string, sk: string): Promise<Record<string, unknown> | undefined>;
  /** Takes a picture's face into a collection as a rider's; gives the face's id. */
  index(key: string, externalImageId: string, collection?: string): Promise<string>;
  /** Face ids of the collection. */
  faces(): Promise<string[]>;
  events: Events;
  sageMaker: SageMaker;
  /** Back to an empty cloud and the first environment; the clients of the steps keep their address. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

export async function startCloud(): Promise<Cloud> {
  const folder = mkdtempSync(path.join(tmpdir(), 'steps-'));
  const place = { accountId: ACCOUNT_ID, region: REGION };
  const bus = createBus();
  const s3 = createS3({ folder: path.join(folder, 's3'), bus, ...place });
  const dynamoDb = await createDynamoDb({ folder: null, ...place });
  const events = createEvents({ bus, ...place });
  const sageMaker = createSageMaker(place);
  const rekognition = scriptedRekognition(path.join(folder, 'faces'), (key) => cloud.get(key));
  const services = [s3.service, dynamoDb.service, events.service, sageMaker.service, rekognition];
  const gateway = await startGateway(services);
  const before = process.env;
  process.env = { ...before, ...environment(gateway.endpoint) };
  const sdk = { endpoint: gateway.endpoint, region: REGION, credentials: CREDENTIALS };
  const clients = { s3: new S3Client(sdk), rows: new DynamoDBClient(sdk), faces: new RekognitionClient(sdk) };
  await provision(s3.resourceTypes, 'AWS::S3::Bucket', BUCKET, {
    VersioningConfiguration: { Status: 'Enabled' },
  });
  await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', TABLE, ridersTable());
  await provision(events.resourceTypes, 'AWS::Events::EventBus', BUS, { Name: BUS });
  for (const CollectionId of [FACES, BLOCKED]) {
    await clients.faces.send(new CreateCollectionCommand({ CollectionId }));
  }

  const cloud: Cloud = {
    run: async <Output>(step: string, event: object) => {
      const { handler } = (await import(path.join(__dirname, '../../src/steps', `${step}.ts`))) as {
        handler: (event: unknown, context: typeof CONTEXT) => Promise<unknown>;
      };
      const ran = await capture(() => handler({ executionArn: EXECUTION, ...event }, CONTEXT));
      return { ...ran, output: ran.output as Output, error: ran.error };
    },
    put: async (Key, Body) => {
      const { VersionId } = await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
      return VersionId ?? 'null';
    },
    get: async (Key) => {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return Buffer.from(await Body!.transformToByteArray());
    },
    remove: async (Key, VersionId) =>
      void (await clients.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key, VersionId }))),
    versions: async (Prefix) => {
      const answer = await clients.s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET, Prefix }));
      const markers = (answer.DeleteMarkers ?? []).map(({ Key }) => `${Key} (deleted)`);
      return [...(answer.Versions ?? []).map(({ Key }) => String(Key)), ...markers];
    },
    putRow: async (row) =>
      void (await clients.rows.send(new PutItemCommand({ TableName: TABLE, Item: marshall(row) }))),
    row: async (pk, sk) => {
      const command = new GetItemCommand({ TableName: TABLE, Key: marshall({ pk, sk }) });
      const { Item } = await clients.rows.send(command);
      return Item && unmarshall(Item);
    },
    index: async (Name, ExternalImageId, CollectionId = FACES) => {
      const Image = { S3Object: { Bucket: BUCKET, Name } };
      const command = new IndexFacesCommand({ CollectionId, Image, ExternalImageId });
      const { FaceRecords } = await clients.faces.send(command);
      return String(FaceRecords?.[0]?.Face?.FaceId);
    },
    faces: async () => {
      const { Faces = [] } = await clients.faces.send(new ListFacesCommand({ CollectionId: FACES }));
      return Faces.map(({ FaceId }) => String(FaceId));
    },
    events,
    sageMaker,
    empty: async () => {
      process.env = { ...before, ...environment(gateway.endpoint) };
      await emptyBucket(clients.s3);
      await emptyTable(clients.rows);
      for (const CollectionId of [FACES, BLOCKED]) {
        await clients.faces.send(new DeleteCollectionCommand({ CollectionId }));
        await clients.faces.send(new CreateCollectionCommand({ CollectionId }));
      }
    },
    close: async () => {
      process.env = before;
      for (const client of Object.values(clients)) client.destroy();
      await gateway.close();
      await events.close();
      await dynamoDb.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return cloud;
}

/** The rider's raw profile as GetItem answers it to the state machine. */
export function rawProfile(profile: Record<string, unknown>): { Item: Record<string, AttributeValue> } {
  return { Item: marshall(profile) };
}

async function emptyBucket(s3: S3Client): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: BUCKET }),
  );
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
}

async function emptyTable(rows: DynamoDBClient): Promise<void> {
  const { Items = [] } = await rows.send(new ScanCommand({ TableName: TABLE }));
  for (const { pk, sk } of Items) {
    await rows.send(new DeleteItemCommand({ TableName: TABLE, Key: { pk: pk!, sk: sk! } }));
  }
}

function environment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    CONFIGURATION: '',
    RIDERS_TABLE: TABLE,
    FACE_COLLECTION_ID: FACES,
    BLOCK_LIST_COLLECTION_ID: BLOCKED,
    EVENT_BUS_NAME: BUS,
  };
}

// Collections, similarity, filters and errors are the laptop's own; only what the models see is read from the scene.
function scriptedRekognition(folder: string, read: (key: string) => Promise<Buffer>): Service {
  const context: OperationContext = {
    collections: openCollections(folder),
    collectionArn: (id) => `arn:aws:rekognition:${REGION}:${ACCOUNT_ID}:collection/${id}`,
    readImage: (image, request) => readImage(image, request, (_bucket, key) => read(key)),
    look,
    unsupported: () => undefined,
  };
  return jsonService({
    scope: 'rekognition',
    version: '1.1',
    targetPrefix: 'RekognitionService',
    badInput: INVALID,
    operations: [
      ...collectionOperations(context),
      ...detectOperations(context),
      ...indexOperations(context),
      ...searchOperations(context),
    ],
  });
}

/** The table as the template has it, so that the steps' queries are tried on its very indexes. */
export function ridersTable(): Record<string, unknown> {
  const { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema } =
    ownTemplate.resources['Riders']!.properties;
  return { AttributeDefinitions, BillingMode, GlobalSecondaryIndexes, KeySchema };
}

export async function provision(
  types: ResourceTypes,
  type: string,
  physicalName: string,
  properties: Record<string, unknown>,
): Promise<void> {
  await types[type]?.provision?.(
    { logicalId: 'Resource', type, physicalName, properties, metadata: {} },
    { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' },
  );
}
