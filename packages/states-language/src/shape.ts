// The way of data through a state: from its input to what it works on, and from its result to its output.
import { InterpreterFailure } from './failure.ts';
import {
  assignedBy,
  compileOptional,
  compileSelection,
  type EvaluationScope,
  type Field,
  type Language,
  type Source,
  then,
} from './fields.ts';
import { parseReferencePath, writeAt } from './jsonpath/reference.ts';
import type { StateExecution, Step, Variables } from './state-execution.ts';

/** Where a state leads, and with what: its own, that of a rule or a Default, or that of a catcher. */
export interface Transition {
  next: string | undefined;
  output: Field | undefined;
  assign: Field | undefined;
}

export function compileTransition(source: Source, next: unknown, language: Language, place = ''): Transition {
  return {
    next: next as string | undefined,
    output: compileOptional(source, 'Output', language, place),
    assign: compileOptional(source, 'Assign', language, place),
  };
}

/** Leaves the state; without an Output of the transition, its output is `otherwise`. */
export function follow(
  visit: StateExecution,
  transition: Transition,
  scope: EvaluationScope,
  otherwise: unknown,
): Step | Promise<Step> {
  const { next, output, assign } = transition;
  if (!output && !assign) return visit.leave(next, otherwise);
  return then(output ? output(visit, scope) : otherwise, (shown) =>
    then(assign?.(visit, scope), (assigned) => visit.leave(next, shown, assigned as Variables | undefined)),
  );
}

export interface Shape {
  /** InputPath and Parameters, or Arguments: what the state works on. */
  prepare(visit: StateExecution): unknown;
  /** ResultSelector, ResultPath, Assign and OutputPath, or Output and Assign; then records the exit. */
  finish(visit: StateExecution, result: unknown): Step | Promise<Step>;
}

/** Only these have `$states.result`. */
const HAS_RESULT: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

/** Compiles the data fields of a state. `given` is the JSONata field that replaces the input, if the state has one. */
export function compileShape(source: Source, language: Language): Shape {
  return language === 'JSONata' ? jsonataShape(source) : jsonPathShape(source);
}

function jsonataShape(source: Source): Shape {
  const given = compileOptional(source, 'Arguments', 'JSONata');
  const transition = compileTransition(source, source['Next'], 'JSONata');
  const hasResult = HAS_RESULT.has(source['Type'] as string);
  return {
    prepare: (visit) => {
      if (!given) return visit.input;
      return then(given(visit, {}), (prepared) => inspected(visit, 'afterArguments', prepared));
    },
    finish: (visit, result) => {
      inspected(visit, 'result', result);
      return follow(visit, transition, hasResult ? { result } : {}, result);
    },
  };
}

function jsonPathShape(source: Source): Shape {
  const next = source['Next'] as string | undefined;
  const select = compileSelection(source['InputPath'] as string | null | undefined);
  const parameters = compileOptional(source, 'Parameters', 'JSONPath');
  const selector = compileOptional(source, 'ResultSelector', 'JSONPath');
  const insert = compileResultPath(source['ResultPath'] as string | null | undefined);
  const assign = assignedBy(compileOptional(source, 'Assign', 'JSONPath'));
  const show = compileSelection(source['OutputPath'] as string | null | undefined);
  return {
    prepare: (visit) => {
      const selected = inspected(visit, 'afterInputPath', select(visit, { root: visit.input }));
      if (!parameters) return inspected(visit, 'afterParameters', selected);
      return inspected(visit, 'afterParameters', parameters(visit, { root: selected }));
    },
    finish: (visit, result) => {
      inspected(visit, 'result', result);
      const selected = selector ? selector(visit, { root: result }) : result;
      inspected(visit, 'afterResultSelector', selected);
      const inserted = inspected(visit, 'afterResultPath', insert(visit, selected));
      const assigned = assign(visit, { root: selected }) as Variables | undefined;
      return visit.leave(next, show(visit, { root: inserted }), assigned);
    },
  };
}

type Insert = (visit: StateExecution, result: unknown) => unknown;

// Made once, as many states share them: a machine of a hundred thousand states should find them in the processor's cache.
const resultItself: Insert = (_visit, result) => result;
const inputItself: Insert = (visit) => visit.input;

/** Where the result goes in the state's input; null discards it. */
export function compileResultPath(text: string | null | undefined): Insert {
  if (text === undefined || text === '$') return resultItself;
  if (text === null) return inputItself;
  const path = parseReferencePath(text);
  return (visit, result) => {
    const written = writeAt(visit.input, path, result);
    if (written) return written.value;
    throw new InterpreterFailure(
      'States.ResultPathMatchFailure',
      `Unable to apply ReferencePath ${text} to input ${JSON.stringify(visit.input)}`,
    );
  };
}

/** Keeps a value for the test of a state, if this is one. */
export function inspected<T>(visit: StateExecution, name: string, value: T): T {
  if (visit.test) visit.test.inspection[name] = value;
  return value;
}
