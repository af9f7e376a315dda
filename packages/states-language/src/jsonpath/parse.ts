// JSONPath text -> tokens, in the grammar that Jayway's JsonPath (the library behind Step Functions) accepts.
import { BoundedRegExp } from '../bounded-regexp.ts';

export type Token =
  | { kind: 'names'; names: string[] }
  | { kind: 'indexes'; indexes: number[] }
  | { kind: 'slice'; from: number | undefined; to: number | undefined }
  | { kind: 'wildcard' }
  | { kind: 'scan' }
  | { kind: 'filter'; test: Test }
  | { kind: 'call'; name: string; arguments: Operand[] };

/** A filter expression, without its `[?( )]`. */
export type Test =
  | { kind: 'or' | 'and'; tests: Test[] }
  | { kind: 'not'; test: Test }
  | { kind: 'exists'; operand: Operand }
  | { kind: 'compare'; operator: string; left: Operand; right: Operand };

export type Operand =
  | { kind: 'value'; value: unknown }
  | { kind: 'pattern'; pattern: RegExp }
  | { kind: 'path'; fromRoot: boolean; tokens: Token[] };

/** The path is not JSONPath. */
export class JsonPathSyntaxError extends Error {
  override readonly name = 'JsonPathSyntaxError';
}

/** Parses what follows the root (`$`, `$$`, `$variable` or `@`). Throws JsonPathSyntaxError. */
export function parseTokens(text: string, start: number): Token[] {
  const reader = new Reader(text, start);
  const tokens = readTokens(reader);
  // Jayway trims a path before it reads it.
  reader.skipSpace();
  if (!reader.done) throw reader.error('unexpected character');
  return tokens;
}

/** True when the path can name one value at most. */
export function isDefinite(tokens: readonly Token[]): boolean {
  return tokens.every(
    (token, at) =>
      (token.kind === 'names' && (token.names.length === 1 || at === tokens.length - 1)) ||
      (token.kind === 'indexes' && token.indexes.length === 1) ||
      token.kind === 'call',
  );
}

const OPERATORS = ['===', '!==', '==', '!=', '<>', '<=', '>=', '=~', '<', '>'];
const WORD_OPERATORS = 'in nin contains all size empty subsetof anyof noneof type'.split(' ');
const NAME_END = /[.[\](){}\s,'"@?*/<>=!&|~]/;

class Reader {
  readonly text: string;
  at: number;
  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }
  get done(): boolean {
    return this.at >= this.text.length;
  }
  get char(): string {
    return this.text[this.at] ?? '';
  }
  error(problem: string): JsonPathSyntaxError {
    return new JsonPathSyntaxError(`${problem} at character ${this.at + 1} of '${this.text}'`);
  }
  skipSpace(): void {
    while (this.char === ' ') this.at++;
  }
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }
  must(expected: string): void {
    this.skipSpace();
    if (!this.take(expected)) throw this.error(`'${expected}' expected`);
  }
}

function readTokens(reader: Reader): Token[] {
  const tokens: Token[] = [];
  for (;;) {
    if (reader.take('..')) {
      tokens.push({ kind: 'scan' });
      tokens.push(reader.char === '[' ? readBracket(reader) : readDotted(reader));
    } else if (reader.take('.')) {
      tokens.push(reader.char === '[' ? readBracket(reader) : readDotted(reader));
    } else if (reader.char === '[') {
      tokens.push(readBracket(reader));
    } else return tokens;
  }
}

function readDotted(reader: Reader): Token {
  if (reader.take('*')) return { kind: 'wildcard' };
  const start = reader.at;
  while (!reader.done && !NAME_END.test(reader.char)) reader.at++;
  const name = reader.text.slice(start, reader.at);
  if (!name) throw reader.error('a property name is expected');
  if (reader.char !== '(') return { kind: 'names', names: [name] };
  reader.at++;
  return { kind: 'call', name, arguments: readList(reader, ')') };
}

function readBracket(reader: Reader): Token {
  reader.must('[');
  reader.skipSpace();
  if (reader.take('*')) {
    reader.must(']');
    return { kind: 'wildcard' };
  }
  if (reader.take('?')) {
    reader.must('(');
    const test = readOr(reader);
    reader.must(')');
    reader.must(']');
    return { kind: 'filter', test };
  }
  if (reader.char === "'" || reader.char === '"') {
    const names: string[] = [];
    do {
      reader.skipSpace();
      names.push(readQuotedName(reader));
      reader.skipSpace();
    } while (reader.take(','));
    reader.must(']');
    return { kind: 'names', names };
  }
  const end = reader.text.indexOf(']', reader.at);
  if (end < 0) throw reader.error("']' expected");
  const inside = reader.text.slice(reader.at, end).replaceAll(' ', '');
  const slice = /^(-?\d+)?:(-?\d+)?$/.exec(inside);
  if (!slice && !/^-?\d+(,-?\d+)*$/.test(inside)) throw reader.error('an index or a name is expected');
  reader.at = end + 1;
  if (!slice) return { kind: 'indexes', indexes: inside.split(',').map(Number) };
  const [, from, to] = slice;
  return { kind: 'slice', from: from ? Number(from) : undefined, to: to ? Number(to) : undefined };
}

