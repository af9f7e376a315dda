// What may be the key of an index. A write of anything else is refused; an item that was there before its index stays out of it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
import type { Index, Item, Table } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { emptyKind } from './attribute-values.ts';
import { typeOf } from './item-keys.ts';
import { VALIDATION } from './validation.ts';

type Value = Readonly<Record<string, unknown>>;

const MOST_BYTES = { HASH: 2048, RANGE: 1024 };
const TOO_LARGE = {
  HASH: 'Size of hashkey has exceeded the maximum size limit of2048 bytes',
  RANGE: 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
};

/** The keys of an index may be missing, but neither empty nor too large. Throws ValidationException. */
export function checkIndexKeys(item: Item, table: Table): void {
  for (const { IndexName, KeySchema } of indexesOf(table))
    for (const { AttributeName, KeyType } of KeySchema) {
      const value = item[AttributeName];
      const kind = emptyKind(value);
      if (kind !== undefined)
        throw invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${kind} value. IndexName: ${IndexName}, IndexKey: ${AttributeName}`,
        );
      if (isTooLarge(value, KeyType))
        throw invalid(`One or more parameter values were invalid: ${TOO_LARGE[KeyType]}`);
    }
}

/** The table with those of its indexes that an item can have a row in. */
export function withIndexesFor(item: Item, table: Table): Table {
  const fits = ({ KeySchema }: Index) =>
    KeySchema.every(({ AttributeName, KeyType }) => {
      const value = item[AttributeName];
      const isOfType = value?.[typeOf(table, AttributeName) as string] !== undefined;
      return isOfType && emptyKind(value) === undefined && !isTooLarge(value, KeyType);
    });
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local, ...others } = table;
  return {
    ...others,
    ...(global ? { GlobalSecondaryIndexes: global.filter(fits) } : {}),
    ...(local ? { LocalSecondaryIndexes: local.filter(fits) } : {}),
  } as Table;
}

function isTooLarge(value: Value | undefined, kind: 'HASH' | 'RANGE'): boolean {
  const { S: text, B: base64 } = value ?? {};
  const most = MOST_BYTES[kind];
  if (typeof text === 'string')
    return text.length > most || (text.length * 3 > most && Buffer.byteLength(text) > most);
  return typeof base64 === 'string' && Buffer.byteLength(base64, 'base64') > most;
}

function indexesOf({ GlobalSecondaryIndexes, LocalSecondaryIndexes }: Table): readonly Index[] {
  return [...(GlobalSecondaryIndexes ?? []), ...(LocalSecondaryIndexes ?? [])];
}

function invalid(message: string): ServiceError {
  return new ServiceError(VALIDATION, message);
}
