// Riders who are signed in, have agreed, and wait for a photo's answer.

import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { signIn } from 'laptop-cloud/sign-in';
import type { Laptop } from '../laptop.ts';

export interface WatchingRider {
  riderId: string;
  photoId: string;
  accessToken: string;
}

/** DynamoDB takes no more at once. */
const BATCH = 25;
/** As the API waits for an upload. */
const AWAITED_SECONDS = 3600;
/** People who sign in at the same time. */
const TOGETHER = 10;

/** Makes so many. Of their photos there are rows and nothing else: nobody is at work on them, and they count as none under way. */
export async function makeRiders(laptop: Laptop, count: number): Promise<WatchingRider[]> {
  const riders: WatchingRider[] = [];
  const numbers = Array.from({ length: count }, (_, number) => number);
  const next = async (): Promise<void> => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const accessToken = await tokenOf(laptop, `rider-${number}`);
      riders.push({ riderId: `watching-${number}`, photoId: 'photo', accessToken });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, next));
  const rows = new DynamoDBClient({
    endpoint: laptop.printed('AWS endpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await write(rows, laptop.printed('RiderLinksTable'), riders.map(linkOf));
  await write(rows, laptop.printed('RidersTable'), riders.flatMap(rowsOf));
  rows.destroy();
  return riders;
}

async function tokenOf(laptop: Laptop, name: string): Promise<string> {
  const clientId = laptop.printed('RiderClientId');
  const client = {
    logicalId: 'RiderClient',
    type: 'AWS::Cognito::UserPoolClient',
    properties: { CallbackURLs: [laptop.printed('RiderPage')] },
  };
  const stack = { resources: [client], ref: () => clientId, attribute: () => '' } as unknown as Parameters<
    typeof signIn
  >[0]['stack'];
  return (await signIn({ endpoint: laptop.printed('AWS endpoint'), stack }, name, clientId)).accessToken;
}

function linkOf({ riderId, accessToken }: WatchingRider): Record<string, unknown> {
  const [, claims = ''] = accessToken.split('.');
  const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string };
  return { sub, riderId };
}

function rowsOf({ riderId, photoId }: WatchingRider): Record<string, unknown>[] {
  const pk = `RIDER#${riderId}`;
  const now = Date.now();
  const at = new Date(now).toISOString();
  const expiresAt = Math.floor(now / 1000) + AWAITED_SECONDS;
  return [
    { pk, sk: 'PROFILE', consentVersion: '1' },
    {
      pk,
      sk: `PHOTO#${photoId}`,
      photoId,
      status: 'awaiting-upload',
      requestedAt: at,
      updatedAt: at,
      expiresAt,
    },
  ];
}

async function write(
  client: DynamoDBClient,
  table: string,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  for (let at = 0; at < items.length; at += BATCH) {
    const requests = items.slice(at, at + BATCH).map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  }
}
