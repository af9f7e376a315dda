// Puts, queries and transactions of DynamoDB by eight clients: ours, dynalite alone, MiniStack.

import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { type Mark, median } from '../mark.ts';
import { type Contender, credentialsFor } from './contender.ts';
import { type Prepared, perSecond, prepare, type Recorder } from './replay.ts';

const ROUNDS = 5;
/** Of each round; as in app.ts, as many as take each about as long. */
const COUNTS: Record<string, number> = { ours: 3000, dynalite: 1500, MiniStack: 800 };
const CLIENTS = 8;
/** Items of one partition, which a query reads. */
const PARTITION = 20;
const TableName = 'side-by-side';

const WORK = ['puts', 'queries', 'transactions'] as const;
type Work = (typeof WORK)[number];

export async function itemMarks(
  ours: Contender,
  dynalite: Contender,
  miniStack: Contender | undefined,
): Promise<Mark[]> {
  const all = [ours, dynalite, ...(miniStack ? [miniStack] : [])];
  const paces = new Map<string, number[]>();
  for (const each of all) await makeTable(each);
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const work of WORK)
      for (const each of all) {
        // dynalite has none.
        if (work === 'transactions' && each === dynalite) continue;
        const pace = await perSecond(each.endpoint, await requests(each, work, round), CLIENTS);
        const key = `${work} ${each.name}`;
        if (round > 0) paces.set(key, [...(paces.get(key) ?? []), pace]);
      }
  const pace = (work: Work, { name }: Contender): number => median(paces.get(`${work} ${name}`) ?? []);
  return WORK.flatMap((work): Mark[] => {
    const own = pace(work, ours);
    const against = (other: Contender, atLeast: number): Mark => ({
      name: `  against ${other.name} (${Math.round(pace(work, other))}/s)`,
      measured: own / pace(work, other),
      unit: 'times',
      digits: 2,
      goal: { atLeast },
    });
    return [
      { name: `DynamoDB ${work}, ${CLIENTS} clients`, measured: own, unit: '/s' },
      ...(work === 'transactions' ? [] : [against(dynalite, 1)]),
      ...(miniStack ? [against(miniStack, 3)] : []),
    ];
  });
}

async function makeTable(contender: Contender): Promise<void> {
  const client = new DynamoDBClient(credentialsFor(contender));
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const describe = new DescribeTableCommand({ TableName });
  while ((await client.send(describe)).Table?.TableStatus !== 'ACTIVE')
    await new Promise((resolve) => setTimeout(resolve, 100));
  client.destroy();
}

function requests(contender: Contender, work: Work, round: number): Promise<Prepared[]> {
  const client = (handler: Recorder) =>
    new DynamoDBClient({ ...credentialsFor(contender), requestHandler: handler as never });
  const numbers = Array.from({ length: COUNTS[contender.name]! }, (_, number) => number);
  switch (work) {
    case 'puts':
      return prepare(
        client,
        numbers.map((number) => new PutItemCommand({ TableName, Item: itemOf(number) })),
      );
    case 'queries':
      return prepare(
        client,
        numbers.map(
          (number) =>
            new QueryCommand({
              TableName,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': itemOf(number).pk },
            }),
        ),
      );
    case 'transactions':
      return prepare(
        client,
        numbers.map(
          (number) =>
            new TransactWriteItemsCommand({
              ClientRequestToken: `${round}-${number}`,
              TransactItems: [
                { Put: { TableName, Item: itemOf(number) } },
                {
                  Update: {
                    TableName,
                    Key: { pk: { S: `total-${number}` }, sk: { S: 'total' } },
                    UpdateExpression: 'ADD photos :one',
                    ExpressionAttributeValues: { ':one': { N: '1' } },
                  },
                },
              ],
            }),
        ),
      );
  }
}

function itemOf(number: number) {
  return {
    pk: { S: `rider-${Math.floor(number / PARTITION)}` },
    sk: { S: `photo-${number}` },
    status: { S: 'approved' },
    similarity: { N: '98.5' },
    findings: { L: [{ S: 'one' }, { S: 'two' }] },
    requestedAt: { S: '2026-11-28T12:00:00.000Z' },
  };
}
