// How long the names of attributes may be.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
import { complaint, detected } from '../constraint-words.ts';
import { ServiceError } from '../service.ts';
import { VALIDATION } from './validation.ts';

type Input = Readonly<Record<string, unknown>>;

const MOST_BYTES = 65_535;
const MOST_LETTERS_OF_A_KEY = 255;
/** No name of as many letters has too many bytes. */
export const SHORT_NAME = Math.floor(MOST_BYTES / 3);

/** Throws ValidationException for a name that is empty or too long, in any member that has attributes by name, or names alone. */
export function checkNames(input: Input): void {
  const { Item, Key, AttributeUpdates, Expected, AttributesToGet, ExpressionAttributeNames } = input;
  for (const named of [Item, Key, AttributeUpdates, Expected])
    for (const name in Object(named)) checkName(name);
  for (const names of [AttributesToGet, ExpressionAttributeNames])
    for (const name of Object.values(Object(names))) if (typeof name === 'string') checkName(name);
}

function checkName(name: string): void {
  if (name === '') throw invalid('One or more parameter values were invalid: Empty attribute name');
  if (name.length > SHORT_NAME && Buffer.byteLength(name) > MOST_BYTES)
    throw invalid(
      `One or more parameter values were invalid: Attribute name is too large, must be less than ${MOST_BYTES + 1} bytes`,
    );
}

/**
 * Throws ValidationException for the name of a key or of a projected attribute that is too long, and for an attribute that is defined
 * twice, in the definition of a table.
 */
export function checkKeyNames({
  AttributeDefinitions,
  KeySchema,
  GlobalSecondaryIndexes,
  LocalSecondaryIndexes,
}: Input): void {
  checkElements('attributeDefinitions', AttributeDefinitions);
  const defined = listOf(AttributeDefinitions).map((one) => (Object(one) as Input)['AttributeName']);
  refuseTwice(defined, 'AttributeName in AttributeDefinitions');
  checkElements('keySchema', KeySchema);
  for (const [path, indexes] of [
    ['globalSecondaryIndexes', GlobalSecondaryIndexes],
    ['localSecondaryIndexes', LocalSecondaryIndexes],
  ] as const)
    for (const [at, index] of listOf(indexes).entries()) {
      const { KeySchema: schema, Projection } = Object(index) as Input;
      checkElements(`${path}.${at + 1}.member.keySchema`, schema);
      const { NonKeyAttributes } = Object(Projection) as Input;
      for (const [of, name] of listOf(NonKeyAttributes).entries())
        checkKeyName(`${path}.${at + 1}.member.projection.nonKeyAttributes.${of + 1}.member`, name);
    }
}

/** Throws ValidationException for an index that is to include attributes, and names none, or one twice. */
export function checkProjections({ GlobalSecondaryIndexes, LocalSecondaryIndexes }: Input): void {
  for (const index of [...listOf(GlobalSecondaryIndexes), ...listOf(LocalSecondaryIndexes)]) {
    const { ProjectionType, NonKeyAttributes } = Object((index as Input)['Projection']) as Input;
    if (ProjectionType === 'INCLUDE' && listOf(NonKeyAttributes).length === 0)
      throw invalid(
        'One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified',
      );
    refuseTwice(listOf(NonKeyAttributes), 'name in NonKeyAttributes');
  }
}

function refuseTwice(names: readonly unknown[], what: string): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw invalid(`One or more parameter values were invalid: Duplicate ${what}: ${String(twice)}`);
}

function checkElements(path: string, elements: unknown): void {
  for (const [at, element] of listOf(elements).entries())
    checkKeyName(`${path}.${at + 1}.member.attributeName`, (Object(element) as Input)['AttributeName']);
}

function checkKeyName(path: string, name: unknown): void {
  if (typeof name !== 'string' || name.length <= MOST_LETTERS_OF_A_KEY) return;
  const bound = `Member must have length less than or equal to ${MOST_LETTERS_OF_A_KEY}`;
  throw invalid(detected(1, complaint(`'${name}'`, path, bound)));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function invalid(message: string): ServiceError {
  return new ServiceError(VALIDATION, message);
}
