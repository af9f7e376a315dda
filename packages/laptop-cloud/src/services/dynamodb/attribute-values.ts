// What is asked of attribute values beyond what the engine asks.
import { ServiceError } from '../service.ts';
import { VALIDATION } from './validation.ts';

type Value = Readonly<Record<string, unknown>>;

const MOST_LEVELS = 32;
const SETS: Readonly<Record<string, string>> = {
  SS: 'One or more parameter values were invalid: An string set may not have a null string as a member',
  NS: 'One or more parameter values were invalid: An number set may not have a null as a member',
  BS: 'One or more parameter values were invalid: Binary sets may not contain null or empty values',
};
const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';

/**
 * Throws ValidationException for a value that is none, or lies too deep. Takes what stands where an attribute's value is to be, and has
 * its numbers without the plus that the engine does not know.
 */
export function checkValue(value: unknown, level = 1): void {
  if (typeof value !== 'object' || value === null) return;
  if (level > MOST_LEVELS)
    throw invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  for (const [type, inner] of Object.entries(value as Value)) {
    if (type === 'N' && typeof inner === 'string') (value as { N: string }).N = withoutPlus(inner);
    if (typeof inner !== 'object' || inner === null) continue;
    if (type === 'NS' && Array.isArray(inner)) (value as { NS: unknown[] }).NS = inner.map(withoutPlus);
    const members = Object.values(inner);
    if (Object.hasOwn(SETS, type) && members.includes(null)) throw invalid(SETS[type] as string);
    if (type !== 'L' && type !== 'M') continue;
    for (const member of members) {
      if (member === null) throw invalid(EMPTY);
      checkValue(member, level + 1);
    }
  }
}

function withoutPlus<Given>(number: Given): Given | string {
  return typeof number === 'string' && /^\+[.\d]/.test(number) ? number.slice(1) : number;
}

/** Nothing has an empty key. Throws ValidationException for a query that asks for one; takes its conditions by attribute. */
export function checkKeyConditions(conditions: unknown): void {
  for (const [name, condition] of Object.entries(Object(conditions))) {
    const values = (condition as { AttributeValueList?: Value[] }).AttributeValueList ?? [];
    const kind = values.map(emptyKind).find((one) => one !== undefined);
    if (kind !== undefined)
      throw invalid(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
      );
  }
}

/**
 * What an update has computed may be beyond what could have been put. Throws ValidationException, which of too many digits says what it
 * says of too large a number.
 */
export function checkNumbers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [type, inner] of Object.entries(value)) {
    if (type === 'N' && typeof inner === 'string') checkComputed(inner);
    checkNumbers(inner);
  }
}

const MOST_DIGITS = 38;

/** A number without exponent. */
function checkComputed(number: string): void {
  const digits = number.replace(/^-/, '').replace('.', '').replace(/^0+/, '');
  // Zeros behind a point are not written, and those of a whole number say nothing of it.
  if (/^-?\d{127,}/.test(number) || digits.replace(/0+$/, '').length > MOST_DIGITS)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (/^-?0\.0{130}/.test(number))
    throw invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
}

/** Of what nothing can be the key. */
export function emptyKind(value: Value | undefined): 'string' | 'binary' | undefined {
  if (value?.['S'] === '') return 'string';
  return value?.['B'] === '' ? 'binary' : undefined;
}

function invalid(message: string): ServiceError {
  return new ServiceError(VALIDATION, message);
}
