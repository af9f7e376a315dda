// What is wrong with a text that is no JSON, in the words and at the place of Jackson, the parser behind Step Functions:
// `Unexpected character ('}' (code 125)): was expecting double-quote to start field name`.
// https://github.com/FasterXML/jackson-core/blob/2.15/src/main/java/com/fasterxml/jackson/core/json/ReaderBasedJsonParser.java

export interface JsonFault {
  /** What is wrong, without its place. */
  problem: string;
  /** `[Source: (String)"{"a":1,}"; line: 1, column: 9]` */
  source: string;
  /** Index behind what was read last. */
  at: number;
}

/** The deepest that Jackson reads. */
const MOST_NESTED = 1000;

/** Whether a text may be nested deeper than Jackson reads, which costs less to tell than to read it. */
export function mayBeTooDeep(text: string): boolean {
  if (text.length <= 2 * MOST_NESTED) return false;
  let brackets = 0;
  for (let at = 0; at < text.length && brackets <= MOST_NESTED; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) brackets++;
  }
  return brackets > MOST_NESTED;
}

/** The first fault of a text; undefined for JSON. */
export function jsonFault(text: string): JsonFault | undefined {
  const reader = new Reader(text);
  try {
    readValue(reader, nextChar(reader));
    skipSpace(reader);
    if (reader.at < text.length)
      unexpected(reader, take(reader), 'Expected space separating root-level values');
    return undefined;
  } catch (error) {
    if (error instanceof Found)
      return { problem: error.message, source: placeOf(text, error.place), at: error.place };
    throw error;
  }
}

class Found extends Error {
  override readonly name = 'Found';
  readonly place: number;
  /** `place`: the index behind what was read last. */
  constructor(problem: string, place: number) {
    super(problem);
    this.place = place;
  }
}

interface Open {
  kind: 'Array' | 'Object';
  /** The index behind its bracket. */
  start: number;
  isEmpty: boolean;
}

class Reader {
  readonly text: string;
  at = 0;
  readonly open: Open[] = [];
  constructor(text: string) {
    this.text = text;
  }
}

/** Reads a value and all that is in it, by a list of what is open: a text may be nested deeper than the stack is. */
function readValue(reader: Reader, first: string): void {
  let char = first;
  for (;;) {
    if (char === '{' || char === '[') enter(reader, char);
    else readScalar(reader, char);
    const next = nextOf(reader);
    if (next === undefined) return;
    char = next;
  }
}

