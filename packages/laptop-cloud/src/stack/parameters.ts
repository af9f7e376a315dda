// Template parameters: given values or defaults, checked as CloudFormation checks them before it makes anything.
import { nearNames } from '../near-names.ts';
import { lookup } from './lookup.ts';
import { StackError } from './stack-error.ts';

export type ParameterValue = string | number | string[] | number[];

/** Values by parameter name. Throws StackError with every unknown, missing or refused parameter. */
export function parameterValues(
  declared: Record<string, Record<string, unknown>>,
  given: Record<string, string>,
): Record<string, ParameterValue> {
  const problems: string[] = [];
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(declared, name)) continue;
    const known = Object.keys(declared);
    const near = nearNames(name, known);
    problems.push(
      `Parameter ${name} is not in the template; it knows ${known.length ? known.join(', ') : 'no parameters'}${near.length ? `; did you mean ${near.join(' or ')}?` : '.'}`,
    );
  }
  const values: Record<string, ParameterValue> = {};
  const missing: string[] = [];
  for (const [name, declaration] of Object.entries(declared)) {
    const unknown = Object.keys(declaration).filter((key) => !DECLARATION_KEYS.has(key));
    if (unknown.length > 0) problems.push(`Parameter ${name} has an unknown key ${unknown.join(', ')}.`);
    const raw = given[name] ?? declaration.Default;
    if (raw === undefined) {
      missing.push(name);
      continue;
    }
    const reading = lookup(READINGS, String(declaration.Type));
    if (!reading) {
      problems.push(
        `Parameter ${name}: type ${String(declaration.Type)} is not supported on the laptop, only ${Object.keys(READINGS).join(', ')}.`,
      );
      continue;
    }
    const text = String(raw);
    const problem = rejection(text, declaration, reading.isList);
    if (problem) problems.push(`Parameter ${name}: ${problem}${explanation(declaration)}`);
    const value = reading.read(text);
    if (value === undefined) problems.push(`Parameter ${name}: ${JSON.stringify(text)} is not a number.`);
    else values[name] = value;
  }
  if (missing.length > 0) problems.unshift(missingValues(missing));
  if (problems.length > 0) throw new StackError(problems);
  return values;
}

/** One line for all of them, that can be taken over. */
function missingValues(names: readonly string[]): string {
  const options = names.map((name) => `--parameter-overrides ${name}=VALUE`).join(' ');
  return names.length === 1
    ? `Parameter ${names[0]} has no default and needs a value: ${options}`
    : `Parameters ${names.join(', ')} have no default and need values: ${options}`;
}

const DECLARATION_KEYS = new Set(
  'AllowedPattern AllowedValues ConstraintDescription Default Description MaxLength MaxValue MinLength MinValue NoEcho Type'.split(
    ' ',
  ),
);

/** Numbers stay numbers, so that `MemorySize: !Ref Memory` reads like a literal. */
const READINGS: Readonly<
  Record<string, { isList: boolean; read(text: string): ParameterValue | undefined }>
> = {
  String: { isList: false, read: (text) => text },
  Number: { isList: false, read: numberOf },
  CommaDelimitedList: { isList: true, read: items },
  'List<Number>': {
    isList: true,
    read: (text) => {
      const numbers = items(text).map(numberOf);
      return numbers.every((number) => number !== undefined) ? numbers : undefined;
    },
  },
};

function items(text: string): string[] {
  return text === '' ? [] : text.split(',').map((item) => item.trim());
}

/** An integer or a decimal number, as CloudFormation takes it: no hexadecimal digits, no Infinity. */
function numberOf(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

const MAX_VALUE_BYTES = 4096;

function rejection(text: string, declaration: Record<string, unknown>, isList: boolean): string | undefined {
  const { AllowedValues, AllowedPattern, MinLength, MaxLength, MinValue, MaxValue } = declaration;
  if (Array.isArray(AllowedValues)) {
    const allowed = AllowedValues.map(String);
    const refused = (isList ? items(text) : [text]).find((item) => !allowed.includes(item));
    if (refused !== undefined) return `${JSON.stringify(refused)} is not one of ${allowed.join(', ')}.`;
  }
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${String(AllowedPattern)})$`).test(text))
    return `${JSON.stringify(text)} does not match ${String(AllowedPattern)}.`;
  if (Buffer.byteLength(text) > MAX_VALUE_BYTES)
    return `has ${Buffer.byteLength(text)} bytes; CloudFormation takes ${MAX_VALUE_BYTES}.`;
  if (MinLength !== undefined && text.length < Number(MinLength))
    return `needs at least ${Number(MinLength)} characters.`;
  if (MaxLength !== undefined && text.length > Number(MaxLength))
    return `takes at most ${Number(MaxLength)} characters.`;
  if (MinValue !== undefined && Number(text) < Number(MinValue))
    return `must be at least ${Number(MinValue)}.`;
  if (MaxValue !== undefined && Number(text) > Number(MaxValue))
    return `must be at most ${Number(MaxValue)}.`;
  return undefined;
}

function explanation(declaration: Record<string, unknown>): string {
  return typeof declaration.ConstraintDescription === 'string'
    ? ` (${declaration.ConstraintDescription})`
    : '';
}
