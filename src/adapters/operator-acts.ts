// What operators did, written before it is done: in a table of its own, of which the API can read and change nothing.

import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Caller } from '../shared/audience.ts';
import { setting } from '../shared/config.ts';
import { dynamoDb } from './dynamodb-client.ts';
import { callService } from './service-call.ts';

export interface OperatorAct {
  act:
    | 'read-execution-data'
    | 'redrive-execution'
    | 'redrive-queue'
    | 'erase-rider'
    | 'recheck-report'
    | 'recheck-apply';
  /** What it was done to: an execution's or a queue's name. */
  subject: string;
  machine?: string;
  /** As the operator gave it. */
  reason?: string;
}

const KEPT_DAYS = 365;

/** Throws where it cannot be written: then the act must not be done. */
export async function noteAct(caller: Caller, act: OperatorAct, now: Date): Promise<void> {
  const at = now.toISOString();
  const command = new PutItemCommand({
    TableName: setting('OPERATOR_ACTS_TABLE'),
    Item: marshall({
      month: at.slice(0, 7),
      actId: `${at}#${randomUUID()}`,
      operator: caller.sub,
      name: caller.name,
      ...act,
      expiresAt: Math.floor(now.getTime() / 1000) + KEPT_DAYS * 86_400,
    }),
    ConditionExpression: 'attribute_not_exists(actId)',
  });
  await callService('DynamoDB PutItem', {}, () => dynamoDb.send(command));
}
