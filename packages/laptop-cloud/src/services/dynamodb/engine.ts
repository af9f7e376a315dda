// dynalite as a library: checks an input as DynamoDB would and runs the action on a store. The only file that knows
// its actions; its HTTP server is not used.
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import deleteTable from 'dynalite/actions/deleteTable.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import updateTable from 'dynalite/actions/updateTable.js';
import type { Callback, ErrorBody, Store, Table } from 'dynalite/db/index.js';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import * as createTableRules from 'dynalite/validations/createTable.js';
import * as deleteItemRules from 'dynalite/validations/deleteItem.js';
import * as deleteTableRules from 'dynalite/validations/deleteTable.js';
import * as describeTableRules from 'dynalite/validations/describeTable.js';
import * as getItemRules from 'dynalite/validations/getItem.js';
import { checkTypes, checkValidations } from 'dynalite/validations/index.js';
import * as listTablesRules from 'dynalite/validations/listTables.js';
import * as putItemRules from 'dynalite/validations/putItem.js';
import * as queryRules from 'dynalite/validations/query.js';
import * as scanRules from 'dynalite/validations/scan.js';
import * as updateItemRules from 'dynalite/validations/updateItem.js';
import * as updateTableRules from 'dynalite/validations/updateTable.js';
import { complaint, detected } from '../constraint-words.ts';
import { ServiceError } from '../service.ts';
import { checkKeyNames, checkNames, checkProjections } from './attribute-names.ts';
import { checkValue } from './attribute-values.ts';
import { answeredHere, type Condition } from './conditions.ts';
import { withWrittenValues } from './constraint-values.ts';
import { refuseHeavyExpressions } from './expression-bounds.ts';
import { knownTable } from './kept-tables.ts';
import { conditionOf, type LegacyConditions } from './legacy-conditions.ts';
import { checkingFilters, checkLegacy } from './legacy-rules.ts';
import { eachAttributeValue, type MemberTypes, unknownMember } from './member-types.ts';
import { plainInput } from './plain-inputs.ts';
import { VALIDATION } from './validation.ts';

export type Input = Record<string, unknown>;
export type Output = Record<string, unknown>;

const ACTIONS = {
  BatchGetItem: { act: batchGetItem, rules: batchGetItemRules },
  BatchWriteItem: { act: batchWriteItem, rules: batchWriteItemRules },
  CreateTable: { act: createTable, rules: createTableRules },
  DeleteItem: { act: deleteItem, rules: deleteItemRules },
  DeleteTable: { act: deleteTable, rules: deleteTableRules },
  DescribeTable: { act: describeTable, rules: describeTableRules },
  GetItem: { act: getItem, rules: getItemRules },
  ListTables: { act: listTables, rules: listTablesRules },
  PutItem: { act: putItem, rules: putItemRules },
  Query: { act: query, rules: queryRules },
  Scan: { act: scan, rules: scanRules },
  UpdateItem: { act: updateItem, rules: updateItemRules },
  UpdateTable: { act: updateTable, rules: updateTableRules },
};

export type ActionName = keyof typeof ACTIONS;

/**
 * The input in the form its action takes, expressions parsed. Throws DynamoDB's validation errors, and
 * ValidationException naming a member that is not supported. The input is used up.
 */
export function checkInput(name: ActionName, input: Input, store: Store): Input {
  const checked = plainInput(name, input, store) ?? checkedByEngine(name, input, store);
  answerConditions(checked);
  return checked;
}

/** The same of any input, plain or not. */
export function checkedByEngine(name: ActionName, input: Input, store: Store): Input {
  const { types, custom } = ACTIONS[name].rules;
  const unknown = unknownMember(input, types as MemberTypes);
  if (unknown !== undefined) {
    throw new ServiceError(
      VALIDATION,
      `NotImplemented: the local dynamodb service does not support ${unknown} of ${name}`,
    );
  }
  refuseHeavyExpressions(input);
  try {
    const checked = checkTypes(input, types);
    checkNameLength(name, checked['TableName']);
    for (const [member, value] of Object.entries(checked))
      eachAttributeValue(value, (types as MemberTypes)[member], checkValue);
    refuseNothing(checked);
    checkNames(checked);
    if (name === 'CreateTable') checkKeyNames(checked);
    checkingFilters(checked, () => checkValidations(checked, types, custom, store));
    if (WITH_LEGACY.has(name)) checkLegacy(checked);
    if (name === 'CreateTable') checkProjections(checked);
    return checked;
  } catch (error) {
    throw toServiceError(error);
  }
}

