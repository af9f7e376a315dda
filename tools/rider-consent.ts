// A rider agrees by the hand of a tool: what the API writes when riders do, so that their photos are looked at.

import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { consentKey, PROFILE, riderKey } from '../src/adapters/riders-table.ts';
import { parseConfiguration } from '../src/domain/configuration.ts';
import { consentVersionProblem, newConsent } from '../src/domain/consent.ts';

/** Output of the stack: the version that is asked for; absent where consent is not asked for. */
export const CONSENT_OUTPUT = 'ConsentAskedFor';

/** True when the rider has agreed by this; false who had before, or is being forgotten. */
export async function agreeFor(
  dynamoDb: DynamoDBClient,
  { table, riderId, version }: { table: string; riderId: string; version: string },
): Promise<boolean> {
  const now = new Date();
  try {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ pk: riderKey(riderId), sk: PROFILE }),
        UpdateExpression:
          'SET consentVersion = :version, consentedAt = :at, createdAt = if_not_exists(createdAt, :at), updatedAt = :at REMOVE consentWithdrawnAt',
        ConditionExpression: 'attribute_not_exists(forgottenAt) AND NOT consentVersion = :version',
        ExpressionAttributeValues: marshall({ ':version': version, ':at': now.toISOString() }),
      }),
    );
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
  // Of a version without a text nobody can say what was agreed to.
  if (consentVersionProblem(version) === undefined) {
    const { refusedDays: refusedPhoto } = parseConfiguration('').retention;
    const record = {
      ...newConsent({ version, language: 'en' }, { file: 30, refusedPhoto }, now),
      how: 'tool',
    };
    const Item = marshall({ pk: riderKey(riderId), sk: consentKey(record.givenAt), ...record });
    await dynamoDb.send(new PutItemCommand({ TableName: table, Item }));
  }
  return true;
}
