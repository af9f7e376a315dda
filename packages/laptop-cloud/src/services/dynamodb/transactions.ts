// TransactWriteItems and TransactGetItems.

import { hash } from 'node:crypto';
import { type Item, type Store, validateItem, validateKey } from 'dynalite/db/index.js';
import { canonicalJson } from '../canonical-json.ts';
import { ServiceError } from '../service.ts';
import { act, checkInput, type Input, lookAtTable, type Output, toServiceError } from './engine.ts';
import { type Meter, meterWrite } from './metering.ts';
import { itemKeyOf, locked, type Write, type WriteResult, writeAll } from './writes.ts';

const MAX_ITEMS = 100;
const TOKEN_LIFE_MS = 600_000;
/** An item is written twice: prepared and committed. */
const TRANSACTION_FACTOR = 2;

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
    const [kind, ...others] = Object.keys(item);
    if (kind === undefined || others.length > 0 || !Object.hasOwn(WRITE_KINDS, kind)) {
      invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    }
    return { kind: kind as TransactionItem['kind'], input: member(item[kind]) };
  });
}

/** The `Get`s of a TransactGetItems request. */
export function readGets(input: Input): Input[] {
  return readItems(input).map((item) => member(item['Get']));
}

interface Remembered {
  /** Its hash: a request may be large, and thousands are remembered. */
  request: string;
  untilMs: number;
}

/** TransactWriteItems with the memory of client request tokens that makes it idempotent for ten minutes. */
export function createTransactions(store: Store, now: () => number) {
  const tokens = new Map<string, Remembered>();

  return async function transactWrite(input: Input, meter?: Meter): Promise<Output> {
    const { ClientRequestToken: token, ...request } = input;
    refuseOtherMembers('TransactWriteItems', request, [
      'TransactItems',
      'ReturnConsumedCapacity',
      'ReturnItemCollectionMetrics',
    ]);
    // Taken now, because checking uses the input up.
    const fingerprint = hash('sha256', canonicalJson(request), 'base64');
    const nowMs = now();
    forgetOld(tokens, nowMs);
    const remembered = typeof token === 'string' ? tokens.get(token) : undefined;
    if (remembered && remembered.untilMs >= nowMs) {
      if (remembered.request === fingerprint) return {};
      throw new ServiceError(
        'IdempotentParameterMismatchException',
        'Request parameters do not match the ones of an earlier request with the same client token',
      );
    }
    await write(store, readTransaction(request), meter);
    if (typeof token === 'string') {
      tokens.delete(token);
      tokens.set(token, { request: fingerprint, untilMs: now() + TOKEN_LIFE_MS });
    }
    return {};
  };
}

/** The oldest come first; a clock that was set back has some stay longer. */
function forgetOld(tokens: Map<string, Remembered>, nowMs: number): void {
  for (const [name, { untilMs }] of tokens) {
    if (untilMs >= nowMs) return;
    tokens.delete(name);
  }
}

async function write(store: Store, items: TransactionItem[], meter: Meter | undefined): Promise<void> {
  const writes = items.map((item) => checkWrite(store, item));
  for (const { input } of writes) await checkKeys(store, input);
  const itemKeys = await Promise.all(writes.map(({ input }) => itemKeyOf(store, input)));
  const names = itemKeys.flatMap((item) => (item ? [`${item.table.TableName}~${item.key}`] : []));
  if (new Set(names).size < names.length) {
    invalid('Transaction request cannot include multiple operations on one item');
  }
  const results = await writeAll(store, writes, itemKeys);
  for (const result of results) meterWrite(result, TRANSACTION_FACTOR, meter);
  if (results.every((result) => 'output' in result)) return;
  const reasons = results.map(toReason);
  throw new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map((one) => one.Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}

function checkWrite(store: Store, { kind, input }: TransactionItem): Write {
  const { ReturnValuesOnConditionCheckFailure: returns, ...rest } = input;
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

// A key that is missing or empty fails the request, not the transaction.
async function checkKeys(store: Store, input: Input): Promise<void> {
  const table = await lookAtTable(store, String(input['TableName']));
  const { Key, Item } = input as { Key?: Item; Item?: Item };
  const error = Key ? validateKey(Key, table) : validateItem(Item ?? {}, table);
  if (error) throw toServiceError(error);
}

function toReason(result: WriteResult): { Code: string; Message?: string; Item?: Item } {
  if ('output' in result) return { Code: 'None' };
  const type = result.error.code.slice(result.error.code.indexOf('#') + 1);
  return {
    Code: REASONS[type] ?? type,
    Message: result.error.message,
    ...(result.item ? { Item: result.item } : {}),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
};

/** All items as of one moment. */
export async function transactGet(store: Store, input: Input): Promise<Output> {
  refuseOtherMembers('TransactGetItems', input, ['TransactItems', 'ReturnConsumedCapacity']);
  const gets = readGets(input).map((get) => checkInput('GetItem', get, store));
  const itemKeys = await Promise.all(gets.map((get) => itemKeyOf(store, get)));
  return locked(store, itemKeys, async () => ({
    Responses: await Promise.all(
      gets.map(async (get) => {
        const { Item } = await act('GetItem', get, store);
        return Item ? { Item } : {};
      }),
    ),
  }));
}

function readItems(input: Input): Record<string, unknown>[] {
  const items = input['TransactItems'];
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) {
    invalid(`Member 'transactItems' must have between 1 and ${MAX_ITEMS} elements`);
  }
  return items.map(member);
}

function member(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  invalid('TransactItems can only contain one of Check, Put, Update or Delete');
}

// Capacity is metered for the access log alone; asking for none of it is all that can be honoured.
/** Throws ValidationException naming a member that is none of these. */
export function refuseOtherMembers(operation: string, input: Input, known: string[]): void {
  const unknown = Object.keys(input).find((name) => !known.includes(name));
  if (unknown)
    invalid(`NotImplemented: the local dynamodb service does not support ${unknown} of ${operation}`);
  for (const name of ['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']) {
    if (input[name] === undefined || input[name] === 'NONE') continue;
    invalid(`NotImplemented: the local dynamodb service does not support ${name} of ${operation}`);
  }
}

function invalid(message: string): never {
  throw new ServiceError('com.amazon.coral.validate#ValidationException', message);
}
