// The way of data through a state: from its input to what it works on, and from its result to its output.
import { InterpreterFailure } from './failure.ts';
import {
  assignedBy,
  compileAssign,
  compileSelection,
  compileTemplate,
  type Field,
  type Language,
  then,
} from './fields.ts';
import { parseReferencePath, writeAt } from './jsonpath/reference.ts';
import type { Step, Variables, Visit } from './visit.ts';

export interface Shape {
  /** InputPath and Parameters, or Arguments: what the state works on. */
  prepare(visit: Visit): unknown;
  /** ResultSelector, ResultPath, Assign and OutputPath, or Output and Assign; then records the exit. */
  finish(visit: Visit, result: unknown): Step | Promise<Step>;
}

type Source = Readonly<Record<string, unknown>>;

/** Only these have `$states.result`. */
const HAS_RESULT: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

/** Compiles the data fields of a state. `given` is the JSONata field that replaces the input, if the state has one. */
export function compileShape(source: Source, language: Language): Shape {
  return language === 'JSONata' ? jsonataShape(source) : jsonPathShape(source);
}

function jsonataShape(source: Source): Shape {
  const next = source['Next'] as string | undefined;
  const given =
    'Arguments' in source ? compileTemplate(source['Arguments'], 'JSONata', 'Arguments') : undefined;
  const output = 'Output' in source ? compileTemplate(source['Output'], 'JSONata', 'Output') : undefined;
  const assign = compileAssign(source['Assign'], 'JSONata');
  return {
    prepare: (visit) => {
      if (!given) return visit.input;
      return then(given(visit, {}), (prepared) => noted(visit, 'afterArguments', prepared));
    },
    finish: (visit, result) => {
      noted(visit, 'result', result);
      if (!output && !assign) return visit.leave(next, result);
      const seen = HAS_RESULT.has(source['Type'] as string) ? { result } : {};
      return then(output ? output(visit, seen) : result, (shown) =>
        then(assign?.(visit, seen), (assigned) =>
          visit.leave(next, shown, assigned as Variables | undefined),
        ),
      );
    },
  };
}

function jsonPathShape(source: Source): Shape {
  const next = source['Next'] as string | undefined;
  const select = compileSelection(source['InputPath'] as string | null | undefined);
  const parameters = optional(source, 'Parameters');
  const selector = optional(source, 'ResultSelector');
  const insert = compileResultPath(source['ResultPath'] as string | null | undefined);
  const assign = assignedBy(compileAssign(source['Assign'], 'JSONPath'));
  const show = compileSelection(source['OutputPath'] as string | null | undefined);
  return {
    prepare: (visit) => {
      const selected = noted(visit, 'afterInputPath', select(visit, { root: visit.input }));
      if (!parameters) return noted(visit, 'afterParameters', selected);
      return noted(visit, 'afterParameters', parameters(visit, { root: selected }));
    },
    finish: (visit, result) => {
      noted(visit, 'result', result);
      const selected = selector ? selector(visit, { root: result }) : result;
      noted(visit, 'afterResultSelector', selected);
      const inserted = noted(visit, 'afterResultPath', insert(visit, selected));
      const assigned = assign(visit, { root: selected }) as Variables | undefined;
      return visit.leave(next, show(visit, { root: inserted }), assigned);
    },
  };
}

function optional(source: Source, name: string): Field | undefined {
  return name in source ? compileTemplate(source[name], 'JSONPath', name) : undefined;
}

type Insert = (visit: Visit, result: unknown) => unknown;

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
export function noted<T>(visit: Visit, name: string, value: T): T {
  if (visit.trial) visit.trial.inspection[name] = value;
  return value;
}
