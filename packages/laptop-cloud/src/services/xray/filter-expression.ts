// X-Ray's filter expressions, the part people use: `annotation.status = "late" AND duration > 2`.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html
import { lookup } from '../../stack/lookup.ts';
import { ServiceError } from '../service.ts';

/** What a filter may ask of a trace. */
export interface TraceFacts {
  durationSeconds: number;
  hasError: boolean;
  hasFault: boolean;
  hasThrottle: boolean;
  /** Names of its services. */
  services: ReadonlySet<string>;
  annotations: ReadonlyMap<string, readonly (string | number | boolean)[]>;
}

export type TraceFilter = (trace: TraceFacts) => boolean;

/** Compiles an expression; an empty one fits every trace. Throws InvalidRequestException naming what it does not know. */
export function parseFilter(expression: string): TraceFilter {
  const tokens = tokenize(expression);
  if (tokens.length === 0) return () => true;
  let at = 0;
  const peek = (): string | undefined => tokens[at];
  const take = (): string => tokens[at++] ?? refuse('it ends too early');
  const expect = (wanted: string): void => {
    const got = take();
    if (got !== wanted) refuse(`${wanted} is missing before ${got}`);
  };

  const either = (): TraceFilter => {
    const terms = [both()];
    while (isWord(peek(), 'OR')) {
      take();
      terms.push(both());
    }
    return (trace) => terms.some((term) => term(trace));
  };
  const both = (): TraceFilter => {
    const terms = [single()];
    while (isWord(peek(), 'AND')) {
      take();
      terms.push(single());
    }
    return (trace) => terms.every((term) => term(trace));
  };
  const single = (): TraceFilter => {
    const token = take();
    if (token === '!') {
      const term = single();
      return (trace) => !term(trace);
    }
    if (token === '(') {
      const term = either();
      expect(')');
      return term;
    }
    return term(token);
  };
  const term = (token: string): TraceFilter => {
    const flag = lookup(FLAGS, token);
    if (flag) {
      const hasComparison = peek() === '=' || peek() === '!=';
      if (!hasComparison) return flag;
      const isNegated = take() === '!=';
      const wanted = take() === 'true';
      return (trace) => (flag(trace) === wanted) !== isNegated;
    }
    if (token === 'service') {
      expect('(');
      const name = text(take());
      expect(')');
      return (trace) => trace.services.has(name);
    }
    const values = lookup(VALUES, token) ?? annotation(token);
    const operator = take();
    const compare =
      lookup(COMPARISONS, operator.toUpperCase()) ?? refuse(`the operator ${operator} is not known`);
    const wanted = literal(take());
    return (trace) => values(trace).some((value) => compare(value, wanted));
  };

  const filter = either();
  if (at < tokens.length) refuse(`${peek()} is unexpected`);
  return filter;
}

type Value = string | number | boolean;

const FLAGS: Readonly<Record<string, TraceFilter>> = {
  error: (trace) => trace.hasError,
  fault: (trace) => trace.hasFault,
  throttle: (trace) => trace.hasThrottle,
  ok: (trace) => !trace.hasError && !trace.hasFault && !trace.hasThrottle,
};

const VALUES: Readonly<Record<string, (trace: TraceFacts) => readonly Value[]>> = {
  duration: (trace) => [trace.durationSeconds],
  responsetime: (trace) => [trace.durationSeconds],
};

const COMPARISONS: Readonly<Record<string, (value: Value, wanted: Value) => boolean>> = {
  '=': (value, wanted) => value === wanted,
  '!=': (value, wanted) => value !== wanted,
  '<': (value, wanted) => value < wanted,
  '<=': (value, wanted) => value <= wanted,
  '>': (value, wanted) => value > wanted,
  '>=': (value, wanted) => value >= wanted,
  CONTAINS: (value, wanted) => String(value).includes(String(wanted)),
  BEGINSWITH: (value, wanted) => String(value).startsWith(String(wanted)),
  ENDSWITH: (value, wanted) => String(value).endsWith(String(wanted)),
};

function annotation(token: string): (trace: TraceFacts) => readonly Value[] {
  const key = /^annotation(?:\.([\w-]+)|\[([\w-]+)\])$/.exec(token);
  const name = key?.[1] ?? key?.[2] ?? refuse(`the keyword ${token} is not known`);
  return (trace) => trace.annotations.get(name) ?? [];
}

function tokenize(expression: string): string[] {
  const token = /\s*("(?:[^"\\]|\\.)*"|annotation\[[\w-]+\]|[\w.-]+|!=|<=|>=|[=<>!()])/y;
  const tokens: string[] = [];
  const source = expression.trim();
  while (token.lastIndex < source.length) {
    const from = token.lastIndex;
    const found = token.exec(source)?.[1];
    if (found === undefined) return refuse(`it cannot be read from ${source.slice(from)}`);
    tokens.push(found);
  }
  return tokens;
}

function isWord(token: string | undefined, word: string): boolean {
  return token?.toUpperCase() === word;
}

function text(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : refuse(`${token} needs quotes`);
}

function literal(token: string): Value {
  if (token === 'true' || token === 'false') return token === 'true';
  return /^-?\d+(\.\d+)?$/.test(token) ? Number(token) : text(token);
}

function refuse(why: string): never {
  throw new ServiceError('InvalidRequestException', `Invalid filter expression: ${why}.`);
}
