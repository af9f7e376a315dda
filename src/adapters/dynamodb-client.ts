// One client of DynamoDB for all adapters, and what they need beyond single calls: rows read whole, and changes and transactions
// whose conditions may fail.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { setting } from '../shared/config.ts';
import { DependencyThrottledError } from '../shared/errors.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

export const dynamoDb = captureClient(new DynamoDBClient(SIGNING));

export type Row = Record<string, unknown>;

/** A row of the riders table as it is now. */
export async function readRow(key: { pk: string; sk: string }): Promise<Row | undefined> {
  const command = new GetItemCommand({
    TableName: setting('RIDERS_TABLE'),
    Key: marshall(key),
    ConsistentRead: true,
  });
  const { Item } = await callService('DynamoDB GetItem', {}, () => dynamoDb.send(command));
  return Item && unmarshall(Item);
}

/** Two or more rows of the riders table as they are now, in the order of their keys, with one call. */
export async function readRows(keys: readonly { pk: string; sk: string }[]): Promise<(Row | undefined)[]> {
  const table = setting('RIDERS_TABLE');
  const Keys = keys.map((key) => marshall(key));
  const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } });
  const { Responses, UnprocessedKeys } = await callService('DynamoDB BatchGetItem', {}, () =>
    dynamoDb.send(command),
  );
  if (UnprocessedKeys && Object.keys(UnprocessedKeys).length > 0)
    throw new DependencyThrottledError('DynamoDB BatchGetItem left keys unread');
  const rows: Row[] = (Responses?.[table] ?? []).map((item) => unmarshall(item));
  return keys.map(({ pk, sk }) => rows.find((row) => row['pk'] === pk && row['sk'] === sk));
}

/** Every row of the riders table that the query finds, consistently read. */
export async function queryRows(input: Omit<QueryCommandInput, 'TableName'>): Promise<Row[]> {
  const rows: Row[] = [];
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command: QueryCommand = new QueryCommand({
      ConsistentRead: true,
      ...input,
      TableName: setting('RIDERS_TABLE'),
      ...(start && { ExclusiveStartKey: start }),
    });
    const page = await callService('DynamoDB Query', {}, () => dynamoDb.send(command));
    rows.push(...(page.Items ?? []).map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey;
  } while (start);
  return rows;
}

export interface Change {
  UpdateExpression: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** Changes one item. Answers the error of a condition that did not hold: it has the item, where the change asks for that. */
export async function refusedUpdate(
  change: UpdateItemCommandInput,
): Promise<ConditionalCheckFailedException | undefined> {
  return callService('DynamoDB UpdateItem', {}, async () => {
    try {
      await dynamoDb.send(new UpdateItemCommand(change));
      return undefined;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return error;
      throw error;
    }
  });
}

/** Changes one item. False when the condition did not hold. */
export async function updateItem(change: UpdateItemCommandInput): Promise<boolean> {
  return (await refusedUpdate(change)) === undefined;
}

/** Changes one row of the riders table. False when the condition did not hold. */
export async function updateRow(key: { pk: string; sk: string }, change: Change): Promise<boolean> {
  return updateItem({
    TableName: setting('RIDERS_TABLE'),
    Key: marshall(key),
    ...change,
  });
}

const MOST_CONFLICTS = 4;

/**
 * Writes all or nothing. Answers the places of the items whose condition did not hold, none when it is written. Another write of
 * the same row at the same moment is waited for; throws DependencyThrottledError when that does not end.
 */
export async function transact(items: TransactWriteItem[]): Promise<ReadonlySet<number>> {
  for (let conflicts = 0; ; conflicts++) {
    const codes = await tryTransaction(items);
    const failed = codes.flatMap((code, place) => (code === 'ConditionalCheckFailed' ? [place] : []));
    if (failed.length > 0 || codes.length === 0) return new Set(failed);
    if (conflicts === MOST_CONFLICTS)
      throw new DependencyThrottledError(`DynamoDB TransactWriteItems: ${[...new Set(codes)].join(', ')}`);
    await sleep(Math.random() * 50 * 2 ** conflicts);
  }
}

/** Reasons by place; empty when it is written. */
async function tryTransaction(items: TransactWriteItem[]): Promise<string[]> {
  const command = new TransactWriteItemsCommand({ TransactItems: items });
  return callService('DynamoDB TransactWriteItems', {}, async () => {
    try {
      await dynamoDb.send(command);
      return [];
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
      // What is wrong with the request itself stays so.
      if (codes.length === 0 || codes.includes('ValidationError')) throw error;
      return codes;
    }
  });
}
