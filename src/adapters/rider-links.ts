// Who a signed-in person is to us: a pseudonym that follows from nothing. The link lies in a table of its own that no backup
// keeps: once it is gone, nothing leads from rows, keys, logs or histories back to the person.

import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { setting } from '../shared/config.ts';
import { dynamoDb } from './dynamodb-client.ts';
import { callService } from './service-call.ts';

/** The rider id of the person; undefined for somebody who has written nothing yet. */
export async function findRiderId(sub: string): Promise<string | undefined> {
  const command = new GetItemCommand({
    TableName: setting('RIDER_LINKS_TABLE'),
    Key: marshall({ sub }),
    ConsistentRead: true,
  });
  const { Item } = await callService('DynamoDB GetItem', {}, () => dynamoDb.send(command));
  return Item && String(unmarshall(Item)['riderId']);
}

/** The rider id of the person, made now if there is none. Of several first writes at once one makes it, for all. */
export async function riderIdFor(sub: string, now: Date): Promise<string> {
  return (await findRiderId(sub)) ?? (await makeLink(sub, now)) ?? riderIdFor(sub, now);
}

/** Undefined when somebody else was first. */
async function makeLink(sub: string, now: Date): Promise<string | undefined> {
  const riderId = randomUUID();
  const command = new PutItemCommand({
    TableName: setting('RIDER_LINKS_TABLE'),
    Item: marshall({ sub, riderId, createdAt: now.toISOString() }),
    // `sub` as a name of ours, whatever DynamoDB reserves.
    ConditionExpression: 'attribute_not_exists(#sub)',
    ExpressionAttributeNames: { '#sub': 'sub' },
  });
  return callService('DynamoDB PutItem', {}, async () => {
    try {
      await dynamoDb.send(command);
      return riderId;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  });
}
