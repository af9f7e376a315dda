// The record of erasures, in a table of its own: it must still be there when the riders' table is restored to a day before.

import {
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ErasureReceipt } from '../domain/erasure.ts';
import { setting } from '../shared/config.ts';
import { dynamoDb, updateItem } from './dynamodb-client.ts';
import { callService } from './service-call.ts';

export interface ErasureRecord {
  /** The mark of the rider. */
  erasure: string;
  state: 'running' | 'delayed' | 'done';
  /** The execution; gone when it is done. */
  erasureId?: string;
  /** ISO 8601; gone when it is done, as a moment leads to the execution. */
  requestedAt?: string;
  receipt?: ErasureReceipt;
  /** The execution before, where the sweep has named the next one; and when the sweep may look again (ISO 8601). Gone when it is done. */
  sweptFrom?: string;
  sweepAfter?: string;
}

export async function readErasure(erasure: string): Promise<ErasureRecord | undefined> {
  const command = new GetItemCommand({
    TableName: setting('ERASURES_TABLE'),
    Key: marshall({ erasure }),
    ConsistentRead: true,
  });
  const { Item } = await callService('DynamoDB GetItem', {}, () => dynamoDb.send(command));
  return Item && (unmarshall(Item) as ErasureRecord);
}

/** Begins. False when another execution is at it. An erasure that was done before, or got stuck, is begun anew. */
export async function beginErasure(erasure: string, erasureId: string, now: Date): Promise<boolean> {
  return changeRecord(erasure, {
    UpdateExpression:
      'SET #state = :running, erasureId = :id, requestedAt = if_not_exists(requestedAt, :now) REMOVE receipt',
    ConditionExpression: 'attribute_not_exists(erasure) OR #state <> :running OR erasureId = :id',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({
      ':running': 'running',
      ':id': erasureId,
      ':now': now.toISOString(),
    }),
  });
}

/** Notes that this execution gets no further by itself, be it that it never began. False when it is another's by now, or done. */
export async function delayErasure(erasure: string, erasureId: string, now: Date): Promise<boolean> {
  return changeRecord(erasure, {
    UpdateExpression:
      'SET #state = :delayed, erasureId = :id, requestedAt = if_not_exists(requestedAt, :now)',
    ConditionExpression: 'attribute_not_exists(erasure) OR erasureId = :id',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({
      ':delayed': 'delayed',
      ':id': erasureId,
      ':now': now.toISOString(),
    }),
  });
}

/** Ends with the receipt. False when it is another execution's by now, or has ended. */
export async function closeErasure(
  erasure: string,
  erasureId: string,
  receipt: ErasureReceipt,
): Promise<boolean> {
  return changeRecord(erasure, {
    UpdateExpression:
      'SET #state = :done, receipt = :receipt REMOVE erasureId, requestedAt, sweptFrom, sweepAfter',
    ConditionExpression: 'erasureId = :id',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({ ':done': 'done', ':receipt': receipt, ':id': erasureId }),
  });
}

/** Erasures that are not done and were asked for before a moment, oldest first; a moment late. */
export async function openErasures(
  state: 'running' | 'delayed',
  before: Date,
  limit: number,
): Promise<ErasureRecord[]> {
  const command = new QueryCommand({
    TableName: setting('ERASURES_TABLE'),
    IndexName: 'byState',
    KeyConditionExpression: '#state = :state AND requestedAt <= :before',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({ ':state': state, ':before': before.toISOString() }),
    Limit: limit,
  });
  const { Items = [] } = await callService('DynamoDB Query', {}, () => dynamoDb.send(command));
  return Items.map((item) => unmarshall(item) as ErasureRecord);
}

/** Makes the erasure that of an execution which is started next. False when somebody was faster. */
export async function reviveErasure(
  { erasure, erasureId, state }: ErasureRecord,
  next: { erasureId: string; sweptFrom: string; until: Date },
  now: Date,
): Promise<boolean> {
  return changeRecord(erasure, {
    UpdateExpression: 'SET #state = :running, erasureId = :next, sweptFrom = :from, sweepAfter = :until',
    ConditionExpression:
      'erasureId = :was AND #state = :state AND (attribute_not_exists(sweepAfter) OR sweepAfter <= :now)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: marshall({
      ':running': 'running',
      ':next': next.erasureId,
      ':from': next.sweptFrom,
      ':until': next.until.toISOString(),
      ':was': erasureId,
      ':state': state,
      ':now': now.toISOString(),
    }),
  });
}

/** A page of the record, in no order; `next` is undefined with the last one. */
export async function listErasures(
  after: string | undefined,
  limit: number,
): Promise<{ erasures: ErasureRecord[]; next: string | undefined }> {
  const command = new ScanCommand({
    TableName: setting('ERASURES_TABLE'),
    Limit: limit,
    ...(after !== undefined && { ExclusiveStartKey: marshall({ erasure: after }) }),
  });
  const { Items = [], LastEvaluatedKey } = await callService('DynamoDB Scan', {}, () =>
    dynamoDb.send(command),
  );
  return {
    erasures: Items.map((item) => unmarshall(item) as ErasureRecord),
    next: LastEvaluatedKey && String(unmarshall(LastEvaluatedKey)['erasure']),
  };
}

async function changeRecord(
  erasure: string,
  change: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<boolean> {
  return updateItem({
    TableName: setting('ERASURES_TABLE'),
    Key: marshall({ erasure }),
    ...change,
  });
}
