// All parts of an update see the item as it was, and what is taken out of a list goes last. The engine carries them out one after
// another, has two attributes share one value where one was set to the other (`SET a = b ADD b :one` counted both), and looks for what is
// to be removed from an item that is not there.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
import { type Item, mapPath } from 'dynalite/db/index.js';

type Path = readonly (string | number)[];
type Value = Readonly<Record<string, unknown>>;
type Operand = Path | Value | Call;

interface Call {
  type: 'add' | 'subtract' | 'function';
  name?: string;
  args: readonly Operand[];
}

interface Section {
  type: 'add' | 'delete' | 'remove' | 'set';
  path: Path;
  val?: Operand;
}

/** As dynalite parses them. */
export interface Updates {
  sections: readonly Section[];
}

/**
 * The updates of an item, in which one may be carried out after the other. `read` gives the caller a copy of the item of its own,
 * undefined where there is none.
 */
export function oneByOne<Given extends Updates>(
  updates: Given,
  read: () => Item | undefined,
  key: Item,
): Given {
  const { sections } = updates;
  // Most updates are one that disturbs no other.
  if (sections.length < 2 && sections[0]?.type !== 'remove') return updates;
  const stored = read();
  const item = stored ?? key;
  const found = stored === undefined ? sections.filter(isOfItemThatIsMissing) : sections;
  const given = found.filter((section) => !isTaking(section));
  return {
    ...updates,
    sections: [
      ...given.map((section) => (section.val ? { ...section, val: asItWas(section.val, item) } : section)),
      ...found.filter(isTaking).sort((one, other) => comparePaths(other.path, one.path)),
    ],
  };
}

/** Whether an update does nothing but remove: then it makes no item. */
export function isTakingAlone(input: Readonly<Record<string, unknown>>): boolean {
  const { sections } = (input['_updates'] ?? {}) as Partial<Updates>;
  if (sections) return sections.every(isTaking);
  const actions = Object.values((input['AttributeUpdates'] ?? {}) as Record<string, { Action?: string }>);
  return actions.length > 0 && actions.every(({ Action }) => Action === 'DELETE');
}

/** Where no item is, nothing lies deeper in it. */
function isOfItemThatIsMissing({ type, path }: Section): boolean {
  return type !== 'remove' || path.length === 1;
}

function isTaking({ type }: Section): boolean {
  return type === 'remove' || type === 'delete';
}

/** What an operand leads to; itself, where that is nothing: the engine has the words for it. */
function asItWas(operand: Operand, item: Item): Operand {
  if (isPath(operand)) return valueAt(operand, item) ?? operand;
  if (!isCall(operand)) return operand;
  const [first, second] = operand.args;
  if (operand.name === 'if_not_exists') return valueAt(first as Path, item) ?? asItWas(second!, item);
  return { ...operand, args: operand.args.map((arg) => asItWas(arg, item)) };
}

function valueAt(path: Path, item: Item): Value | undefined {
  return mapPath(path, item) ?? undefined;
}

function isPath(operand: Operand): operand is Path {
  return Array.isArray(operand);
}

function isCall(operand: Value | Call): operand is Call {
  return Array.isArray((operand as Call).args);
}

/** In the order of a list, as far as both go the same way. */
function comparePaths(one: Path, other: Path): number {
  const at = one.findIndex((step, index) => step !== other[index]);
  const [mine, theirs] = [one[at], other[at]];
  return typeof mine === 'number' && typeof theirs === 'number' ? mine - theirs : 0;
}

/** What the update parser gives, or a refusal where a list is appended to what was appended to already. */
export function refuseNestedAppends(parsed: unknown): unknown {
  const sections = (parsed as Partial<Updates>).sections ?? [];
  const isNested = sections.some(({ val }) => isAppend(val) && val.args.some(isAppend));
  return isNested
    ? 'The function is not allowed to be used this way in an expression; function: list_append'
    : parsed;
}

function isAppend(operand: Operand | undefined): operand is Call {
  return operand !== undefined && (operand as Call).name === 'list_append';
}
