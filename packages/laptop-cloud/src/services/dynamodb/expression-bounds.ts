// What an expression may be before it is parsed: the parser tries each pair of parentheses several ways, and so takes several
// times longer for each level of them.
// Source: DynamoDB Developer Guide, "Constraints in Amazon DynamoDB", Expression parameters.
import { ServiceError } from '../service.ts';

const MAX_BYTES = 4096;
/** Beyond what people write: a function in a negation in a group in an alternative makes four. */
const MAX_DEPTH = 7;

/** The members of a request that are expressions. */
export const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];

/** Throws ValidationException for an expression that is larger than DynamoDB takes, or deeper than is read here. */
export function refuseHeavyExpressions(input: Readonly<Record<string, unknown>>): void {
  for (const member of EXPRESSIONS) {
    const expression = input[member];
    if (typeof expression !== 'string') continue;
    const size = Buffer.byteLength(expression);
    if (size > MAX_BYTES)
      refuse(
        `Invalid ${member}: Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
    if (depthOf(expression) > MAX_DEPTH)
      refuse(
        `NotImplemented: the local dynamodb service reads no ${member} with more than ${MAX_DEPTH} parentheses within each other`,
      );
  }
}

function depthOf(expression: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of expression) {
    if (character === '(') deepest = Math.max(deepest, ++depth);
    else if (character === ')') depth--;
  }
  return deepest;
}

function refuse(message: string): never {
  throw new ServiceError('com.amazon.coral.validate#ValidationException', message);
}
