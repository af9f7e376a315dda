// The one row of the riders table that is nobody's: how many faces have come into the collection, and when the last.

import { type AttributeValue, BatchGetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Indexings } from '../domain/indexings.ts';
import { setting } from '../shared/config.ts';
import { DependencyThrottledError } from '../shared/errors.ts';
import type { RiderAnswer } from '../shared/photo-schemas.ts';
import { dynamoDb } from './dynamodb-client.ts';
import { riderKey } from './riders-table.ts';
import { callService } from './service-call.ts';

const KEY = { pk: 'FACES', sk: 'INDEXINGS' };

/** The rider's profile and the faces counted so far, both consistently read. */
export async function riderAndIndexings(
  riderId: string,
): Promise<{ rider: RiderAnswer; indexings: Indexings }> {
  const table = setting('RIDERS_TABLE');
  const Keys = [marshall({ pk: riderKey(riderId), sk: 'PROFILE' }), marshall(KEY)];
  const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } });
  const { Responses, UnprocessedKeys } = await callService('DynamoDB BatchGetItem', {}, () =>
    dynamoDb.send(command),
  );
  if (Object.keys(UnprocessedKeys ?? {}).length > 0)
    throw new DependencyThrottledError('DynamoDB BatchGetItem left keys unread');
  const rows = Responses?.[table] ?? [];
  const isCounter = ({ pk }: Record<string, AttributeValue>) => pk?.S === KEY.pk;
  const profile = rows.find((row) => !isCounter(row));
  const counter = rows.find(isCounter);
  return {
    rider: profile ? { Item: profile } : {},
    indexings: counter ? (unmarshall(counter) as Indexings & Record<string, unknown>) : { count: 0 },
  };
}

/** Counts one more face; call it when the face is in the collection, never before. Gives the count that includes it. */
export async function countIndexing(nowMs: number): Promise<number> {
  const command = new UpdateItemCommand({
    TableName: setting('RIDERS_TABLE'),
    Key: marshall(KEY),
    UpdateExpression: 'ADD #count :one SET lastMs = :now',
    ExpressionAttributeNames: { '#count': 'count' },
    ExpressionAttributeValues: marshall({ ':one': 1, ':now': nowMs }),
    ReturnValues: 'UPDATED_NEW',
  });
  const { Attributes = {} } = await callService('DynamoDB UpdateItem', {}, () => dynamoDb.send(command));
  return (unmarshall(Attributes) as { count: number }).count;
}
