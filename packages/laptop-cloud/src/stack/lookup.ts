/** The entry of a table under a name that someone else wrote; `constructor` and its like are not in it. */
export function lookup<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
