// What clients do to items while their process is killed: puts, updates, batches and transactions over two tables, and whether
// in the end all that was acknowledged is there, nothing is half done and an index says what its table says.
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Count } from './count.ts';

const TABLE = 'kept';
const BALANCES = 'balances';
const INDEX = 'by-group';
const GROUPS = 3;
const ACCOUNTS = 5;
const COUNTERS = 4;
const BATCH = 10;

type Item = Record<string, AttributeValue>;
export class ItemEffects {
  /** Ids of items that must be there, and of those that must not. */
  readonly #put = new Set<string>();
  readonly #batched = new Set<string>();
  readonly #deleted = new Set<string>();
  readonly #moved = new Set<string>();
  /** Additions to each counter that were acknowledged, and those that were not and may have happened all the same. */
  readonly #added = new Map<string, { acknowledged: number; unanswered: number }>();
  #made = 0;

  async establish(dynamo: DynamoDBClient): Promise<void> {
    await dynamo.send(
      new CreateTableCommand({
        TableName: TABLE,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'group', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: INDEX,
            KeySchema: [
              { AttributeName: 'group', KeyType: 'HASH' },
              { AttributeName: 'id', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await dynamo.send(
      new CreateTableCommand({
        TableName: BALANCES,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }

  /** What is done over and over, each beside the others. */
  doings(dynamo: DynamoDBClient): (() => Promise<void>)[] {
    return [
      () => this.#putItem(dynamo),
      () => this.#add(dynamo),
      () => this.#writeBatch(dynamo),
      () => this.#move(dynamo),
    ];
  }

  async #putItem(dynamo: DynamoDBClient): Promise<void> {
    const item = this.#item('item');
    await dynamo.send(new PutItemCommand({ TableName: TABLE, Item: item }));
    this.#put.add(item['id']!.S!);
  }

  async #add(dynamo: DynamoDBClient): Promise<void> {
    const id = `counter-${this.#made++ % COUNTERS}`;
    const added = this.#added.get(id) ?? { acknowledged: 0, unanswered: 0 };
    this.#added.set(id, added);
    added.unanswered++;
    await dynamo.send(
      new UpdateItemCommand({
        TableName: BALANCES,
        Key: { id: { S: id } },
        UpdateExpression: 'ADD amount :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
    added.unanswered--;
    added.acknowledged++;
  }

  /** Puts some items and takes away half of what a batch before has put. */
  async #writeBatch(dynamo: DynamoDBClient): Promise<void> {
    const items = Array.from({ length: BATCH }, () => this.#item('batch'));
    const old = [...this.#batched].slice(0, BATCH / 2);
    // Whether they are there is not known until the answer comes.
    for (const id of old) this.#batched.delete(id);
    const requests: WriteRequest[] = [
      ...items.map((Item) => ({ PutRequest: { Item } })),
      ...old.map((id) => ({ DeleteRequest: { Key: { id: { S: id } } } })),
    ];
    const { UnprocessedItems } = await dynamo.send(
      new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }),
    );
    if (UnprocessedItems?.[TABLE]) return;
    for (const item of items) this.#batched.add(item['id']!.S!);
    for (const id of old) this.#deleted.add(id);
  }

  /** Takes one from an account, gives it to the next and notes that in the other table: all of it or nothing. */
  async #move(dynamo: DynamoDBClient): Promise<void> {
    const item = this.#item('move');
    const { from, to } = accountsOf(item['id']!.S!);
    await dynamo.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Update: addition(from, '-1') },
          { Put: { TableName: TABLE, Item: item } },
          { Update: addition(to, '1') },
        ],
      }),
    );
    this.#moved.add(item['id']!.S!);
  }

  /** Compares what is there with what must be. */
  async compare(dynamo: DynamoDBClient, count: Count): Promise<void> {
    const items = new Map((await scanned(dynamo, TABLE)).map((item) => [item['id']!.S!, item]));
    const amounts = new Map(
      (await scanned(dynamo, BALANCES)).map(({ id, amount }) => [id!.S!, Number(amount?.N)]),
    );
    const isLost = (id: string) => items.get(id)?.['value']?.S !== valueFor(id);
    count('DynamoDB puts', this.#put.size, [...this.#put].filter(isLost));
    count('DynamoDB puts in batches', this.#batched.size, [...this.#batched].filter(isLost));
    const isBack = (id: string) => items.has(id);
    count('DynamoDB deletes in batches', this.#deleted.size, [...this.#deleted].filter(isBack));
    count('DynamoDB updates', ...this.#miscounted(amounts));
    const halfMoved = unbalanced(
      [...items.keys()].filter((id) => id.startsWith('move-')),
      amounts,
    );
    count('DynamoDB transactions', this.#moved.size, [...[...this.#moved].filter(isLost), ...halfMoved]);
    const indexed = await queried(dynamo);
    const differing = [...items.keys(), ...indexed].filter((id) => items.has(id) !== indexed.has(id));
    count('DynamoDB items in an index', items.size, differing);
  }

  #miscounted(amounts: ReadonlyMap<string, number>): [acknowledged: number, wrong: string[]] {
    const all = [...this.#added];
    const wrong = all.filter(([id, { acknowledged, unanswered }]) => {
      const amount = amounts.get(id) ?? 0;
      return amount < acknowledged || amount > acknowledged + unanswered;
    });
    return [all.reduce((sum, [, { acknowledged }]) => sum + acknowledged, 0), wrong.map(([id]) => id)];
  }

  #item(kind: string): Item {
    const at = this.#made++;
    const id = `${kind}-${at}`;
    return { id: { S: id }, value: { S: valueFor(id) }, group: { S: `group-${at % GROUPS}` } };
  }
}

function addition(id: string, amount: string) {
  return {
    TableName: BALANCES,
    Key: { id: { S: id } },
    UpdateExpression: 'ADD amount :amount',
    ExpressionAttributeValues: { ':amount': { N: amount } },
  };
}

function accountsOf(move: string): { from: string; to: string } {
  const at = Number(move.split('-')[1]);
  return { from: `account-${at % ACCOUNTS}`, to: `account-${(at + 1) % ACCOUNTS}` };
}

/** Accounts that hold something else than the moves that are there have brought. */
function unbalanced(moves: readonly string[], amounts: ReadonlyMap<string, number>): string[] {
  const due = new Map<string, number>();
  const add = (id: string, amount: number) => due.set(id, (due.get(id) ?? 0) + amount);
  for (const { from, to } of moves.map(accountsOf)) {
    add(from, -1);
    add(to, 1);
  }
  return [...due].filter(([id, amount]) => (amounts.get(id) ?? 0) !== amount).map(([id]) => id);
}

function valueFor(id: string): string {
  return `${id}!`;
}

async function scanned(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    items.push(...Items);
  return items;
}

/** Ids of all groups, as the index has them. */
async function queried(client: DynamoDBClient): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let at = 0; at < GROUPS; at++) {
    const query = {
      TableName: TABLE,
      IndexName: INDEX,
      KeyConditionExpression: '#group = :group',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: { ':group': { S: `group-${at}` } },
    };
    for await (const { Items = [] } of paginateQuery({ client }, query))
      for (const { id } of Items) ids.add(id!.S!);
  }
  return ids;
}
