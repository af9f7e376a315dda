// Who a signed-in person is to us: a pseudonym that follows from nothing. The link lies in a table of its own that no backup
// keeps: once it is gone, nothing leads from rows, keys, logs or histories back to the person.

import { randomUUID } from 'node:crypto';
import { GetItemCommand, QueryCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { setting } from '../shared/config.ts';
import { dynamoDb, updateItem } from './dynamodb-client.ts';
import { callService } from './service-call.ts';

/** What leads away from a person: to a rider, or to the record of an erasure that was theirs. */
export interface RiderLink {
  riderId?: string;
  /** Mark of the erasure. From it nothing leads to the rider that was. */
  erasure?: string;
}

/** Undefined for somebody who has written nothing yet. */
export async function readLink(sub: string): Promise<RiderLink | undefined> {
  const command = new GetItemCommand({
    TableName: setting('RIDER_LINKS_TABLE'),
    Key: marshall({ sub }),
    ConsistentRead: true,
  });
  const { Item } = await callService('DynamoDB GetItem', {}, () => dynamoDb.send(command));
  return Item && unmarshall(Item);
}

/** The rider id of the person; undefined for somebody who has written nothing yet, or nothing since they were forgotten. */
export async function findRiderId(sub: string): Promise<string | undefined> {
  return (await readLink(sub))?.riderId;
}

/**
 * The rider id of the person, made now if there is none. Of several first writes at once one makes it, for all. Undefined while the
 * person's data is being erased, and for whoever was removed from the user pool with it.
 */
export async function riderIdFor(sub: string, now: Date): Promise<string | undefined> {
  const riderId = randomUUID();
  const isMade = await changeLink(sub, {
    UpdateExpression: 'SET riderId = :riderId, createdAt = :now REMOVE erasure, mayReturn, expiresAt',
    ConditionExpression:
      'attribute_not_exists(riderId) AND (attribute_not_exists(erasure) OR mayReturn = :yes)',
    ExpressionAttributeValues: marshall({ ':riderId': riderId, ':now': now.toISOString(), ':yes': true }),
  });
  return isMade ? riderId : findRiderId(sub);
}

const FOLLOWED_DAYS = 30;

/** Cuts the person off the rider: what stays for a month names the erasure alone, so that its end can be seen. False when that was done. */
export async function unlink(sub: string, riderId: string, erasure: string, now: Date): Promise<boolean> {
  const expiresAt = Math.floor(now.getTime() / 1000) + FOLLOWED_DAYS * 86_400;
  return changeLink(sub, {
    UpdateExpression: 'SET erasure = :erasure, expiresAt = :expiresAt REMOVE riderId, createdAt, mayReturn',
    ConditionExpression: 'riderId = :riderId',
    ExpressionAttributeValues: marshall({
      ':erasure': erasure,
      ':expiresAt': expiresAt,
      ':riderId': riderId,
    }),
  });
}

/** Lets the person of an erasure begin anew. */
export async function letReturn(sub: string, erasure: string): Promise<boolean> {
  return changeLink(sub, {
    UpdateExpression: 'SET mayReturn = :yes',
    ConditionExpression: 'erasure = :erasure',
    ExpressionAttributeValues: marshall({ ':erasure': erasure, ':yes': true }),
  });
}

/** Who is linked to the rider: one, or nobody. A moment late (index `byRider`). */
export const subsOfRider = (riderId: string): Promise<string[]> => subsBy('byRider', 'riderId', riderId);

/** Who was cut off by the erasure. A moment late (index `byErasure`). */
export const subsOfErasure = (erasure: string): Promise<string[]> => subsBy('byErasure', 'erasure', erasure);

async function subsBy(IndexName: string, attribute: string, value: string): Promise<string[]> {
  const command = new QueryCommand({
    TableName: setting('RIDER_LINKS_TABLE'),
    IndexName,
    KeyConditionExpression: '#attribute = :value',
    ExpressionAttributeNames: { '#attribute': attribute },
    ExpressionAttributeValues: marshall({ ':value': value }),
  });
  const { Items = [] } = await callService('DynamoDB Query', {}, () => dynamoDb.send(command));
  return Items.map((item) => String(unmarshall(item)['sub']));
}

/** False when the condition did not hold. */
async function changeLink(
  sub: string,
  change: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<boolean> {
  return updateItem({
    TableName: setting('RIDER_LINKS_TABLE'),
    Key: marshall({ sub }),
    ...change,
  });
}
