// Updates of whole attributes, as a program lives of them: set to what is given, counted up or down, removed. As the engine does them,
// in one go. Paths that lead deeper, other sums and sets, keys and whatever is wrong are the engine's.
import {
  type BatchOperation,
  checkConditional,
  type Item,
  type Store,
  type Table,
} from 'dynalite/db/index.js';
import { type Input, toServiceError } from './engine.ts';
import type { ItemKey } from './item-keys.ts';
import { recordIndexRows, sizeOf, unitsOf, unitsOfStored, type Written, written } from './whole-items.ts';

/**
 * What the action answers to checked input; what it writes goes to `record`. `stored` is the item that is there, as it lies on disk.
 * Undefined where the engine has to look at it; nothing is recorded then. Throws what DynamoDB would answer.
 */
export function updatePlainly(
  { options }: Store,
  input: Input,
  { table, place }: ItemKey,
  stored: string | undefined,
  record: BatchOperation[],
): Written | undefined {
  const sections = (input['_updates'] as { sections: Section[] } | undefined)?.sections;
  if (!sections || !areOfAttributes(sections, table)) return undefined;
  const before = stored === undefined ? undefined : (JSON.parse(stored) as Item);
  const refusal = checkConditional(input, before);
  if (refusal) throw toServiceError(refusal);
  const was = before ?? (input['Key'] as Item);
  const after = { ...was };
  // No two are of one attribute, and all see the item as it was.
  for (const section of sections) {
    const value = valueAfter(section, was);
    if (value === undefined) return undefined;
    if (value === REMOVED) delete after[section.path[0]!];
    else after[section.path[0]!] = value;
  }
  const bytes = sizeOf(after);
  if (bytes > (options['maxItemSize'] as number)) return undefined;
  recordIndexRows(table, before, after, record);
  record.push({ type: 'put', key: place, value: after });
  const units = Math.max(unitsOf(bytes), unitsOfStored(stored));
  return written(input, shown(input['ReturnValues'], sections, before, after), units);
}

type Value = Record<string, unknown>;
type Operand =
  | Value
  | readonly (string | number)[]
  | { type: 'add' | 'subtract' | 'function'; name?: string; args: readonly Operand[] };

/** As the engine parses them. */
interface Section {
  type: string;
  path: readonly string[];
  val?: Operand;
}

function areOfAttributes(sections: readonly Section[], table: Table): boolean {
  const keys = keysOf(table);
  return sections.every(({ path: [name, ...deeper] }) => deeper.length === 0 && !keys.has(name!));
}

const keysOfTables = new WeakMap<Table, ReadonlySet<string>>();

/** The attributes that a table or one of its indexes has as a key, and the one name that an object cannot have as it has others. */
function keysOf(table: Table): ReadonlySet<string> {
  const known = keysOfTables.get(table);
  if (known) return known;
  const names = table.AttributeDefinitions.map(({ AttributeName }) => AttributeName);
  const keys = new Set([...names, '__proto__']);
  keysOfTables.set(table, keys);
  return keys;
}

const REMOVED = Symbol('removed');

/** Undefined where it is not plain. */
function valueAfter({ type, path, val }: Section, item: Item): Value | typeof REMOVED | undefined {
  if (type === 'remove') return REMOVED;
  if (type === 'set') return operandValue(val!, item);
  return type === 'add' ? sumOf(attributeOf(item, path) ?? ZERO, val as Value, 1) : undefined;
}

const ZERO: Value = { N: '0' };

function operandValue(operand: Operand, item: Item): Value | undefined {
  if (Array.isArray(operand)) return attributeOf(item, operand);
  const { type, name, args } = operand as Exclude<Operand, readonly unknown[]> & { args: readonly Operand[] };
  if (type === undefined) return operand as Value;
  if (type !== 'function')
    return sumOf(operandValue(args[0]!, item), operandValue(args[1]!, item), type === 'add' ? 1 : -1);
  // A path that leads deeper is not looked into here, so that nobody knows whether something is there.
  if (name !== 'if_not_exists' || (args[0] as readonly unknown[]).length > 1) return undefined;
  return operandValue(args[0]!, item) ?? operandValue(args[1]!, item);
}

function attributeOf(item: Item, [name, ...deeper]: readonly (string | number)[]): Value | undefined {
  return deeper.length === 0 && Object.hasOwn(item, name!) ? item[name!] : undefined;
}

/** Of whole numbers that a JavaScript number holds, and so are written as they are. */
function sumOf(one: Value | undefined, other: Value | undefined, sign: 1 | -1): Value | undefined {
  const [left, right] = [one?.['N'], other?.['N']];
  if (!isShort(left) || !isShort(right)) return undefined;
  return { N: String(Number(left) + sign * Number(right)) };
}

function isShort(text: unknown): text is string {
  return typeof text === 'string' && /^(?:0|-?[1-9]\d{0,14})$/.test(text);
}

function shown(
  asked: unknown,
  sections: readonly Section[],
  before: Item | undefined,
  after: Item,
): Item | undefined {
  if (asked === undefined || asked === 'NONE') return undefined;
  const item = asked === 'ALL_NEW' || asked === 'UPDATED_NEW' ? after : before;
  if (!item || asked === 'ALL_NEW' || asked === 'ALL_OLD') return item;
  const names = sections.map(({ path: [name] }) => name!);
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(item, name)).map((name) => [name, item[name]!]),
  );
}
