// TransactWriteItems and TransactGetItems.

import type { BatchOperation, Item, Store, Table } from 'dynalite/db/index.js';
import { canonicalJson } from '../canonical-json.ts';
import { complaint, detected, oneOf } from '../constraint-words.ts';
import { ServiceError } from '../service.ts';
import { type AskedCapacity, askedCapacity, TRANSACTION_FACTOR, transactionCapacity } from './capacity.ts';
import { areMetricsAsked, metricsByTable } from './collection-metrics.ts';
import { act, checkInput, type Input, lookAtTable, type Output } from './engine.ts';
import { type ItemKey, itemKeyIn, itemKeyOf } from './item-keys.ts';
import { type Meter, meterWrite, unitsOf } from './metering.ts';
import type { ReadUnits, RequestTokens } from './request-tokens.ts';
import { sizeOf } from './whole-items.ts';
import { locked, usedBy, type Write, type WriteResult, writeAll } from './writes.ts';

const MAX_ITEMS = 100;
const MOST_BYTES = 4 * 1024 * 1024;

/** What each kind of transactional write is, and the IAM action it needs. */
export const WRITE_KINDS = {
  Put: { action: 'PutItem', iam: 'dynamodb:PutItem' },
  Update: { action: 'UpdateItem', iam: 'dynamodb:UpdateItem' },
  Delete: { action: 'DeleteItem', iam: 'dynamodb:DeleteItem' },
  // A deletion that is never carried out has exactly the members a check has.
  ConditionCheck: { action: 'DeleteItem', iam: 'dynamodb:ConditionCheckItem' },
} as const;

export interface TransactionItem {
  kind: keyof typeof WRITE_KINDS;
  input: Input;
}

/** The items of a TransactWriteItems request. Throws ValidationException on anything but one known kind per item. */
export function readTransaction(input: Input): TransactionItem[] {
  return readItems(input).map((item) => {
    const kinds = Object.keys(item);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1 || !Object.hasOwn(WRITE_KINDS, kind)) {
      invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return { kind: kind as TransactionItem['kind'], input: member(item[kind]) };
  });
}

/** The `Get`s of a TransactGetItems request. */
export function readGets(input: Input): Input[] {
  return readItems(input).map((item) => member(item['Get']));
}

/** TransactWriteItems, done once for each client request token. `items` are those of the input. */
export function createTransactions(store: Store, tokens: RequestTokens) {
  return async function transactWrite(
    input: Input,
    items: readonly TransactionItem[],
    meter?: Meter,
  ): Promise<Output> {
    const { ClientRequestToken: token, ...request } = input;
    refuseOtherMembers('TransactWriteItems', request, [
      'TransactItems',
      'ReturnConsumedCapacity',
      'ReturnItemCollectionMetrics',
    ]);
    const asked: Asked = { capacity: askedCapacity(request), hasMetrics: areMetricsAsked(request) };
    if (typeof token !== 'string') return write(store, items, asked, meter);
    checkToken(token);
    let answer: Output = {};
    // The request is told by now, because checking uses it up. What is asked of the answer makes no other transaction.
    const { ReturnConsumedCapacity: _, ReturnItemCollectionMetrics: __, ...transaction } = request;
    const again = await tokens.once(token, canonicalJson(transaction), async (alongWith) => {
      answer = await write(store, items, asked, meter, alongWith);
    });
    if (!again || !asked.capacity) return answer;
    const reads = Object.entries(again.before).map(([table, units]) => ({ table, units }));
    return { ConsumedCapacity: transactionCapacity(reads, 'ReadCapacityUnits', asked.capacity) };
  };
}

/** What a transaction tells beside that it was done. */
interface Asked {
  capacity: AskedCapacity | undefined;
  hasMetrics: boolean;
}

const MOST_TOKEN_LETTERS = 36;

