// CSV as a distributed Map reads it: quotes as in RFC 4180, and backslashes; short rows are filled up, extra fields dropped.
// https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
import { inHashOrder } from './hash-order.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** One object for each row, all values strings. Without headers, the first row has them. `checkNames` may refuse them. */
export function* parseCsv(
  text: string,
  headers: readonly string[] | undefined,
  delimiter = 'COMMA',
  checkNames: (names: readonly string[]) => void = () => {},
): Generator<Record<string, string>> {
  const rows = readRows(text, DELIMITERS[delimiter] ?? ',');
  const names = headers ?? rows.next().value ?? [];
  checkNames(names);
  const places = new Map(names.map((name, at) => [name, at]));
  const columns = inHashOrder(names).map((name): [string, number] => [name, places.get(name)!]);
  for (const row of rows) yield Object.fromEntries(columns.map(([name, at]) => [name, row[at] ?? '']));
}

function* readRows(text: string, delimiter: string): Generator<string[], undefined> {
  const stops = new Set(['\\', '"', '\n', '\r', delimiter].map((stop) => stop.charCodeAt(0)));
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (!stops.has(text.charCodeAt(at))) {
      const end = endOfPlain(text, at + 1, stops);
      field += text.slice(at, end);
      at = end - 1;
    } else if (char === '\\') {
      // A backslash escapes only what has a meaning; before anything else it is dropped.
      const next = text[at + 1];
      if (next === '\\' || next === '"' || next === delimiter) field += text[++at];
    } else if (isQuoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else isQuoted = false;
    } else if (char === '"' && field === '') isQuoted = true;
    else if (char === delimiter) endField();
    else if (char === '\n') {
      endField();
      if (!isBlank(row)) yield row;
      row = [];
    } else if (char !== '\r' || text[at + 1] !== '\n') field += char;
  }
  if (field !== '' || row.length > 0) {
    endField();
    if (!isBlank(row)) yield row;
  }
}

function endOfPlain(text: string, from: number, stops: ReadonlySet<number>): number {
  let at = from;
  while (at < text.length && !stops.has(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(row: readonly string[]): boolean {
  return row.length === 1 && row[0] === '';
}
