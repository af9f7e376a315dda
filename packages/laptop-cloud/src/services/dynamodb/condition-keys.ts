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
  const attributes = new Set<string>();
  for (const name in objectOf(input['Key'])) attributes.add(name);
  for (const name in objectOf(input['Item'])) attributes.add(name);
  for (const name of textsOf(input['AttributesToGet'])) attributes.add(name);
  const names = objectOf(input['ExpressionAttributeNames']);
  for (const member of EXPRESSIONS)
    for (const word of wordsOf(input[member]))
      attributes.add(word.startsWith('#') ? String(names[word] ?? word) : word);
  const keys: Record<string, string | string[]> = {};
  if (attributes.size > 0) keys['dynamodb:Attributes'] = [...attributes];
  if (typeof input['Select'] === 'string') keys['dynamodb:Select'] = input['Select'];
  return keys;
}

const NONE: readonly string[] = [];

/** A program says the same few all its life. */
const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 500;
/** Longer ones are refused. */
const LONGEST_KNOWN = 4096;

/** The attributes that it names, each by itself or by what stands for it. */
function wordsOf(expression: unknown): readonly string[] {
  if (typeof expression !== 'string') return NONE;
  const found = known.get(expression);
  if (found) return found;
  // A dot or a bracket leads deeper into an attribute that was named before it; a colon begins a value.
  const tokens = expression.match(/[.:]?#?[A-Za-z_][\w-]*/g) ?? [];
  const words = tokens.filter((token) => !/^[.:]/.test(token) && !WORDS.has(token.toLowerCase()));
  if (known.size >= MOST_KNOWN) known.clear();
  if (expression.length <= LONGEST_KNOWN) known.set(expression, words);
  return words;
}

const objectOf = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};

const textsOf = (given: unknown): readonly string[] =>
  Array.isArray(given) ? given.filter((one) => typeof one === 'string') : NONE;