/** Only the quote itself and the backslash can be escaped; Step Functions keeps any other backslash. */
function readQuotedName(reader: Reader): string {
  const quote = reader.char;
  if (quote !== "'" && quote !== '"') throw reader.error('a quoted name is expected');
  let name = '';
  for (reader.at++; !reader.done; reader.at++) {
    const next = reader.text[reader.at + 1];
    if (reader.char === '\\' && (next === quote || next === '\\')) {
      name += next;
      reader.at++;
    } else if (reader.char === quote) {
      reader.at++;
      return name;
    } else name += reader.char;
  }
  throw reader.error('the quote is not closed');
}

function readOr(reader: Reader): Test {
  const tests = [readAnd(reader)];
  for (reader.skipSpace(); reader.take('||'); reader.skipSpace()) tests.push(readAnd(reader));
  return tests.length === 1 ? tests[0]! : { kind: 'or', tests };
}

function readAnd(reader: Reader): Test {
  const tests = [readTest(reader)];
  for (reader.skipSpace(); reader.take('&&'); reader.skipSpace()) tests.push(readTest(reader));
  return tests.length === 1 ? tests[0]! : { kind: 'and', tests };
}

function readTest(reader: Reader): Test {
  reader.skipSpace();
  if (reader.take('!')) return { kind: 'not', test: readTest(reader) };
  if (reader.take('(')) {
    const test = readOr(reader);
    reader.must(')');
    return test;
  }
  const left = readOperand(reader);
  reader.skipSpace();
  const operator = readOperator(reader);
  if (!operator) return { kind: 'exists', operand: left };
  return { kind: 'compare', operator, left, right: readRight(reader, operator) };
}

/** What stands right of an operator may also be a text without quotes, as published definitions have it and Jayway takes it. */
function readRight(reader: Reader, operator: string): Operand {
  reader.skipSpace();
  if (operator === '=~') return readOperand(reader);
  const bare = BARE_TEXT.exec(reader.text.slice(reader.at))?.[0];
  if (bare === undefined || NO_BARE_TEXT.test(bare)) return readOperand(reader);
  reader.at += bare.length;
  return { kind: 'value', value: bare };
}

/** Up to what ends a comparison. */
const BARE_TEXT = /^[^\s()[\]{}'"@$,&|=<>!~?]+(?=\s*(?:[)\]]|&&|\|\||$))/;
/** A number, a word of JSON, or a pattern. */
const NO_BARE_TEXT = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|\/(?:\\.|[^/\\])*\/[a-z]*)$/;

function readOperator(reader: Reader): string | undefined {
  const symbol = OPERATORS.find((operator) => reader.take(operator));
  if (symbol) return symbol;
  const word = /^[a-z]+/i.exec(reader.text.slice(reader.at))?.[0];
  if (!word) return undefined;
  const operator = word.toLowerCase();
  if (!WORD_OPERATORS.includes(operator)) throw reader.error(`'${word}' is not a filter operator`);
  reader.at += word.length;
  return operator;
}

function readOperand(reader: Reader): Operand {
  reader.skipSpace();
  const start = reader.char;
  if (start === '@' || start === '$') {
    reader.at++;
    return { kind: 'path', fromRoot: start === '$', tokens: readTokens(reader) };
  }
  if (start === "'" || start === '"') return { kind: 'value', value: readQuotedName(reader) };
  if (start === '/') return readPattern(reader);
  if (reader.take('[')) {
    const values = readList(reader, ']').map((operand) =>
      operand.kind === 'value' ? operand.value : undefined,
    );
    return { kind: 'value', value: values };
  }
  const literal = /^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null)\b/.exec(reader.text.slice(reader.at))?.[0];
  if (!literal) throw reader.error('a value or a path is expected');
  reader.at += literal.length;
  return { kind: 'value', value: JSON.parse(literal) };
}

function readList(reader: Reader, close: string): Operand[] {
  const operands: Operand[] = [];
  reader.skipSpace();
  if (reader.take(close)) return operands;
  do {
    operands.push(readOperand(reader));
    reader.skipSpace();
  } while (reader.take(','));
  reader.must(close);
  return operands;
}

function readPattern(reader: Reader): Operand {
  const found = /^\/((?:\\.|[^/\\])*)\/([a-z]*)/.exec(reader.text.slice(reader.at));
  if (!found) throw reader.error('the pattern is not closed');
  reader.at += found[0].length;
  try {
    return { kind: 'pattern', pattern: new BoundedRegExp(new RegExp(`^(?:${found[1]})$`, found[2])) };
  } catch {
    throw reader.error('the pattern is not a regular expression');
  }
}
