// Choice: the first rule that holds says where to go.
import { runtimeFailure } from '../failure.ts';
import {
  compileFinding,
  compileSelection,
  compileTyped,
  type Field,
  type Language,
  type Seen,
  type Source,
} from '../fields.ts';
import { PathNotFoundError } from '../jsonpath/evaluate.ts';
import { compileQuery, type Query } from '../query.ts';
import { compileWay, noted, take, type Way } from '../shape.ts';
import type { State, Variables, Visit } from '../visit.ts';
import { COMPARISONS, TYPE_TESTS } from './comparisons.ts';

const NO_WAY = 'Failed to transition out of the state. The state does not point to a next state.';

export function compileChoice(name: string, source: Source, language: Language): State {
  const fallback =
    source['Default'] === undefined ? undefined : compileWay(source, source['Default'], language);
  const rules = source['Choices'] as Source[];
  return language === 'JSONata'
    ? jsonataChoice(name, rules, fallback)
    : jsonPathChoice(name, source, rules, fallback);
}

function jsonataChoice(name: string, rules: readonly Source[], fallback: Way | undefined): State {
  const compiled = rules.map((rule, at) => ({
    condition: compileTyped(rule['Condition'], 'boolean', `Choices[${at}]/Condition`),
    way: compileWay(rule, rule['Next'], 'JSONata', `Choices[${at}]/`),
  }));
  return {
    name,
    type: 'Choice',
    run: async (visit) => {
      for (const { condition, way } of compiled)
        if (await condition(visit, {})) return take(visit, way, {}, visit.input);
      if (!fallback) throw runtimeFailure(NO_WAY);
      return take(visit, fallback, {}, visit.input);
    },
  };
}

function jsonPathChoice(
  name: string,
  source: Source,
  rules: readonly Source[],
  fallback: Way | undefined,
): State {
  const select = compileSelection(source['InputPath'] as string | null | undefined);
  const show = compileSelection(source['OutputPath'] as string | null | undefined);
  const compiled = rules.map((rule) => ({
    holds: compileRule(rule),
    way: compileWay(rule, rule['Next'], 'JSONPath'),
  }));
  return {
    name,
    type: 'Choice',
    run: (visit) => {
      const seen = { root: noted(visit, 'afterInputPath', select(visit, { root: visit.input })) };
      const way = compiled.find(({ holds }) => holds(visit, seen))?.way ?? fallback;
      if (!way) throw runtimeFailure(NO_WAY);
      const assigned = way.assign?.(visit, seen) as Variables | undefined;
      return visit.leave(way.next, show(visit, seen), assigned);
    },
  };
}

type Rule = (visit: Visit, seen: Seen) => boolean;

/** A rule of a JSONPath Choice: And, Or, Not, or one comparison of a Variable. */
function compileRule(source: Source): Rule {
  if (Array.isArray(source['And'])) {
    const rules = source['And'].map(compileRule);
    return (visit, seen) => rules.every((rule) => rule(visit, seen));
  }
  if (Array.isArray(source['Or'])) {
    const rules = source['Or'].map(compileRule);
    return (visit, seen) => rules.some((rule) => rule(visit, seen));
  }
  if (source['Not'] !== undefined) {
    const rule = compileRule(source['Not'] as Source);
    return (visit, seen) => !rule(visit, seen);
  }
  return compileComparison(source);
}

function compileComparison(source: Source): Rule {
  const path = source['Variable'] as string;
  const operator = Object.keys(source).find(isOperator)!;
  const operand = source[operator];
  if (operator === 'IsPresent') {
    const variable = compileQuery(path);
    return (visit, seen) => isPresent(variable, seen.root, visit) === operand;
  }
  const read = compileOperand(path);
  const test = TYPE_TESTS[operator];
  if (test) return (visit, seen) => test(read(visit, seen)) === operand;
  if (!operator.endsWith('Path')) {
    const compare = COMPARISONS[operator]!;
    return (visit, seen) => compare(read(visit, seen), operand);
  }
  const compare = COMPARISONS[operator.slice(0, -4)]!;
  const readOther = compileOperand(operand as string);
  return (visit, seen) => compare(read(visit, seen), readOther(visit, seen));
}

/** Whether a field of a rule is its operator. */
export function isOperator(field: string): boolean {
  if (field === 'IsPresent' || field in TYPE_TESTS || field in COMPARISONS) return true;
  return field !== 'StringMatchesPath' && field.endsWith('Path') && field.slice(0, -4) in COMPARISONS;
}

function compileOperand(path: string): Field {
  return compileFinding(path, () =>
    runtimeFailure(`Invalid path '${path}': The choice state's condition path references an invalid value.`),
  );
}

function isPresent(query: Query, root: unknown, visit: Visit): boolean {
  try {
    query(root, visit);
    return true;
  } catch (error) {
    if (error instanceof PathNotFoundError) return false;
    throw error;
  }
}
