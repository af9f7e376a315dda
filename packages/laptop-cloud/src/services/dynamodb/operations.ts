// The operations of DynamoDB: what each needs permission for, and how it runs.

import type { Store } from 'dynalite/db/index.js';
import * as z from 'zod';
import { splitArn } from '../../arns.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import { defineOperation, type Operation } from '../operation.ts';
import type { JsonText } from '../protocols/json.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';
import { writeBatch } from './batch-writes.ts';
import { askedCapacity, withIndexUnits } from './capacity.ts';
import { collectionMetrics } from './collection-metrics.ts';
import { conditionKeysOf } from './condition-keys.ts';
import { act, checkInput, type Input, lookAtTable, type Output } from './engine.ts';
import { type Meter, meterWrite } from './metering.ts';
import { getBatch, getItem, query, scan } from './reads.ts';
import type { RequestTokens } from './request-tokens.ts';
import { tableOperations } from './table-operations.ts';
import { describeTimeToLive, updateTimeToLive } from './time-to-live.ts';
import {
  checkShownOnFailure,
  createTransactions,
  readGets,
  readTransaction,
  refuseOtherMembers,
  transactGet,
  WRITE_KINDS,
} from './transactions.ts';
import { VALIDATION } from './validation.ts';
import { type Write, writeAll } from './writes.ts';

/** ARN of a table, or of one of its indexes. */
export type ArnOf = (table: string, index?: string) => string;

// The engine checks members once the right is there.
const Unchecked = z.custom<Input>();

export function dynamoDbOperations(
  store: Store,
  arnOf: ArnOf,
  tokens: RequestTokens,
  keyRefusal?: KeyRefusal,
): Operation[] {
  const transactWrite = createTransactions(store, tokens);

  /** An operation on one table, authorized on the table or the index it names. */
  const onTable = (
    name: string,
    run: (input: Input, table: string, request: ServiceRequest) => Promise<Output | JsonText>,
    errors: readonly string[] = ['ResourceNotFoundException'],
  ) =>
    defineOperation({
      name,
      input: Unchecked,
      errors,
      resource(input) {
        const index = typeof input['IndexName'] === 'string' ? input['IndexName'] : undefined;
        return { arn: arnOf(takeTableName(input), index), conditionKeys: conditionKeysOf(input) };
      },
      run: ({ input, request }) => run(input, takeTableName(input), request),
    });
  const write = (name: Write['action']) =>
    onTable(name, (input, _table, { meter }) => writeOne(store, name, input, meter), [
      'ConditionalCheckFailedException',
      'ResourceNotFoundException',
    ]);
  const batch = (name: 'BatchGetItem' | 'BatchWriteItem') =>
    defineOperation({
      name,
      input: Unchecked,
      errors: ['ResourceNotFoundException'],
      resource(input) {
        if (isEmpty(input['RequestItems']))
          throw new ServiceError(VALIDATION, `The requestItems parameter is required for ${name}`);
        refuseNothing(input);
        const given = takeTableNames(input);
        const checked = checkInput(name, input, store);
        return Object.keys(checked['RequestItems'] as object).map((table) => ({
          arn: arnOf(table),
          checked,
          given,
        }));
      },
      // Checking uses the input up, and refuses a batch without a table.
      async run({ resource: [first], request: { meter } }) {
        const { checked, given } = first!;
        const run = name === 'BatchWriteItem' ? writeBatch : getBatch;
        return asGiven(await run(store, checked, meter), given);
      },
    });

  return [
    batch('BatchGetItem'),
    batch('BatchWriteItem'),
    write('DeleteItem'),
    ...tableOperations(store, onTable, keyRefusal),
    onTable('DescribeTimeToLive', (input, table) => {
      refuseOtherMembers('DescribeTimeToLive', input, ['TableName']);
      return describeTimeToLive(store, table);
    }),
    onTable('GetItem', (input, _table, { meter }) => getItem(store, input, meter)),
    defineOperation({
      name: 'ListTables',
      input: Unchecked,
      errors: [],
      resource: () => '*',
      run: ({ input }) => act('ListTables', checkInput('ListTables', input, store), store),
    }),
    write('PutItem'),
    onTable('Query', (input, _table, { meter }) => query(store, input, meter)),
    onTable('Scan', (input) => scan(store, input)),
    defineOperation({
      name: 'TransactGetItems',
      input: Unchecked,
      actions: ['dynamodb:GetItem'],
      errors: ['ResourceNotFoundException', 'TransactionCanceledException'],
      resource: (input) =>
        readGets(input).map((get) => ({
          arn: arnOf(takeTableName(get)),
          conditionKeys: conditionKeysOf(get),
        })),
      run: ({ input, request }) => transactGet(store, input, request.meter),
    }),
    defineOperation({
      name: 'TransactWriteItems',
      input: Unchecked,
      actions: Object.values(WRITE_KINDS).map(({ iam }) => iam),
      errors: [
        'IdempotentParameterMismatchException',
        'ResourceNotFoundException',
        'TransactionCanceledException',
        'TransactionInProgressException',
      ],
      resource: (input) =>
        readTransaction(input).map(({ kind, input: item }) => ({
          arn: arnOf(takeTableName(item)),
          action: WRITE_KINDS[kind].iam,
          conditionKeys: conditionKeysOf(item),
          kind,
          input: item,
        })),
      run: ({ input, resource, request }) => transactWrite(input, resource, request.meter),
    }),
    write('UpdateItem'),
    onTable('UpdateTimeToLive', (input, table) => {
      refuseOtherMembers('UpdateTimeToLive', input, ['TableName', 'TimeToLiveSpecification']);
      return updateTimeToLive(store, table, input['TimeToLiveSpecification']);
    }),
  ];
}

