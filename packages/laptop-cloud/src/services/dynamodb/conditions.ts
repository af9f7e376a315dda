// Whether a condition or filter holds of an item. dynalite reads the expressions, but compares some values otherwise than DynamoDB: a
// map or list equals none (findings/dynalite-maps-are-never-equal.sh), nor is it found in a list; false and an empty text have no type,
// and are IN nothing; bytes are compared as if they were text.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
import { compare } from 'dynalite/db/index.js';

/** One type, and what it holds: `{ S: 'a' }`. */
export type Value = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];
type Operand = Path | Value | Call;
/** What a path leads to in the item that is looked at. */
type Resolve = (path: Path) => Value | null | undefined;

interface Call {
  type: 'function';
  name: string;
  args: readonly Operand[];
}

/** As dynalite parses them. */
export type Condition =
  | { type: 'and' | 'or' | 'not'; args: readonly Condition[] }
  | { type: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | 'between'; args: readonly Operand[] }
  | Call;

const YES: Value = { BOOL: true };
const NO: Value = { BOOL: false };

/** A condition for dynalite that holds where the given one does: it asks each for its operands, and this one answers with what is equal, or not. */
export function answeredHere(condition: Condition): unknown {
  return { type: '=', args: { map: (resolve: Resolve) => [YES, holds(condition, resolve) ? YES : NO] } };
}

function holds(condition: Condition, resolve: Resolve): boolean {
  if (condition.type === 'and') return condition.args.every((one) => holds(one, resolve));
  if (condition.type === 'or') return condition.args.some((one) => holds(one, resolve));
  if (condition.type === 'not') return !condition.args.some((one) => holds(one, resolve));
  const [first, ...others] = condition.args.map((operand) => operandValue(operand, resolve));
  return check(condition.type === 'function' ? condition.name : condition.type, first, others);
}

function check(name: string, first: Value | undefined, others: readonly (Value | undefined)[]): boolean {
  const [second, third] = others;
  switch (name) {
    case 'attribute_exists':
      return first !== undefined;
    case 'attribute_not_exists':
      return first === undefined;
    case 'attribute_type':
      return first !== undefined && typeOf(first) === second?.['S'];
    case '=':
      return areEqual(first, second);
    case '<>':
      return !areEqual(first, second);
    case 'in':
      return others.some((other) => areEqual(first, other));
    case 'begins_with':
      return isOneOf(first, second, ['S', 'B']) && bytesOf(first!).indexOf(bytesOf(second!)) === 0;
    case 'contains':
      return contains(first, second);
    case 'between':
      return check('>=', first, [second]) && check('<=', first, [third]);
    default:
      // Of what has an order, the engine knows it.
      return isOneOf(first, second, ['S', 'N', 'B']) && compare(name, first, second);
  }
}

/** Undefined for what is not there, and for the size of what has none. */
function operandValue(operand: Operand, resolve: Resolve): Value | undefined {
  if (Array.isArray(operand)) return resolve(operand) ?? undefined;
  if (!isCall(operand)) return operand as Value;
  const size = sizeOf(operandValue(operand.args[0] as Operand, resolve));
  return size === undefined ? undefined : { N: String(size) };
}

function isCall(operand: Operand): operand is Call {
  return (operand as Call).type === 'function';
}

function sizeOf(value: Value | undefined): number | undefined {
  if (value === undefined) return undefined;
  const inner = value[typeOf(value)];
  if (typeof value['B'] === 'string') return bytesOf(value).length;
  if (typeof value['S'] === 'string') return value['S'].length;
  return typeof inner === 'object' && inner !== null ? Object.keys(inner).length : undefined;
}

function contains(whole: Value | undefined, part: Value | undefined): boolean {
  if (whole === undefined || part === undefined) return false;
  if (isOneOf(whole, part, ['S', 'B'])) return bytesOf(whole).includes(bytesOf(part));
  const type = typeOf(whole);
  const members = whole[type];
  if (!Array.isArray(members)) return false;
  if (type === 'L') return members.some((member) => areEqual(member as Value, part));
  return type === `${typeOf(part)}S` && members.includes(part[typeOf(part)]);
}

function areEqual(one: Value | undefined, other: Value | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  const type = typeOf(one);
  if (type !== typeOf(other)) return false;
  const [mine, theirs] = [one[type], other[type]];
  if (typeof mine !== 'object' || mine === null) return mine === theirs;
  const members = Object.entries(mine);
  if (members.length !== Object.keys(theirs as object).length) return false;
  // A set has no order.
  if (/^(SS|NS|BS)$/.test(type)) return members.every(([, member]) => (theirs as unknown[]).includes(member));
  return members.every(([name, member]) => {
    const twin = Object.hasOwn(theirs as object, name) ? (theirs as Record<string, Value>)[name] : undefined;
    return areEqual(member as Value, twin);
  });
}

function isOneOf(one: Value | undefined, other: Value | undefined, types: readonly string[]): boolean {
  if (one === undefined || other === undefined) return false;
  return types.includes(typeOf(one)) && typeOf(one) === typeOf(other);
}

function typeOf(value: Value): string {
  return Object.keys(value)[0] as string;
}

/** Of a text or of bytes. */
function bytesOf(value: Value): Buffer {
  const { S: text, B: base64 } = value;
  return typeof text === 'string' ? Buffer.from(text) : Buffer.from(base64 as string, 'base64');
}
