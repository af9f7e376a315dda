// Tables that come and go while their process is killed: one that was acknowledged can be used, its index has what it holds, and one
// that was deleted is gone.
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  QueryCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type Count, those } from './count.ts';

const INDEX = 'by-group';
const GROUP = { S: 'all' };
const ITEMS = 20;

export class TableEffects {
  readonly #created = new Set<string>();
  readonly #indexed = new Set<string>();
  readonly #deleted = new Set<string>();
  #made = 0;

  /** Makes one, fills it and gives it an index; every second goes again. */
  async changeTables(dynamo: DynamoDBClient): Promise<void> {
    const at = this.#made++;
    const TableName = `table-${at}`;
    await dynamo.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    this.#created.add(TableName);
    await untilActive(dynamo, TableName);
    const items = Array.from({ length: ITEMS }, (_, id) => ({ id: { S: `item-${id}` }, group: GROUP }));
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    await dynamo.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'group', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: INDEX,
              KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          },
        ],
      }),
    );
    this.#indexed.add(TableName);
    if (at % 2 === 0) return;
    // Whether it is there is not known until the answer comes.
    this.#created.delete(TableName);
    this.#indexed.delete(TableName);
    await dynamo.send(new DeleteTableCommand({ TableName }));
    this.#deleted.add(TableName);
  }

  /** Compares what is there with what must be. */
  async compare(dynamo: DynamoDBClient, count: Count): Promise<void> {
    const isUnusable = async (name: string) => (await statusOf(dynamo, name)) !== 'ACTIVE';
    count('DynamoDB tables made', this.#created.size, await those([...this.#created], isUnusable));
    const isEmpty = async (TableName: string) => {
      const { Count: found } = await dynamo.send(
        new QueryCommand({
          TableName,
          IndexName: INDEX,
          KeyConditionExpression: '#group = :group',
          ExpressionAttributeNames: { '#group': 'group' },
          ExpressionAttributeValues: { ':group': GROUP },
        }),
      );
      return found !== ITEMS;
    };
    count('DynamoDB indexes added', this.#indexed.size, await those([...this.#indexed], isEmpty));
    const isThere = async (name: string) => (await statusOf(dynamo, name)) !== undefined;
    count('DynamoDB tables deleted', this.#deleted.size, await those([...this.#deleted], isThere));
  }
}

async function untilActive(dynamo: DynamoDBClient, name: string): Promise<void> {
  while ((await statusOf(dynamo, name)) !== 'ACTIVE') await new Promise((resolve) => setTimeout(resolve, 5));
}

async function statusOf(dynamo: DynamoDBClient, TableName: string): Promise<string | undefined> {
  try {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    return Table?.TableStatus;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
