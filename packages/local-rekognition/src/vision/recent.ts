// A small memory of what was used last.

/** Gives the value kept under a key, or makes it; keeps the `limit` values that were asked for most recently. */
export function createRecent<Value>(limit: number): (key: string, make: () => Value) => Value {
  const values = new Map<string, Value>();
  return (key, make) => {
    const value = values.get(key) ?? make();
    values.delete(key);
    values.set(key, value);
    for (const oldest of [...values.keys()].slice(0, -limit)) values.delete(oldest);
    return value;
  };
}
