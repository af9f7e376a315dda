// Pass, Succeed, Fail and Wait.
import { InterpreterFailure, QUERY_FAILED, queryFailure, runtimeFailure, StateFailure } from '../failure.ts';
import {
  compileFinding,
  compileNamedPath,
  compileTyped,
  type Field,
  type Language,
  type Source,
  then,
} from '../fields.ts';
import { expressionIn } from '../jsonata/expression.ts';
import { compileShape, inspected } from '../shape.ts';
import type { State } from '../state-execution.ts';
import { parseTimestamp } from '../timestamp.ts';

/** Pass: gives its input, or its Result. */
export function compilePass(name: string, source: Source, language: Language): State {
  const shape = compileShape(source, language);
  const hasResult = 'Result' in source;
  const result = source['Result'];
  return {
    name,
    type: 'Pass',
    run: (visit) => {
      const prepared = shape.prepare(visit);
      return shape.finish(visit, hasResult ? result : prepared);
    },
  };
}

/** Succeed: ends the machine, branch or iteration. */
export function compileSucceed(name: string, source: Source, language: Language): State {
  const shape = compileShape(source, language);
  return { name, type: 'Succeed', run: (visit) => shape.finish(visit, shape.prepare(visit)) };
}

/** Fail: ends with an error name and a cause, both optional. */
export function compileFail(name: string, source: Source, language: Language): State {
  const error = compileText(source, 'Error', language);
  const cause = compileText(source, 'Cause', language);
  return {
    name,
    type: 'Fail',
    run: (visit) => {
      if (language === 'JSONPath') inspected(visit, 'afterInputPath', visit.input);
      return then(error(visit, { root: visit.input }), (errorName) =>
        then(cause(visit, { root: visit.input }), (text) => {
          throw new StateFailure(errorName as string | undefined, text as string | undefined);
        }),
      );
    },
  };
}

/** A text given as itself, by `<name>Path` or by an expression. */
function compileText(source: Source, name: string, language: Language): Field {
  if (language === 'JSONata')
    return name in source ? compileTyped(source[name], 'string', name) : () => undefined;
  const path = source[`${name}Path`];
  if (typeof path !== 'string') return () => source[name];
  const read = compileNamedPath(path, `${name}Path`);
  return (visit, scope) => {
    const value = read(visit, scope);
    if (typeof value === 'string') return value;
    throw runtimeFailure(
      `The value of ${name}Path '${path}' must be a string but was: ${JSON.stringify(value)}`,
    );
  };
}

/** Wait: for a number of seconds or until a time; what lies in the past does not wait. */
export function compileWait(name: string, source: Source, language: Language): State {
  const shape = compileShape(source, language);
  const due = compileDue(source, language);
  return {
    name,
    type: 'Wait',
    run: (visit) => {
      const prepared = shape.prepare(visit);
      const noted = visit.resumed?.note;
      if (noted) return visit.sleepOn(noted).then(() => shape.finish(visit, prepared));
      return then(due(visit, { root: prepared }), (dueTime) => {
        const delayMs = (dueTime as number) - visit.flow.run.host.clock.now();
        if (delayMs > MAX_DELAY_MS) throw runtimeFailure(TOO_LONG);
        if (delayMs <= 0) return shape.finish(visit, prepared);
        return visit.sleepUntil(dueTime as number).then(() => shape.finish(visit, prepared));
      });
    },
  };
}

/** When the wait is over. */
function compileDue(source: Source, language: Language): Field {
  const isUntil = 'Timestamp' in source || 'TimestampPath' in source;
  const value = isUntil ? compileUntil(source, language) : compileSeconds(source, language);
  return (visit, seen) =>
    then(value(visit, seen), (given) => (isUntil ? given : visit.enteredTime + (given as number) * 1_000));
}

const MAX_WAIT_SECONDS = 99_999_999;
/** Until a time: as many seconds as an int of Java holds. */
const MAX_DELAY_MS = 2_147_483_647_000;
const TOO_LONG = 'Wait state delay is too long.';

function compileSeconds(source: Source, language: Language): Field {
  const path = source['SecondsPath'];
  if (typeof path === 'string') {
    const read = compileWaitPath(path, 'SecondsPath');
    return (visit, scope) => {
      const value = read(visit, scope);
      if (typeof value !== 'number' || !Number.isInteger(value))
        throw runtimeFailure(
          `The SecondsPath parameter cannot be parsed as a long value: ${path} == ${printed(value)}`,
        );
      if (value < 0)
        throw runtimeFailure(`The SecondsPath parameter references a negative value: ${path} == ${value}`);
      if (value > MAX_WAIT_SECONDS) throw runtimeFailure(TOO_LONG);
      return value;
    };
  }
  const text = expressionIn(source['Seconds']);
  if (language !== 'JSONata' || text === undefined) return () => source['Seconds'];
  const seconds = compileTyped(source['Seconds'], 'number', 'Seconds');
  return async (visit, scope) => {
    const value = (await seconds(visit, scope)) as number;
    if (Number.isInteger(value) && value >= 0 && value <= MAX_WAIT_SECONDS) return value;
    throw queryFailure(
      text,
      'Seconds',
      `returned a value outside of the range 0 to ${MAX_WAIT_SECONDS}: ${value}`,
    );
  };
}

function compileUntil(source: Source, language: Language): Field {
  const path = source['TimestampPath'];
  if (typeof path === 'string') {
    const read = compileWaitPath(path, 'TimestampPath');
    return (visit, scope) => {
      const value = read(visit, scope);
      const time = parseTimestamp(value);
      if (time !== undefined) return time;
      throw runtimeFailure(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${printed(value)}`,
      );
    };
  }
  const text = expressionIn(source['Timestamp']);
  if (language !== 'JSONata' || text === undefined) {
    const time = parseTimestamp(source['Timestamp']);
    return () => time;
  }
  const timestamp = compileTyped(source['Timestamp'], 'string', 'Timestamp');
  return async (visit, scope) => {
    const value = await timestamp(visit, scope);
    const time = parseTimestamp(value);
    if (time !== undefined) return time;
    const message = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${printed(value)}`;
    throw new InterpreterFailure(QUERY_FAILED, message, 'Timestamp', true);
  };
}

function compileWaitPath(path: string, field: string): Field {
  return compileFinding(path, () =>
    runtimeFailure(`The ${field} parameter does not reference an input value: ${path}`),
  );
}

function printed(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
