// The one table of DynamoDB operations: what each needs permission for, and how it runs.
import type { Store } from 'dynalite/db/index.js';
import type { TableOperation as JsonOperation } from '../operation.ts';
import { authorize, type Principal, ServiceError } from '../service.ts';
import { type ActionName, act, checkInput, type Input, type Output } from './engine.ts';
import { describeTimeToLive, updateTimeToLive, writeTimeToLive } from './time-to-live.ts';
import { createTransactions, readGets, readTransaction, transactGet, WRITE_KINDS } from './transactions.ts';
import { type Write, writeAll } from './writes.ts';

/** ARN of a table, or of one of its indexes. */
export type ArnOf = (table: string, index?: string) => string;

export function dynamoDbOperations(
  store: Store,
  arnOf: ArnOf,
  now: () => number,
): Record<string, JsonOperation> {
  const transactWrite = createTransactions(store, now);

  /** An operation on one table, authorized on the table or the index it names. */
  const onTable =
    (name: string, run: (input: Input, table: string) => Promise<Output>): JsonOperation =>
    async (input, { principal }) => {
      const table = takeTableName(input);
      const index = typeof input['IndexName'] === 'string' ? input['IndexName'] : undefined;
      authorize(principal, `dynamodb:${name}`, arnOf(table, index));
      return run(input, table);
    };
  const action = (name: ActionName) =>
    onTable(name, (input) => act(name, checkInput(name, input, store), store));
  const write = (name: Write['action']) => onTable(name, (input) => writeOne(store, name, input));
  const batch =
    (name: 'BatchGetItem' | 'BatchWriteItem'): JsonOperation =>
    async (input, { principal }) => {
      const checked = checkInput(name, input, store);
      for (const table of Object.keys(checked['RequestItems'] as object)) {
        authorize(principal, `dynamodb:${name}`, arnOf(table));
      }
      return act(name, checked, store);
    };

  return {
    BatchGetItem: batch('BatchGetItem'),
    BatchWriteItem: batch('BatchWriteItem'),
    CreateTable: action('CreateTable'),
    DeleteItem: write('DeleteItem'),
    DeleteTable: onTable('DeleteTable', async (input, table) => {
      const output = await act('DeleteTable', checkInput('DeleteTable', input, store), store);
      await writeTimeToLive(store, table, undefined);
      return output;
    }),
    DescribeTable: action('DescribeTable'),
    DescribeTimeToLive: onTable('DescribeTimeToLive', (_input, table) => describeTimeToLive(store, table)),
    GetItem: action('GetItem'),
    ListTables: async (input, { principal }) => {
      authorize(principal, 'dynamodb:ListTables', '*');
      return act('ListTables', checkInput('ListTables', input, store), store);
    },
    PutItem: write('PutItem'),
    Query: action('Query'),
    Scan: action('Scan'),
    TransactGetItems: async (input, { principal }) => {
      for (const get of readGets(input)) authorize(principal, 'dynamodb:GetItem', arnOf(takeTableName(get)));
      return transactGet(store, input);
    },
    TransactWriteItems: async (input, { principal }) => {
      authorizeWrites(input, principal, arnOf);
      return transactWrite(input);
    },
    UpdateItem: write('UpdateItem'),
    UpdateTimeToLive: onTable('UpdateTimeToLive', (input, table) =>
      updateTimeToLive(store, table, input['TimeToLiveSpecification']),
    ),
  };
}

function authorizeWrites(input: Input, principal: Principal, arnOf: ArnOf): void {
  for (const { kind, input: item } of readTransaction(input)) {
    authorize(principal, WRITE_KINDS[kind].iam, arnOf(takeTableName(item)));
  }
}

async function writeOne(store: Store, action: Write['action'], input: Input): Promise<Output> {
  const { ReturnValuesOnConditionCheckFailure: returns, ...rest } = input;
  const checked = checkInput(action, rest, store);
  const [result] = await writeAll(store, [
    { action, input: checked, returnsItemOnFailure: returns === 'ALL_OLD' },
  ]);
  if (!result) throw new Error('a write without a result');
  if ('output' in result) return result.output;
  const { code, message, status } = result.error;
  throw new ServiceError(code, message, status, result.item ? { Item: result.item } : {});
}

// An ARN may stand for the name; from here on the input holds the name.
function takeTableName(input: Input): string {
  const given = input['TableName'];
  if (typeof given !== 'string') return '';
  const name = given.startsWith('arn:') ? (given.split(':table/')[1] ?? given) : given;
  input['TableName'] = name;
  return name;
}
