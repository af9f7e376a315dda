// What DynamoDB refuses of an expression that can be read, and dynalite takes; and what it takes that dynalite cannot read.

type Parse<Options> = (expression: string, options: Options) => unknown;

const MOST_LEVELS = 32;
const LARGEST_INDEX = 2 ** 31 - 1;
const PATH = /[#a-z]\w*(?:\s*\.\s*[#a-z]\w*|\s*\[\s*\d+\s*\])+/gi;
const STEP = /[#a-z]\w*|\d+/gi;

/** The same parser, which gives a refusal where a path leads too deep or too far. */
export function boundingPaths<Options>(parse: Parse<Options>): Parse<Options> {
  return (expression, options) => {
    const parsed = parse(expression, options);
    return typeof parsed === 'string' ? parsed : (refusalOfPaths(expression) ?? parsed);
  };
}

function refusalOfPaths(expression: string): string | undefined {
  for (const [path] of expression.matchAll(PATH)) {
    const levels = path.match(STEP)?.length ?? 0;
    if (levels > MOST_LEVELS)
      return `The document path has too many nesting levels; nesting levels: ${levels}`;
    const [, index] = /\[\s*(\d{10,})/.exec(path) ?? [];
    if (index !== undefined && Number(index) > LARGEST_INDEX)
      return `List index is not within the allowable range; index: [${index}]`;
  }
  return undefined;
}

const MOST_OPERATORS = 300;
/** Those that AWS counts without doubt: comparisons it may count, too. */
const OPERATOR = /(?<![#:.\w])(?:and|or|not)\b/gi;
const BETWEEN = /(?<![#:.\w])between\b/gi;

/** Undefined where a condition has no more operators than DynamoDB takes. */
export function refusalOfLength(condition: string): string | undefined {
  // Each BETWEEN has an AND that is none.
  const count = (condition.match(OPERATOR)?.length ?? 0) - (condition.match(BETWEEN)?.length ?? 0);
  return count > MOST_OPERATORS
    ? `The expression contains too many operators; operator count: ${count}`
    : undefined;
}

/** Not not a thing is the thing. What is left stands where it stood. */
export function withoutDoubleNegations(expression: string): string {
  return expression.replace(/(?<![#:.\w])not\s+not\b/gi, (both) => ' '.repeat(both.length));
}

interface Node {
  type?: string;
  args?: readonly unknown[];
}

const ORDERED = new Set(['<', '<=', '>', '>=', 'between']);

/** What a condition's parser gives, or the refusal of a value that has no order and is compared as if it had one. */
export function refuseUnordered(parsed: unknown): unknown {
  if (typeof parsed === 'string') return parsed.replace(NOT_IN_CONDITIONS, NOT_ALLOWED);
  return refusalOf((parsed as { expression: Node }).expression) ?? parsed;
}

const NOT_IN_CONDITIONS = /^Invalid function name; (function: (?:if_not_exists|list_append))$/;
const NOT_ALLOWED = 'The function is not allowed in a condition expression; $1';

function refusalOf({ type, args = [] }: Node): string | undefined {
  for (const arg of args) {
    // A path may lead to anything.
    if (Array.isArray(arg) || typeof arg !== 'object' || arg === null) continue;
    if ((arg as Node).args) {
      const refusal = refusalOf(arg as Node);
      if (refusal) return refusal;
      continue;
    }
    const [kind = ''] = Object.keys(arg);
    if (ORDERED.has(type ?? '') && !/^[SNB]$/.test(kind))
      return `Incorrect operand type for operator or function; operator or function: ${type?.toUpperCase()}, operand type: ${kind}`;
  }
  return undefined;
}
