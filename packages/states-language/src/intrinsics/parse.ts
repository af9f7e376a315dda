// Intrinsic functions, `States.Format('{}', States.MathAdd($.count, 1))`: text -> a function of the value `$` stands for.
import { PathNotFoundError } from '../jsonpath/evaluate.ts';
import { compilePath, type Query, type QueryContext } from '../query.ts';
import { INTRINSICS, IntrinsicError } from './functions.ts';

export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/** Compiles a call with all calls nested in it. Throws IntrinsicError when it is malformed or unknown. */
export function compileIntrinsic(text: string): Query {
  const reader = { text, at: 0 };
  const call = readCall(reader);
  skipSpace(reader);
  if (reader.at < text.length) throw malformed(reader);
  return (root, context) => {
    try {
      return call(root, context);
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error;
      throw new IntrinsicError(`The function '${text}' had the following error: ${error.message}`);
    }
  };
}

interface Reader {
  text: string;
  at: number;
}

/** Intrinsic functions may be nested ten deep. */
const DEEPEST = 10;

function readCall(reader: Reader, depth = 1): Query {
  const name = /^States\.([A-Za-z0-9]+)\s*\(/.exec(reader.text.slice(reader.at));
  if (!name) throw malformed(reader);
  const intrinsic = INTRINSICS[name[1]!];
  if (!intrinsic) throw new IntrinsicError(`Unrecognized intrinsic function 'States.${name[1]}'`);
  if (depth > DEEPEST) throw new IntrinsicError('Intrinsic functions are nested too deeply');
  reader.at += name[0].length;
  const given: Query[] = [];
  skipSpace(reader);
  while (reader.text[reader.at] !== ')') {
    if (given.length > 0) {
      if (reader.text[reader.at] !== ',') throw malformed(reader);
      reader.at++;
    }
    given.push(readArgument(reader, depth));
    skipSpace(reader);
  }
  reader.at++;
  const [least, most] = intrinsic.arguments;
  if (given.length < least || given.length > most)
    throw new IntrinsicError(
      `Invalid number of arguments for States.${name[1]}: expected ${least === most ? least : `${least} to ${most}`}, got ${given.length}`,
    );
  return (root, context) => intrinsic.call(given.map((argument) => argument(root, context)));
}

function readArgument(reader: Reader, depth: number): Query {
  skipSpace(reader);
  const rest = reader.text.slice(reader.at);
  if (rest.startsWith('States.')) return readCall(reader, depth + 1);
  if (rest.startsWith('$')) {
    const path = compilePath(readPathText(reader));
    return (root, context) => readOrNull(path, root, context);
  }
  if (rest.startsWith("'")) {
    const text = readString(reader);
    return () => text;
  }
  const literal = /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null)(?=\s*[,)])/.exec(rest)?.[0];
  if (literal === undefined) throw malformed(reader);
  reader.at += literal.length;
  const value: unknown = JSON.parse(literal);
  return () => value;
}

/** As in payload templates, an index beyond the end of its array reads null. */
function readOrNull(path: Query, root: unknown, context: QueryContext): unknown {
  try {
    return path(root, context);
  } catch (error) {
    if (error instanceof PathNotFoundError && error.isIndex) return null;
    throw error;
  }
}

/** Up to the comma or parenthesis that ends the argument; brackets, parentheses and quotes may hold either. */
function readPathText(reader: Reader): string {
  const start = reader.at;
  let depth = 0;
  let quote = '';
  for (; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at]!;
    if (quote) {
      if (char === '\\') reader.at++;
      else if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '[' || char === '(') depth++;
    else if (depth > 0 && (char === ']' || char === ')')) depth--;
    else if (depth === 0 && (char === ',' || char === ')')) break;
  }
  return reader.text.slice(start, reader.at).trimEnd();
}

/**
 * A quote is written `\'`. The other escapes are kept for States.Format, which alone gives braces a meaning. A backslash stands
 * before nothing else: AWS takes no `\n` and no `\"`.
 */
function readString(reader: Reader): string {
  let value = '';
  for (reader.at++; reader.at < reader.text.length; reader.at++) {
    const char = reader.text[reader.at]!;
    if (char === "'") {
      reader.at++;
      return value;
    }
    const next = reader.text[reader.at + 1];
    if (char === '\\' && next === "'") {
      value += "'";
      reader.at++;
    } else if (char === '\\' && next === '\\') {
      value += '\\\\';
      reader.at++;
    } else if (char === '\\' && next !== '{' && next !== '}') throw malformed(reader);
    else value += char;
  }
  throw new IntrinsicError(`The string that is not closed in '${reader.text}'`);
}

function skipSpace(reader: Reader): void {
  while (reader.text[reader.at] === ' ') reader.at++;
}

function malformed(reader: Reader): IntrinsicError {
  return new IntrinsicError(`Malformed intrinsic function '${reader.text}' at character ${reader.at + 1}`);
}
