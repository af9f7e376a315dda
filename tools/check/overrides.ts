// `--parameter-overrides` as the SAM CLI reads it, except that nothing is lost without a word: what SAM drops is a problem here.
// Source: samcli/cli/types.py of SAM CLI 1.170.0, CfnParameterOverridesType.

import { UsageError } from '../usage-error.ts';

/** What stands in samconfig.toml or behind the option: texts, lists of them, or a table of parameters. */
export type Overrides = unknown;

/** Parameters by name. Throws UsageError for what SAM would refuse, cut off or pass over. */
export function readOverrides(overrides: Overrides): Record<string, string> {
  if (overrides === undefined || overrides === null) return {};
  if (typeof overrides === 'string') return fromText(overrides);
  if (Array.isArray(overrides)) return Object.assign({}, ...overrides.map(readOverrides));
  if (typeof overrides === 'object') return fromTable(overrides as Record<string, unknown>);
  throw new UsageError([
    `parameter overrides are texts, lists or a table, not ${JSON.stringify(overrides)}.`,
  ]);
}

const QUOTED = `"(?:\\\\.|[^"\\\\])*"|'(?:\\\\.|[^'\\\\])*'`;
const KEY = `([A-Za-z0-9"']+)`;
const VALUE = `(${QUOTED}|(?:\\\\.|[^ "\\\\])+)`;
/** SAM takes the first of these that occurs at all, and then every place where it does. */
const FORMS = [`ParameterKey=${KEY},ParameterValue=${VALUE}`, ` ${KEY}=${VALUE}`];

function fromText(text: string): Record<string, string> {
  if (text.trim() === '') return {};
  if (text.startsWith('file://'))
    throw new UsageError([`${text}: parameters in files are not read here; name them one by one.`]);
  const padded = ` ${text.trim()}`;
  const form = FORMS.find((source) => new RegExp(source, 's').test(padded));
  if (form === undefined)
    throw new UsageError([
      `${JSON.stringify(text)} is no parameter: write Name=value, the name in letters and digits.`,
    ]);
  const found: Record<string, string> = {};
  const rest = padded.replaceAll(new RegExp(form, 'gs'), (_, key: string, value: string) => {
    found[unquoted(key)] = unquoted(value);
    return '\n';
  });
  const dropped = rest
    .split('\n')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (dropped.length > 0) throw new UsageError([droppedText(dropped, found)]);
  return found;
}

function droppedText(dropped: readonly string[], found: Record<string, string>): string {
  const read = Object.entries(found).map(([name, value]) => `${name} as ${JSON.stringify(value)}`);
  return (
    `SAM would read ${read.join(', ')} and drop ${dropped.map((part) => JSON.stringify(part)).join(', ')} without a word. ` +
    `Put a value with quotes or spaces, and an empty one, in quotes of its own: ` +
    `Name='{"age":{"reject":17}}' in samconfig.toml, 'Name='"'"'{"age":{"reject":17}}'"'"'' in a shell.`
  );
}

/** A table holds values as they are: the form for JSON. */
function fromTable(table: Record<string, unknown>): Record<string, string> {
  const problems: string[] = [];
  const entries = Object.entries(table).map(([name, value]): [string, string] => {
    if (name === '$include')
      problems.push('$include: parameters in files are not read here; name them one by one.');
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      problems.push(
        `${name}: write the value as a string in single quotes; SAM would turn this table into Python's words.`,
      );
    // True and False, which is what SAM makes of them, are no value of a template's.
    else if (typeof value === 'boolean')
      problems.push(`${name}: write ${value} in quotes; SAM would write it in Python's words.`);
    return [
      name,
      Array.isArray(value)
        ? value
            .map(String)
            .map((item) => item.trim())
            .filter(Boolean)
            .join(',')
        : unquoted(String(value ?? '')),
    ];
  });
  if (problems.length > 0) throw new UsageError(problems);
  return Object.fromEntries(entries);
}

function unquoted(text: string): string {
  const first = text[0];
  const isWrapped = text.length > 1 && first === text.at(-1) && (first === '"' || first === "'");
  return (isWrapped ? text.slice(1, -1) : text)
    .replaceAll('\\ ', ' ')
    .replaceAll('\\"', '"')
    .replaceAll("\\'", "'");
}