function checkToken(token: string): void {
  const bound =
    token.length < 1
      ? 'greater than or equal to 1'
      : token.length > MOST_TOKEN_LETTERS && `less than or equal to ${MOST_TOKEN_LETTERS}`;
  if (bound)
    invalid(detected(1, complaint(`'${token}'`, 'clientRequestToken', `Member must have length ${bound}`)));
}

async function write(
  store: Store,
  items: readonly TransactionItem[],
  { capacity, hasMetrics }: Asked,
  meter: Meter | undefined,
  alongWith?: (reads: ReadUnits) => readonly BatchOperation[],
): Promise<Output> {
  const writes = items.map((item, at) => ({ ...checkWrite(store, item, at), capacity }));
  // A key that is missing or empty fails the request, not the transaction.
  const itemKeys: ItemKey[] = [];
  for (const { input } of writes) {
    const table = lookAtTable(store, input['TableName'] as string);
    const found = table instanceof Promise ? await table : table;
    itemKeys.push(itemKeyOrCancel(found, input, itemKeys.length, writes.length));
  }
  checkSize(writes);
  refuseRepeated(itemKeys);
  const keep = alongWith && ((results: readonly WriteResult[]) => alongWith(readUnitsOf(itemKeys, results)));
  const results = await writeAll(store, writes, itemKeys, keep);
  for (const result of results) meterWrite(result, TRANSACTION_FACTOR, meter);
  if (!results.every((result) => 'output' in result)) cancel(results.map(toReason));
  return {
    ...(capacity && {
      ConsumedCapacity: transactionCapacity(usedBy(itemKeys, results), 'WriteCapacityUnits', capacity),
    }),
    ...(hasMetrics && metricsByTable(writes, itemKeys)),
  };
}

/** A read unit is four write units large. */
function readUnitsOf(itemKeys: readonly ItemKey[], results: readonly WriteResult[]): ReadUnits {
  const reads: Record<string, number> = {};
  for (const { table, units } of usedBy(itemKeys, results))
    reads[table] = (reads[table] ?? 0) + Math.ceil(units / 4);
  return reads;
}

function refuseRepeated(itemKeys: readonly ItemKey[]): void {
  if (new Set(itemKeys.map(({ place }) => place)).size < itemKeys.length)
    invalid('Transaction request cannot include multiple operations on one item');
}

/** A key of another type, or too large, fails the transaction, of whose other items nothing is said. */
function itemKeyOrCancel(table: Readonly<Table>, input: Input, at: number, count: number): ItemKey {
  try {
    return itemKeyIn(table, input);
  } catch (error) {
    const fault = asFault(error);
    if (!/Type mismatch for key|Size of hashkey|size of all range keys/.test(fault.message)) throw fault;
    const reasons: Outcome[] = Array.from({ length: count }, () => ({ output: {} }));
    return cancel(reasons.with(at, { error: fault }).map(toReason));
  }
}

/** A refusal of one of its items; anything else fails the request. */
function asFault(error: unknown): ServiceError {
  if (error instanceof ServiceError && error.code.endsWith('#ValidationException')) return error;
  throw error;
}

