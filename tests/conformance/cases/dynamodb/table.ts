// Tables that DynamoDB's cases begin with.
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  PutItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { World } from '../../world.ts';

export type Item = Record<string, AttributeValue>;

/** A table with key `pk`, or `pk` and `sk`, both texts; removed afterwards. */
export async function newTable(
  { dynamodb, fresh, later }: World,
  hasSortKey = false,
  more: Partial<CreateTableCommandInput> = {},
): Promise<string> {
  const TableName = fresh('table');
  const { AttributeDefinitions = [], ...rest } = more;
  const names = hasSortKey ? ['pk', 'sk'] : ['pk'];
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        ...names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        ...AttributeDefinitions,
      ],
      KeySchema: names.map((AttributeName, index) => ({
        AttributeName,
        KeyType: index === 0 ? ('HASH' as const) : ('RANGE' as const),
      })),
      ...rest,
    }),
  );
  later(() => dynamodb.send(new DeleteTableCommand({ TableName })));
  await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName });
  return TableName;
}

export async function putItems(
  { dynamodb }: World,
  TableName: string,
  items: readonly Item[],
): Promise<void> {
  for (const Item of items) await dynamodb.send(new PutItemCommand({ TableName, Item }));
}

/** `{ pk: { S: 'a' }, n: { N: '1' } }` of `{ pk: 'a', n: 1 }`. */
export function item(members: Readonly<Record<string, string | number>>): Item {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]): [string, AttributeValue] => [
      name,
      typeof value === 'number' ? { N: String(value) } : { S: value },
    ]),
  );
}