/** Members whose elements the engine looks into, whatever they are. */
const OF_STRUCTURES = [
  'AttributeUpdates',
  'Expected',
  'GlobalSecondaryIndexes',
  'KeyConditions',
  'LocalSecondaryIndexes',
  'QueryFilter',
  'ScanFilter',
];

function refuseNothing(checked: Input): void {
  for (const member of OF_STRUCTURES)
    for (const [at, element] of Object.entries(Object(checked[member]) as object))
      if (element === null || element === undefined) {
        const place = Array.isArray(checked[member]) ? Number(at) + 1 : at;
        const path = `${member[0]!.toLowerCase()}${member.slice(1)}.${place}.member`;
        throw new ServiceError(VALIDATION, detected(1, complaint('null', path, 'Member must not be null')));
      }
}

const WITH_LEGACY: ReadonlySet<ActionName> = new Set(['DeleteItem', 'PutItem', 'UpdateItem']);

/** AWS looks at this before anything else, and tells nothing else beside it. */
function checkNameLength(action: ActionName, table: unknown): void {
  const least = action === 'CreateTable' ? 3 : 1;
  if (typeof table !== 'string' || table.length >= least) return;
  throw new ServiceError(
    VALIDATION,
    `1 validation error detected: Value '${table}' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to ${least}`,
  );
}

/** Conditions and filters in both forms, as checking leaves them: of two forms dynalite looks at the expression. */
function answerConditions(checked: Input): void {
  const { Expected, QueryFilter, ScanFilter, ConditionalOperator } = checked;
  for (const [name, legacy] of [
    ['_condition', Expected],
    ['_filter', QueryFilter ?? ScanFilter],
  ] as const) {
    const asked = (checked[name] ??
      (legacy && { expression: conditionOf(legacy as LegacyConditions, ConditionalOperator) })) as
      | { expression: unknown }
      | undefined;
    if (asked) checked[name] = { ...asked, expression: answeredHere(asked.expression as Condition) };
  }
}

/** The members that an action takes, with what they hold. */
export function membersOf(name: ActionName): MemberTypes {
  return ACTIONS[name].rules.types as MemberTypes;
}

/** These only look at what their table is. */
const ON_ITEMS: ReadonlySet<ActionName> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
] as const);

/** Runs an action on checked input. Rejects with the ServiceError DynamoDB would answer. */
export function act(name: ActionName, checked: Input, store: Store): Promise<Output> {
  const actsOn = ON_ITEMS.has(name) ? lookingAtTables(store) : store;
  return new Promise((resolve, reject) => {
    ACTIONS[name].act(actsOn, checked, (error, output) => {
      if (error) reject(toServiceError(error));
      else resolve(output ?? {});
    });
  });
}

/** The same on a store that gives what it is asked for at once. Throws the ServiceError. */
export function actNow(name: ActionName, checked: Input, store: Store): Output {
  let told: { error: unknown; output: Output | undefined } | undefined;
  ACTIONS[name].act(store, checked, (error, output) => {
    told = { error, output };
  });
  if (!told) throw new Error(`${name} waits for something`);
  if (told.error) throw toServiceError(told.error);
  return told.output ?? {};
}

/** The store, which gives everybody the same description of a table that it knows. */
function lookingAtTables(store: Store): Store {
  return {
    ...store,
    getTable: (name, ...rest) => {
      const table = activeTable(store, name);
      const callback = rest.at(-1) as Callback<Table>;
      if (table) queueMicrotask(() => callback(null, table));
      else store.getTable(name, ...rest);
    },
  };
}

function activeTable(store: Store, name: string): Table | undefined {
  const table = knownTable(store, name);
  return table?.TableStatus === 'ACTIVE' ? table : undefined;
}

/** A table to be looked at, not changed: at once where it is known. Rejects with ResourceNotFoundException where it is missing. */
export function lookAtTable(store: Store, name: string): Readonly<Table> | Promise<Readonly<Table>> {
  return activeTable(store, name) ?? findTable(store, name);
}

/** Rejects with ResourceNotFoundException for a table that is missing. */
export function findTable(store: Store, name: string): Promise<Table> {
  return new Promise((resolve, reject) => {
    store.getTable(name, true, (error, table) => {
      if (error || !table) reject(toServiceError(error));
      else resolve(table);
    });
  });
}

/** What the engine answers, as the error that DynamoDB would send; anything else as it is. */
export function toServiceError(error: unknown): unknown {
  const { statusCode, body } = (error ?? {}) as { statusCode?: number; body?: ErrorBody };
  if (statusCode === undefined || !body) return error;
  return new ServiceError(body.__type, withWrittenValues(body.message ?? body.Message ?? ''), statusCode);
}
