// The operators of conditions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList, isIP } from 'node:net';
import { splitArn } from '../arns.ts';
import { compileGlob, type GlobPart } from '../glob.ts';
import { refuse } from './policy-error.ts';
import type { PolicyText } from './policy-text.ts';
import type { RequestContext } from './request-context.ts';

export type Test = (given: string) => boolean;

interface Operator {
  isNegated: boolean;
  /** Whether values may hold variables; AWS fills them into texts, truth values and ARNs. */
  hasVariables: boolean;
  /** The test against one value; undefined where the request lacks what a variable of it names. */
  test(wanted: PolicyText, context: RequestContext): Test | undefined;
  /** Throws a PolicyError for a value that the operator could never compare. */
  check?(wanted: string, place: string): void;
}

const NO_CONTEXT: RequestContext = new Map();

const texts = (compare: (wanted: string) => Test): Omit<Operator, 'isNegated'> => ({
  hasVariables: true,
  test(wanted, context) {
    const text = wanted.plain(context);
    return text === undefined ? undefined : compare(text);
  },
});

const patterns = (compile: (parts: GlobPart[]) => Test): Omit<Operator, 'isNegated'> => ({
  hasVariables: true,
  test(wanted, context) {
    const parts = wanted.pattern(context);
    return parts && compile(parts);
  },
});

/** Values of a kind that has to be read first. What cannot be read in a request matches nothing. */
function readings<T>(
  what: string,
  read: (text: string) => T | undefined,
  compare: (given: T, wanted: T) => boolean,
): Omit<Operator, 'isNegated'> {
  return {
    hasVariables: false,
    check(wanted, place) {
      if (read(wanted) === undefined) refuse(place, `must hold ${what}, not ${wanted}`);
    },
    test(wanted) {
      const limit = read(wanted.plain(NO_CONTEXT) ?? '');
      return (text) => {
        const given = read(text);
        return given !== undefined && limit !== undefined && compare(given, limit);
      };
    },
  };
}

const numbers = (compare: (given: number, wanted: number) => boolean) =>
  readings('numbers', readNumber, compare);
const dates = (compare: (given: number, wanted: number) => boolean) =>
  readings('dates as ISO 8601 or as seconds since 1970', readDate, compare);

const equal = texts((wanted) => (given) => given === wanted);
const equalInAnyCase = texts((wanted) => (given) => given.toLowerCase() === wanted.toLowerCase());
const like = patterns((parts) => compileGlob(parts));
const equalNumber = numbers((given, wanted) => given === wanted);
const equalDate = dates((given, wanted) => given === wanted);
// The two names of ARN operators mean the same: both take wildcards.
const likeArn: Omit<Operator, 'isNegated'> = { ...patterns(compileArn), check: checkArnPattern };
const address: Omit<Operator, 'isNegated'> = {
  hasVariables: false,
  check: (wanted, place) =>
    void (readRange(wanted) ?? refuse(place, `must hold addresses or CIDR ranges, not ${wanted}`)),
  test(wanted) {
    const range = readRange(wanted.plain(NO_CONTEXT) ?? '');
    return (given) => {
      const family = isIP(given);
      return family !== 0 && range !== undefined && range.check(given, family === 6 ? 'ipv6' : 'ipv4');
    };
  },
};
const truth: Omit<Operator, 'isNegated'> = {
  ...equalInAnyCase,
  check(wanted, place) {
    if (!/^(true|false)$/i.test(wanted)) refuse(place, `must hold true or false, not ${wanted}`);
  },
};

const plainly = (operator: Omit<Operator, 'isNegated'>): Operator => ({ ...operator, isNegated: false });
const negated = (operator: Omit<Operator, 'isNegated'>): Operator => ({ ...operator, isNegated: true });

/** All but Null, which asks whether a key is there. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: plainly(equal),
  StringNotEquals: negated(equal),
  StringEqualsIgnoreCase: plainly(equalInAnyCase),
  StringNotEqualsIgnoreCase: negated(equalInAnyCase),
  StringLike: plainly(like),
  StringNotLike: negated(like),
  NumericEquals: plainly(equalNumber),
  NumericNotEquals: negated(equalNumber),
  NumericLessThan: plainly(numbers((given, wanted) => given < wanted)),
  NumericLessThanEquals: plainly(numbers((given, wanted) => given <= wanted)),
  NumericGreaterThan: plainly(numbers((given, wanted) => given > wanted)),
  NumericGreaterThanEquals: plainly(numbers((given, wanted) => given >= wanted)),
  DateEquals: plainly(equalDate),
  DateNotEquals: negated(equalDate),
  DateLessThan: plainly(dates((given, wanted) => given < wanted)),
  DateLessThanEquals: plainly(dates((given, wanted) => given <= wanted)),
  DateGreaterThan: plainly(dates((given, wanted) => given > wanted)),
  DateGreaterThanEquals: plainly(dates((given, wanted) => given >= wanted)),
  Bool: plainly(truth),
  BinaryEquals: plainly(readings('base64', readBase64, (given, wanted) => given === wanted)),
  IpAddress: plainly(address),
  NotIpAddress: negated(address),
  ArnEquals: plainly(likeArn),
  ArnLike: plainly(likeArn),
  ArnNotEquals: negated(likeArn),
  ArnNotLike: negated(likeArn),
};

function readNumber(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970. A time without its zone would be another one on every machine. */
function readDate(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?)?$/.test(text))
    return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function readBase64(text: string): string | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? text : undefined;
}

function readRange(text: string): BlockList | undefined {
  const [host = '', bits, ...others] = text.split('/');
  const family = isIP(host);
  const most = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (family === 0 || others.length > 0 || !(prefix <= most)) return undefined;
  const range = new BlockList();
  range.addSubnet(host, prefix, family === 6 ? 'ipv6' : 'ipv4');
  return range;
}

/** Fewer than six parts fit no ARN; with a wildcard among them, somebody means them to. */
function checkArnPattern(wanted: string, place: string): void {
  if (wanted.split(':').length < 6 && /[*?]/.test(wanted))
    refuse(
      place,
      `compares the six parts of an ARN one by one, and ${wanted} has fewer; write arn:partition:service:region:account:resource, \`*\` for what may differ`,
    );
}

/** Each of the six parts has to fit; a star crosses into no other but within the last. */
function compileArn(parts: readonly GlobPart[]): Test {
  const tests = arnPatterns(parts).map((pattern) => compileGlob(pattern));
  return (text) => {
    const arn = splitArn(text);
    if (!arn || tests.length < 6) return false;
    const given = ['arn', arn.partition, arn.service, arn.region, arn.accountId, arn.resource];
    return tests.every((test, index) => test(given[index] ?? ''));
  };
}

/** Colons behind the fifth belong to the resource. */
function arnPatterns(parts: readonly GlobPart[]): GlobPart[][] {
  const patterns: GlobPart[][] = [[]];
  for (const part of parts) {
    const pieces: readonly GlobPart[] = typeof part === 'string' ? part.split(/(:)/) : [part];
    for (const piece of pieces) {
      if (piece === ':' && patterns.length < 6) patterns.push([]);
      else patterns.at(-1)?.push(piece);
    }
  }
  return patterns;
}
