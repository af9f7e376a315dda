// An S3 over HTTP in a temporary folder, with one bucket and the events it published.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type AwsEvent, type Bus, createBus } from '../../src/services/bus.ts';
import { createS3, type LocalS3 } from '../../src/services/s3/s3.ts';
import type { ServiceResponse } from '../../src/services/service.ts';
import { ACCOUNT_ID, type Principals, REGION, ROOT, startGateway, type TestGateway } from './gateway.ts';

export interface TestS3 {
  client: S3Client;
  gateway: TestGateway;
  s3: LocalS3;
  bus: Bus;
  folder: string;
  events: AwsEvent[];
  addBucket(name: string, properties?: Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

export interface TestS3Options {
  /** Keep the state of an earlier run. */
  folder?: string;
  clock?: { now(): number };
  principals?: Principals;
}

export async function startS3(options: TestS3Options = {}): Promise<TestS3> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 's3-'));
  const bus = createBus();
  const events: AwsEvent[] = [];
  bus.onPublish((event) => events.push(event));
  const s3 = createS3({
    folder,
    bus,
    region: REGION,
    accountId: ACCOUNT_ID,
    ...(options.clock ? { clock: options.clock } : {}),
  });
  const gateway = await startGateway([s3.service], options.principals);
  return {
    client: new S3Client(gateway.clientConfig),
    gateway,
    s3,
    bus,
    folder,
    events,
    addBucket: async (name, properties = {}) =>
      s3.resourceTypes['AWS::S3::Bucket']?.provision?.(
        { logicalId: 'Bucket', type: 'AWS::S3::Bucket', physicalName: name, properties, metadata: {} },
        { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' },
      ),
    close: async () => {
      await gateway.close();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const VERSIONED = { VersioningConfiguration: { Status: 'Enabled' } };
export const HEARD = {
  NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
};

/** One request without HTTP, of the account's root; `url` is a path with its query. */
export async function sendTo(
  { service }: LocalS3,
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<ServiceResponse> {
  const [path = '', query = ''] = url.split('?');
  return service.handle({
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.from(body),
    principal: ROOT,
    endpoint: 'http://127.0.0.1',
    requestId: 'r',
  });
}
