// dynalite reads the description of a table from its database before everything that it does with the table's items. Here each is
// read once, and again after it was written. Who only looks at it is given one for all.

import type { Store, Table } from 'dynalite/db/index.js';

interface Kept {
  text: string;
  /** Frozen. */
  table: Table;
}

const keptOf = new WeakMap<object, ReadonlyMap<string, Kept>>();

/** What is known of a table already, to be looked at: it is frozen. */
export function knownTable({ tableDb }: Pick<Store, 'tableDb'>, name: string): Table | undefined {
  return keptOf.get(tableDb)?.get(name)?.table;
}

/** Has the store keep what it reads of tables. Callers may change what they are given, as dynalite does: it is theirs alone. */
export function keepTables({ tableDb }: Pick<Store, 'tableDb'>): void {
  const [get, put, del] = [tableDb.get, tableDb.put, tableDb.del];
  const known = new Map<string, Kept>();
  keptOf.set(tableDb, known);
  let writes = 0;
  /** Forgets a table when its write begins and when it is done: what was read meanwhile may be either. */
  const forget = (name: string): void => {
    writes += 1;
    known.delete(name);
  };

  tableDb.get = (name, callback) => {
    const kept = known.get(name);
    if (kept) return queueMicrotask(() => callback(null, JSON.parse(kept.text)));
    const writesBefore = writes;
    get(name, (error, table) => {
      if (!error && table && writes === writesBefore) known.set(name, keptFrom(table));
      callback(error, table);
    });
  };
  tableDb.put = (name, table, callback) => {
    forget(name);
    put(name, table, (error) => {
      forget(name);
      callback(error);
    });
  };
  tableDb.del = (name, callback) => {
    forget(name);
    del(name, (error) => {
      forget(name);
      callback(error);
    });
  };
}

function keptFrom(table: Table): Kept {
  const text = JSON.stringify(table);
  return { text, table: JSON.parse(text, (_name, value) => Object.freeze(value)) as Table };
}