function enter(reader: Reader, char: string): void {
  reader.open.push({ kind: char === '{' ? 'Object' : 'Array', start: reader.at, isEmpty: true });
  if (reader.open.length > MOST_NESTED)
    throw new Found(
      `Document nesting depth (${MOST_NESTED + 1}) exceeds the maximum allowed (${MOST_NESTED}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      reader.at,
    );
}

/** The first character of the next value; undefined at the end of the outermost. */
function nextOf(reader: Reader): string | undefined {
  for (;;) {
    const around = reader.open.at(-1);
    if (!around) return undefined;
    let char = nextChar(reader);
    if (char === ']' || char === '}') {
      leave(reader, around, char);
      continue;
    }
    if (!around.isEmpty) {
      if (char !== ',') unexpected(reader, char, `was expecting comma to separate ${around.kind} entries`);
      char = nextChar(reader, ` within/between ${around.kind} entries`);
    }
    around.isEmpty = false;
    if (around.kind === 'Array') return char;
    if (char !== '"') unexpected(reader, char, 'was expecting double-quote to start field name');
    readText(reader, 'name', ' in field name');
    const colon = nextChar(reader, ` within/between ${around.kind} entries`);
    if (colon !== ':') unexpected(reader, colon, 'was expecting a colon to separate field name and value');
    const value = nextChar(reader, ` within/between ${around.kind} entries`);
    if (value === '}') unexpected(reader, value, 'expected a value');
    return value;
  }
}

function leave(reader: Reader, around: Open, char: string): void {
  const wanted = around.kind === 'Array' ? ']' : '}';
  if (char !== wanted)
    throw new Found(
      `Unexpected close marker '${char}': expected '${wanted}' (for ${around.kind} starting at ${startOf(reader, around)})`,
      reader.at,
    );
  reader.open.pop();
}

function startOf({ text }: Reader, { start }: Open): string {
  return placeOf(text, start - 1);
}

/** The next character that is no space. Throws at the end of the text, where `within` says what is missing. */
function nextChar(reader: Reader, within?: string): string {
  skipSpace(reader);
  if (reader.at < reader.text.length) return take(reader);
  const around = reader.open.at(-1);
  if (!around) throw new Found('No content to map due to end-of-input', reader.at);
  const missing =
    within ?? `: expected close marker for ${around.kind} (start marker at ${startOf(reader, around)})`;
  throw new Found(`Unexpected end-of-input${missing}`, reader.at);
}

function take(reader: Reader): string {
  return reader.text[reader.at++]!;
}

function skipSpace(reader: Reader): void {
  while (reader.at < reader.text.length && ' \t\r\n'.includes(reader.text[reader.at]!)) reader.at++;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const TOKENS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
/** What Java takes for the part of a name. */
const NAME_PART = /[\p{L}\p{Nl}\p{Nd}\p{Sc}\p{Pc}\p{Mn}\p{Mc}]/u;
const NAME_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;

function readScalar(reader: Reader, char: string): void {
  const token = TOKENS[char];
  if (char === '"') readText(reader, 'string value', ': was expecting closing quote for a string value');
  else if (char === '-' || isDigit(char)) readNumber(reader, char);
  else if (token !== undefined) readToken(reader, token);
  else if (NAME_START.test(char)) unrecognized(reader, reader.at - 1);
  else unexpected(reader, char, `expected a valid value ${VALUES}`);
}

function readToken(reader: Reader, token: string): void {
  const start = reader.at - 1;
  const next = reader.text[start + token.length];
  if (!reader.text.startsWith(token, start) || (next !== undefined && NAME_PART.test(next)))
    unrecognized(reader, start);
  reader.at = start + token.length;
}

function unrecognized(reader: Reader, start: number): never {
  let end = start + 1;
  while (end < reader.text.length && NAME_PART.test(reader.text[end]!)) end++;
  const token = reader.text.slice(start, end);
  throw new Found(
    `Unrecognized token '${token.length > 256 ? `${token.slice(0, 256)}...` : token}': was expecting ${VALUES}`,
    end,
  );
}

function readText(reader: Reader, what: string, missing: string): void {
  for (;;) {
    if (reader.at >= reader.text.length) throw new Found(`Unexpected end-of-input${missing}`, reader.at);
    const char = take(reader);
    if (char === '"') return;
    if (char === '\\') readEscape(reader, missing);
    else if (char < ' ')
      throw new Found(
        `Illegal unquoted character (${described(char)}): has to be escaped using backslash to be included in ${what}`,
        reader.at,
      );
  }
}

function readEscape(reader: Reader, missing: string): void {
  const end = () => new Found(`Unexpected end-of-input${missing}`, reader.at);
  if (reader.at >= reader.text.length) throw end();
  const char = take(reader);
  if (char !== 'u') {
    if (!'"\\/bfnrt'.includes(char))
      throw new Found(`Unrecognized character escape ${described(char)}`, reader.at);
    return;
  }
  for (let digits = 0; digits < 4; digits++) {
    if (reader.at >= reader.text.length) throw end();
    const digit = take(reader);
    if (!/[0-9A-Fa-f]/.test(digit))
      unexpected(reader, digit, 'expected a hex-digit for character escape sequence');
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function readNumber(reader: Reader, first: string): void {
  if (first === '-') readDigit(reader, 'expected digit (0-9) to follow minus sign, for valid numeric value');
  if (reader.text[reader.at - 1] === '0' && isDigit(reader.text[reader.at]))
    throw new Found('Invalid numeric value: Leading zeroes not allowed', reader.at);
  skipDigits(reader);
  if (reader.text[reader.at] === '.') {
    reader.at++;
    readDigit(reader, 'Decimal point not followed by a digit');
    skipDigits(reader);
  }
  if (/[eE]/.test(reader.text[reader.at] ?? '')) {
    reader.at++;
    if (/[+-]/.test(reader.text[reader.at] ?? '')) reader.at++;
    readDigit(reader, 'Exponent indicator not followed by a digit');
    skipDigits(reader);
  }
}

function readDigit(reader: Reader, problem: string): void {
  if (reader.at >= reader.text.length) throw new Found('Unexpected end-of-input in Numeric value', reader.at);
  const char = take(reader);
  if (!isDigit(char))
    throw new Found(`Unexpected character (${described(char)}) in numeric value: ${problem}`, reader.at);
}

function skipDigits(reader: Reader): void {
  while (isDigit(reader.text[reader.at])) reader.at++;
}

function unexpected(reader: Reader, char: string, problem: string): never {
  throw new Found(`Unexpected character (${described(char)}): ${problem}`, reader.at);
}

function described(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 32 || (code > 126 && code < 160)) return `(CTRL-CHAR, code ${code})`;
  return code > 255 ? `'${char}' (code ${code} / 0x${code.toString(16)})` : `'${char}' (code ${code})`;
}

/** So much of a text is shown. */
const SHOWN = 500;

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split(/\r\n|\r|\n/).length;
  const column = at - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
  const cut = text.length > SHOWN ? `[truncated ${text.length - SHOWN} chars]` : '';
  return `[Source: (String)"${text.slice(0, SHOWN)}"${cut}; line: ${line}, column: ${column}]`;
}
