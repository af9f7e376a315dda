// The parts of dynalite 4.0.0 that are used as a library; it ships no types.

declare module 'dynalite/db/index.js' {
  export type Callback<T> = (
    error: (Error & { statusCode?: number; body?: ErrorBody }) | null,
    result?: T,
  ) => void;

  export interface ErrorBody {
    __type: string;
    message?: string;
    Message?: string;
  }

  export type Item = Record<string, Record<string, unknown>>;

  /** Bytes, as DynamoDB counts them. */
  export function itemSize(item: Item): number;

  export interface KeyElement {
    AttributeName: string;
    KeyType: 'HASH' | 'RANGE';
  }

  export interface Index {
    IndexName: string;
    KeySchema: KeyElement[];
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] };
    [member: string]: unknown;
  }

  export interface Table {
    TableName: string;
    TableStatus: string;
    KeySchema: KeyElement[];
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
    GlobalSecondaryIndexes?: Index[];
    LocalSecondaryIndexes?: Index[];
    [member: string]: unknown;
  }

  /** One table's items or one index's entries, under a key prefix of the one database. */
  export interface SubStore<T> {
    get(key: string, callback: Callback<T>): void;
    put(key: string, value: T, callback: Callback<void>): void;
    del(key: string, callback: Callback<void>): void;
    /** Runs `exec` once the key is free; what `release` wraps frees it when called. */
    lock(key: string, exec: (release: (done?: () => void) => () => void) => void): void;
  }

  export type BatchOperation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

  export interface Store {
    options: Record<string, unknown>;
    db: {
      open(): Promise<void>;
      close(callback?: (error: Error | null) => void): Promise<void> | undefined;
      get: {
        (key: string): Promise<unknown>;
        (key: string, callback: Callback<unknown>): void;
      };
      /** undefined for what is not there. Throws while the database is not open. */
      getSync(key: string, options?: { valueEncoding: 'utf8' }): unknown;
      put(key: string, value: unknown): Promise<void>;
      del(key: string): Promise<void>;
      batch(operations: BatchOperation[]): Promise<void>;
      iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
      keys(range: { gte: string; lt: string }): AsyncIterable<string>;
      /** Deletes all that lies there. */
      clear(range: { gte: string; lt: string }): Promise<void>;
      values(range: Record<string, unknown>): {
        /** So many at most; none at the end. */
        nextv(size: number): Promise<unknown[]>;
        close(): Promise<void>;
      };
      createValueStream(range: Record<string, unknown>): import('node:stream').Stream;
    };
    tableDb: SubStore<Table> & { awsAccountId: string; awsRegion: string };
    getTable(name: string, checkStatus: boolean, callback: Callback<Table>): void;
    getItemDb(table: string): SubStore<Item>;
    getIndexDb(type: string, table: string, index: string): SubStore<Item>;
    deleteItemDb(table: string, callback: Callback<void>): void;
    deleteTagDb(table: string, callback: Callback<void>): void;
    deleteIndexDb(type: string, table: string, index: string, callback: Callback<void>): void;
  }

  /** Whether it holds of the value, by the operator's name, with the other. */
  export function compare(operator: string, value: unknown, other: unknown): boolean;
  export function create(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Store;
  export function createKey(item: Item, table: Table): string;
  /** What a path leads to in an item. */
  export function mapPath(
    path: readonly (string | number)[],
    item: Item,
  ): Record<string, unknown> | null | undefined;
  export function validateKey(key: Item, table: Table): Error | undefined;
  export function validateItem(item: Item, table: Table): Error | undefined;
  export function toRangeStr(value: unknown, type: string): string;
  /** What is wrong with writing where this item lies, or nothing. */
  export function checkConditional(
    checked: Record<string, unknown>,
    existing: Item | undefined,
  ): Error | null | undefined;
  /** Rows of indexes to be written and removed. */
  export function getIndexActions(
    indexes: readonly Index[],
    before: Item | undefined,
    after: Item | undefined,
    table: Table,
  ): { puts: { index: string; key: string; item: Item }[]; deletes: { index: string; key: string }[] };
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';
  export type Types = Record<string, unknown>;
  export type Custom = (input: Record<string, unknown>, store: Store) => string | undefined;
  export function checkTypes(input: Record<string, unknown>, types: Types): Record<string, unknown>;
  export function checkValidations(
    input: Record<string, unknown>,
    types: Types,
    custom: Custom | undefined,
    store: Store,
  ): void;
  /** Parses the expressions of an input into members of their own; says what is wrong with them. */
  export function validateExpressions(input: Record<string, unknown>): string | undefined;
  /** Conditions by attribute, or what is wrong. The expression is used up. */
  export function convertKeyCondition(expression: unknown): Record<string, unknown> | string;
  export function validateConditions(conditions: Record<string, unknown>): string | undefined;
}

declare module 'dynalite/validations/*.js' {
  import type { Custom, Types } from 'dynalite/validations/index.js';
  export const types: Types;
  export const custom: Custom | undefined;
}

declare module 'dynalite/actions/*.js' {
  import type { Callback, Store } from 'dynalite/db/index.js';

  const action: (
    store: Store,
    input: Record<string, unknown>,
    callback: Callback<Record<string, unknown>>,
  ) => void;
  export = action;
}

declare module 'dynalite/db/*Parser.js' {
  const parser: {
    parse(
      expression: string,
      options: { context: import('./parsed-expressions.ts').ExpressionContext },
    ): unknown;
  };
  export = parser;
}
