// JSON that people write: read with a byte order mark or without, and when it is wrong, told with file, line and column.
import { readFileSync } from 'node:fs';

/** The text of the file is not what it should be; the message begins with `file:line:column` or with the file. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
}

/** Reads a file of JSON in UTF-8. Throws JsonTextError, and the system's error when it cannot be read. */
export function readJsonFile(file: string): unknown {
  const bytes = readFileSync(file);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new JsonTextError(`${file} is not JSON: it is written in UTF-16; save it as UTF-8`);
  return parseJsonText(bytes.toString('utf8'), file);
}

/** Parses what came from a file. A byte order mark is passed over. Throws JsonTextError. */
export function parseJsonText(text: string, file: string): unknown {
  const bare = text.replace(/^\ufeff/, '');
  try {
    return JSON.parse(bare) as unknown;
  } catch (cause) {
    if (bare.trim() === '') throw new JsonTextError(`${file} is not JSON: it is empty`, { cause });
    const { offset, expected } = firstFault(bare);
    const { place, excerpt } = placeAt(bare, offset);
    throw new JsonTextError(`${file}:${place} is not JSON: ${expected} expected ${excerpt}`, { cause });
  }
}

const LONGEST_EXCERPT = 60;

/** Line and column from 1, and what stands there. */
function placeAt(text: string, offset: number): { place: string; excerpt: string } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  const found = printable(text.slice(offset, offset + LONGEST_EXCERPT).split(/\r?\n/)[0]!).trimEnd();
  const whole = printable(text.slice(start).split(/\r?\n/)[0]!).trim();
  return {
    place: `${line}:${offset - start + 1}`,
    excerpt: found === '' ? `after "${whole.slice(-LONGEST_EXCERPT)}"` : `at "${found}"`,
  };
}

/** Of a file that is no text; a terminal would do what it says. */
function printable(text: string): string {
  return text.replace(/[^\P{Cc}\t]/gu, '\ufffd');
}

const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)\b/uy;
const SPACE = /[ \t\n\r]*/y;

type Expecting = 'value' | 'first' | 'key' | 'colon' | 'next';

/** Where a text that is no JSON stops being some, and what should have stood there. */
function firstFault(text: string): { offset: number; expected: string } {
  const open: ('{' | '[')[] = [];
  let expecting: Expecting = 'value';
  let offset = 0;
  for (;;) {
    SPACE.lastIndex = offset;
    offset += SPACE.exec(text)?.[0].length ?? 0;
    TOKEN.lastIndex = offset;
    const token = TOKEN.exec(text)?.[0] ?? '';
    const next = accept(token, expecting, open);
    if (next === undefined) return { offset, expected: wanted(expecting, open.at(-1)) };
    expecting = next;
    offset += token.length;
  }
}

/** What may follow the token; undefined where the token may not stand. Keeps `open`. */
function accept(token: string, expecting: Expecting, open: ('{' | '[')[]): Expecting | undefined {
  const inside = open.at(-1);
  const closes = (token === '}' && inside === '{') || (token === ']' && inside === '[');
  if (closes && (expecting === 'next' || expecting === 'first')) {
    open.pop();
    return 'next';
  }
  if (expecting === 'colon') return token === ':' ? 'value' : undefined;
  if (expecting === 'next') {
    if (token !== ',' || inside === undefined) return undefined;
    return inside === '{' ? 'key' : 'value';
  }
  if (expecting === 'key' || (expecting === 'first' && inside === '{'))
    return token.startsWith('"') ? 'colon' : undefined;
  if (token === '{' || token === '[') {
    open.push(token);
    return 'first';
  }
  return token === '' || /^[}\],:]$/.test(token) ? undefined : 'next';
}

function wanted(expecting: Expecting, inside: string | undefined): string {
  if (expecting === 'colon') return '":"';
  if (expecting === 'key') return 'a name in double quotes';
  if (expecting === 'next')
    return inside === undefined ? 'the end' : inside === '{' ? '"," or "}"' : '"," or "]"';
  if (expecting === 'first') return inside === '{' ? 'a name in double quotes or "}"' : 'a value or "]"';
  return 'a value';
}
