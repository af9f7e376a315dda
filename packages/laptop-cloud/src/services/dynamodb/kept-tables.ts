// dynalite reads the description of a table from its database before everything that it does with the table's items. Here each is
// read once, and again after it was written.

import type { Store } from 'dynalite/db/index.js';

/** Has the store keep what it reads of tables. Callers may change what they are given, as dynalite does: it is theirs alone. */
export function keepTables({ tableDb }: Pick<Store, 'tableDb'>): void {
  const [get, put, del] = [tableDb.get, tableDb.put, tableDb.del];
  const texts = new Map<string, string>();
  let writes = 0;
  /** Forgets a table when its write begins and when it is done: what was read meanwhile may be either. */
  const forget = (name: string): void => {
    writes += 1;
    texts.delete(name);
  };

  tableDb.get = (name, callback) => {
    const text = texts.get(name);
    if (text !== undefined) return queueMicrotask(() => callback(null, JSON.parse(text)));
    const writesBefore = writes;
    get(name, (error, table) => {
      if (!error && writes === writesBefore) texts.set(name, JSON.stringify(table));
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
