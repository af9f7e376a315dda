// A stand-in for a real account: the laptop's services under an account and keys of its own, which notes who calls what.

import { createBus } from '../../src/services/bus.ts';
import { createDynamoDb } from '../../src/services/dynamodb/dynamodb.ts';
import { createEvents } from '../../src/services/events/events.ts';
import { createGateway } from '../../src/services/gateway.ts';
import { createS3, type LocalS3 } from '../../src/services/s3/s3.ts';
import type { Service, ServiceRequest } from '../../src/services/service.ts';
import { createSns } from '../../src/services/sns/sns.ts';
import { createSqs } from '../../src/services/sqs/sqs.ts';
import { createStepFunctions } from '../../src/services/stepfunctions/stepfunctions.ts';

const REGION = 'eu-central-1';
const ACCOUNT_ID = '210987654321';
const KEYS = { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'of-the-stand-in' };

export interface StandInAccount {
  /** What somebody sets who has this account. */
  environment: Record<string, string>;
  clientConfig: { endpoint: string; region: string; credentials: typeof KEYS };
  /** Scopes of the signatures that were checked and found right. */
  signed: ReadonlySet<string>;
  /** Buckets that were made and not removed. */
  buckets: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startStandInAccount(folder: string): Promise<StandInAccount> {
  const bus = createBus();
  const clock = { now: Date.now, sleep: () => new Promise<void>(() => {}) };
  const place = { bus, region: REGION, accountId: ACCOUNT_ID };
  const s3 = createS3({ ...place, folder: `${folder}/s3` });
  const signed = new Set<string>();
  const buckets = new Set<string>();
  const services: Service[] = [
    createSqs({ ...place, folder: `${folder}/sqs` }).service,
    createSns({ ...place, folder: `${folder}/sns` }).service,
    createEvents({ ...place, principalOf: () => undefined }).service,
    (await createDynamoDb({ ...place, folder: null })).service,
    createStepFunctions({ ...place, folder: null, clock, invokeTask: async () => null }).service,
    { ...s3.service, handle: (request) => withBuckets(s3, buckets, request) },
  ];
  const gateway = await createGateway({
    port: 0,
    services,
    credentials: (id) =>
      id === KEYS.accessKeyId
        ? {
            secretAccessKey: KEYS.secretAccessKey,
            principal: { arn: `arn:aws:iam::${ACCOUNT_ID}:user/tester`, can: () => true },
          }
        : undefined,
    before: async ({ scope }) => void signed.add(scope),
  });
  return {
    environment: {
      AWS_REGION: REGION,
      AWS_ACCOUNT_ID: ACCOUNT_ID,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_ENDPOINT_URL: gateway.endpoint,
      AWS_REMOTE_ROLE_ARN: `arn:aws:iam::${ACCOUNT_ID}:role/machine`,
    },
    clientConfig: { endpoint: gateway.endpoint, region: REGION, credentials: KEYS },
    signed,
    buckets,
    close: () => gateway.close(),
  };
}

/** The laptop has the buckets of its templates; here they come and go by request. */
async function withBuckets(s3: LocalS3, buckets: Set<string>, request: ServiceRequest) {
  const [, bucket = '', key = ''] = /^\/([^/]+)\/?(.*)$/.exec(request.path) ?? [];
  if (key !== '' || request.query.size > 0) return s3.service.handle(request);
  if (request.method === 'DELETE') {
    buckets.delete(bucket);
    return { status: 204 };
  }
  if (request.method !== 'PUT') return s3.service.handle(request);
  buckets.add(bucket);
  const type = 'AWS::S3::Bucket';
  await s3.resourceTypes[type]?.provision?.(
    { logicalId: 'Bucket', type, physicalName: bucket, properties: {}, metadata: {} },
    { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' },
  );
  return { status: 200 };
}
