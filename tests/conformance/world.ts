// What a case may use: clients of one endpoint, names that nobody has, and a broom.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Endpoint } from './endpoints.ts';
import { type RawAnswer, type RawRequest, signedFetch } from './signed-fetch.ts';

export interface Clients {
  s3: S3Client;
  sqs: SQSClient;
  sns: SNSClient;
  events: EventBridgeClient;
  dynamodb: DynamoDBClient;
  states: SFNClient;
  lambda: LambdaClient;
}

export interface World extends Clients {
  region: string;
  /** Twelve digits. */
  accountId: string;
  /** A role that state machines and functions may have. */
  roleArn: string;
  /** A name that nothing at this endpoint has yet. */
  fresh(name: string): string;
  /** What to do when the case is over, the latest first; failures of it do not count. */
  later(undo: () => Promise<unknown>): void;
  /** A request as it is written here, signed. */
  send(request: RawRequest): Promise<RawAnswer>;
}

/** What somebody refused, as clients see it. */
export interface Refusal {
  error: string;
  status: number | undefined;
  message: string;
}

export function clientsOf(endpoint: Endpoint): Clients {
  const { url, region, credentials } = endpoint;
  const settings = {
    region,
    maxAttempts: 1,
    requestHandler: { requestTimeout: 15_000, throwOnRequestTimeout: true },
    ...(url ? { endpoint: url } : {}),
    ...(credentials ? { credentials } : {}),
  };
  return {
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    sqs: new SQSClient(settings),
    sns: new SNSClient(settings),
    events: new EventBridgeClient(settings),
    dynamodb: new DynamoDBClient(settings),
    states: new SFNClient({ ...settings, disableHostPrefix: true }),
    lambda: new LambdaClient(settings),
  };
}

const RUN = `${Date.now().toString(36)}${process.pid.toString(36)}`;
let names = 0;

/** A world for one case, and the broom that goes through it. */
export function worldOf(endpoint: Endpoint, clients: Clients): { world: World; clean(): Promise<void> } {
  const undoing: (() => Promise<unknown>)[] = [];
  const world: World = {
    ...clients,
    region: endpoint.region,
    accountId: endpoint.accountId,
    roleArn: endpoint.roleArn,
    fresh: (name) => `conformance-${RUN}-${++names}-${name}`,
    later: (undo) => void undoing.push(undo),
    send: (request) => signedFetch(endpoint, request),
  };
  return {
    world,
    async clean() {
      for (const undo of undoing.reverse()) await undo().catch(() => {});
    },
  };
}

/** What a call is refused with; `'accepted'` where it is not. */
export async function refusal(call: Promise<unknown>): Promise<Refusal | 'accepted'> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    return refusalOf(error);
  }
}

export function refusalOf(error: unknown): Refusal {
  const { name, Code, message, $metadata } = error as {
    name: string;
    Code?: string;
    message: string;
    $metadata?: { httpStatusCode?: number };
  };
  return { error: name === 'Unknown' && Code ? Code : name, status: $metadata?.httpStatusCode, message };
}

/** Asks again until there is something, at most so long; what was seen last otherwise. */
export async function until<T>(
  ask: () => Promise<T>,
  isThere: (seen: T) => boolean,
  mostMs = 10_000,
): Promise<T> {
  const end = Date.now() + mostMs;
  for (;;) {
    const seen = await ask();
    if (isThere(seen) || Date.now() > end) return seen;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
