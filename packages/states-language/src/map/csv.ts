// CSV as a distributed Map reads it: quotes as in RFC 4180, and backslashes; short rows are filled up, extra fields dropped.
// https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

/** Gives one object for each row, all values strings. Without headers, the first row has them. `checkNames` may refuse them. */
export function parseCsv(
  text: string,
  headers: readonly string[] | undefined,
  delimiter = 'COMMA',
  checkNames: (names: readonly string[]) => void = () => {},
): Record<string, string>[] {
  const rows = readRows(text, DELIMITERS[delimiter] ?? ',');
  const names = headers ?? rows.shift() ?? [];
  checkNames(names);
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ''])));
}

function readRows(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') {
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
    else if (char === '\n') endRow();
    else if (char !== '\r' || text[at + 1] !== '\n') field += char;
  }
  if (field !== '' || row.length > 0) endRow();
  return rows;
}
