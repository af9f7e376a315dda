// dynalite deletes what lies under a table by reading the keys of all tables, in a stream whose errors nobody hears: a database that
// is closed meanwhile, or a disk that does not give what is on it, ended the process. Here it is removed by its range.
import type { Callback, Store } from 'dynalite/db/index.js';
import { itemPrefix } from './item-keys.ts';

/** Has the store delete the items, tags and rows of a table that way; whoever asks hears of errors. */
export function removeByRange(store: Store): void {
  const remove = (prefix: string, callback: Callback<void>): void => {
    const removed = store.db.clear({ gte: prefix, lt: `${prefix}\xff` });
    removed.then(() => callback(null), callback);
  };
  store.deleteItemDb = (table, callback) => remove(itemPrefix(table), callback);
  store.deleteTagDb = (table, callback) => remove(`tag-${table}~`, callback);
  store.deleteIndexDb = (kind, table, index, callback) =>
    remove(`index-${kind.toLowerCase()}~${table}~${index}~`, callback);
}
