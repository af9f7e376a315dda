// What a call says of itself to policies: the attributes it names, and what it selects.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
import type { ConditionKeys } from '../../policies/request-context.ts';
import type { Input } from './engine.ts';
import { EXPRESSIONS } from './expression-bounds.ts';

/** Words of expressions that are no attribute, in any case. */
const WORDS = new Set(
  'and or not between in set remove add delete size contains begins_with attribute_exists attribute_not_exists attribute_type if_not_exists list_append'.split(
    ' ',
  ),
);

/** `dynamodb:Attributes` has the first step of each path; `dynamodb:Select` is what was asked for by that name. */
export function conditionKeysOf(input: Input): ConditionKeys {
  const names = objectOf(input['ExpressionAttributeNames']);
  const attributes = new Set([
    ...Object.keys(objectOf(input['Key'])),
    ...Object.keys(objectOf(input['Item'])),
    ...textsOf(input['AttributesToGet']),
    ...EXPRESSIONS.flatMap((member) => namesIn(input[member], names)),
  ]);
  const select = input['Select'];
  return {
    ...(attributes.size > 0 && { 'dynamodb:Attributes': [...attributes] }),
    ...(typeof select === 'string' && { 'dynamodb:Select': select }),
  };
}

function namesIn(expression: unknown, names: Record<string, unknown>): string[] {
  if (typeof expression !== 'string') return [];
  // A dot or a bracket leads deeper into an attribute that was named before it; a colon begins a value.
  const tokens = expression.match(/[.:]?#?[A-Za-z_][\w-]*/g) ?? [];
  return tokens
    .filter((token) => !/^[.:]/.test(token) && !WORDS.has(token.toLowerCase()))
    .map((token) => (token.startsWith('#') ? String(names[token] ?? token) : token));
}

const objectOf = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};

const textsOf = (given: unknown): string[] =>
  Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
