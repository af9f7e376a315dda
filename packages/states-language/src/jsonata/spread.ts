// JSONata's $spread copies what it has at every element. This one does not.

/** Each member of an object by itself, and of all objects of a list. */
export function spread(value: unknown): unknown {
  if (!Array.isArray(value)) return isObject(value) ? sequence(members(value)) : value;
  const found: unknown[] = [];
  gather(value, found);
  // What JSONata has found, and not made as a list, is nothing where it is empty.
  return found.length === 0 ? sequence(found) : found;
}

function gather(list: readonly unknown[], found: unknown[]): void {
  for (const item of list) {
    if (Array.isArray(item)) gather(item, found);
    else if (isObject(item)) found.push(...members(item));
    else if (item !== undefined) found.push(item);
  }
}

function members(value: object): object[] {
  return Object.entries(value).map(([name, member]) => ({ [name]: member as unknown }));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('_jsonata_lambda' in value);
}

function sequence(list: unknown[]): unknown[] {
  return Object.defineProperty(list, 'sequence', { enumerable: false, value: true });
}