function cancel(reasons: readonly { Code: string }[]): never {
  throw new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((one) => one.Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}

function checkWrite(store: Store, { kind, input }: TransactionItem, at: number): Write {
  const { ReturnValuesOnConditionCheckFailure: returns, ...rest } = input;
  checkShownOnFailure(returns, `transactItems.${at + 1}.member.${kind[0]!.toLowerCase()}${kind.slice(1)}.`);
  if (kind === 'ConditionCheck' && rest['ConditionExpression'] === undefined) {
    invalid('ConditionCheck needs a ConditionExpression');
  }
  if (rest['ReturnValues'] !== undefined) invalid(`ReturnValues is not a member of ${kind}`);
  const { action } = WRITE_KINDS[kind];
  return {
    action,
    isCheckOnly: kind === 'ConditionCheck',
    input: checkInput(action, rest, store),
    returnsItemOnFailure: returns === 'ALL_OLD',
  };
}

/** Throws ValidationException for what a write cannot show where its condition fails; `path` is what that lies in. */
export function checkShownOnFailure(asked: unknown, path = ''): void {
  const choices = ['ALL_OLD', 'NONE'];
  if (asked === undefined || asked === null || choices.includes(asked as string)) return;
  invalid(
    detected(
      1,
      complaint(`'${String(asked)}'`, `${path}returnValuesOnConditionCheckFailure`, oneOf(choices)),
    ),
  );
}

/** Source: DynamoDB API Reference, TransactWriteItems. */
function checkSize(writes: readonly Write[]): void {
  let bytes = 0;
  for (const { input } of writes) bytes += sizeOf((input['Item'] ?? input['Key'] ?? {}) as Item);
  if (bytes > MOST_BYTES) invalid('Transaction aggregate item size cannot exceed 4 MB');
}

function toReason(result: Outcome): { Code: string; Message?: string; Item?: Item } {
  if ('output' in result) return { Code: 'None' };
  const type = result.error.code.slice(result.error.code.indexOf('#') + 1);
  return {
    Code: REASONS[type] ?? type,
    Message: result.error.message,
    ...(result.item ? { Item: result.item } : {}),
  };
}

type Outcome = { output: Output } | { error: ServiceError; item?: Item };

const REASONS: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

/** All items as of one moment. */
export async function transactGet(store: Store, input: Input, meter?: Meter): Promise<Output> {
  refuseOtherMembers('TransactGetItems', input, ['TransactItems', 'ReturnConsumedCapacity']);
  const capacity = askedCapacity(input);
  const gets = readGets(input).map((get) => checkInput('GetItem', get, store));
  const found = await Promise.all(gets.map((get) => itemKeyOf(store, get).catch(asFault)));
  const itemKeys = found.filter((one): one is ItemKey => !(one instanceof ServiceError));
  // Here it is the transaction that fails.
  if (itemKeys.length < found.length)
    cancel(found.map((one) => (one instanceof ServiceError ? toReason({ error: one }) : { Code: 'None' })));
  refuseRepeated(itemKeys);
  const read = await locked(store, itemKeys, () =>
    Promise.all(gets.map((get) => act('GetItem', { ...get, ...MEASURED }, store))),
  );
  const used = read.map(({ ConsumedCapacity }, at) => ({
    table: itemKeys[at]!.table.TableName,
    units: unitsOf(ConsumedCapacity),
  }));
  meter?.('readUnits', TRANSACTION_FACTOR * used.reduce((sum, { units }) => sum + units, 0));
  return {
    Responses: read.map(({ Item }) => (Item ? { Item } : {})),
    ...(capacity && { ConsumedCapacity: transactionCapacity(used, 'ReadCapacityUnits', capacity) }),
  };
}

/** Reads of a transaction are consistent, and count as such. */
const MEASURED = { ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' };

function readItems(input: Input): Record<string, unknown>[] {
  const items = input['TransactItems'];
  if (!Array.isArray(items))
    invalid(
      "1 validation error detected: Value null at 'transactItems' failed to satisfy constraint: Member must not be null",
    );
  if (items.length === 0 || items.length > MAX_ITEMS) {
    const bound = items.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ITEMS}`;
    invalid(
      `1 validation error detected: Value '${JSON.stringify(items)}' at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  return items.map(member);
}

function member(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  invalid('TransactItems can only contain one of Check, Put, Update or Delete');
}

/** Throws ValidationException naming a member that is none of these. */
export function refuseOtherMembers(operation: string, input: Input, known: string[]): void {
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown)
    invalid(`NotImplemented: the local dynamodb service does not support ${unknown} of ${operation}`);
}

function invalid(message: string): never {
  throw new ServiceError('com.amazon.coral.validate#ValidationException', message);
}