async function writeOne(
  store: Store,
  action: Write['action'],
  input: Input,
  meter: Meter | undefined,
): Promise<Output> {
  const { ReturnValuesOnConditionCheckFailure: returns, ...rest } = input;
  checkShownOnFailure(returns);
  const shown = rest['ReturnValues'] ?? 'NONE';
  const wantsMetrics = rest['ReturnItemCollectionMetrics'] === 'SIZE';
  const checked = checkInput(action, rest, store);
  if (action === 'DeleteItem' && shown !== 'NONE' && shown !== 'ALL_OLD')
    throw new ServiceError(VALIDATION, 'ReturnValues can only be ALL_OLD or NONE');
  const metrics =
    wantsMetrics && collectionMetrics(await lookAtTable(store, String(checked['TableName'])), checked);
  const [result] = await writeAll(store, [
    { action, input: checked, returnsItemOnFailure: returns === 'ALL_OLD', capacity: askedCapacity(checked) },
  ]);
  if (!result) throw new Error('a write without a result');
  meterWrite(result, 1, meter);
  if ('output' in result) {
    const answer = withIndexUnits(result.output, result.indexUnits);
    return metrics ? { ...answer, ItemCollectionMetrics: metrics } : answer;
  }
  const { code, message, status } = result.error;
  throw new ServiceError(code, message, status, result.item ? { Item: result.item } : {});
}

/** In a batch of writes; the engine fails of it. */
function refuseNothing({ RequestItems }: Input): void {
  const requests = Object.values(Object(RequestItems) as Record<string, unknown>).flat();
  if (requests.includes(null))
    throw new ServiceError(
      VALIDATION,
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
}

function isEmpty(requests: unknown): boolean {
  return typeof requests === 'object' && requests !== null && Object.keys(requests).length === 0;
}

/** The same in a batch, whose answer then names each table as it was given: name to what was given. */
function takeTableNames(input: Input): Map<string, string> {
  const requests = Object.entries((input['RequestItems'] ?? {}) as Record<string, unknown>);
  const given = new Map(requests.map(([table]) => [nameOf(table), table]));
  if (given.size < requests.length)
    throw new ServiceError(VALIDATION, 'RequestItems names a table twice, by its name and by its ARN');
  if (requests.length > 0)
    input['RequestItems'] = Object.fromEntries(requests.map(([table, one]) => [nameOf(table), one]));
  return given;
}

function asGiven(answer: Output, given: ReadonlyMap<string, string>): Output {
  const rename = (byTable: unknown) =>
    Object.fromEntries(
      Object.entries(byTable as Record<string, unknown>).map(([name, one]) => [given.get(name) ?? name, one]),
    );
  const members = ['Responses', 'UnprocessedItems', 'UnprocessedKeys', 'ItemCollectionMetrics'].filter(
    (name) => answer[name],
  );
  return { ...answer, ...Object.fromEntries(members.map((name) => [name, rename(answer[name])])) };
}

function nameOf(given: string): string {
  return splitArn(given)?.resource.replace(/^table\//, '') ?? given;
}

// An ARN may stand for the name; from here on the input holds the name.
function takeTableName(input: Input): string {
  const given = input['TableName'];
  if (typeof given !== 'string') return '';
  const name = nameOf(given);
  input['TableName'] = name;
  return name;
}
