// Choice: the first rule that holds says where to go.
import { runtimeFailure } from '../failure.ts';
import {
  compileFinding,
  compileSelection,
  compileTyped,
  type EvaluationScope,
  type Field,
  type Language,
  type Source,
} from '../fields.ts';
import { PathNotFoundError } from '../jsonpath/evaluate.ts';
import { compileQuery, type Query } from '../query.ts';
import { compileTransition, follow, inspected, type Transition } from '../shape.ts';
import type { State, StateExecution, Variables } from '../state-execution.ts';
import { COMPARISONS, TYPE_TESTS } from './comparisons.ts';

const NO_TRANSITION = 'Failed to transition out of the state. The state does not point to a next state.';

export function compileChoice(name: string, source: Source, language: Language): State {
  const fallback =
    source['Default'] === undefined ? undefined : compileTransition(source, source['Default'], language);
  const rules = source['Choices'] as Source[];
  return language === 'JSONata'
    ? jsonataChoice(name, rules, fallback)
    : jsonPathChoice(name, source, rules, fallback);
}

function jsonataChoice(name: string, rules: readonly Source[], fallback: Transition | undefined): State {
  const compiled = rules.map((rule, at) => ({
    condition: compileTyped(rule['Condition'], 'boolean', `Choices[${at}]/Condition`),
    transition: compileTransition(rule, rule['Next'], 'JSONata', `Choices[${at}]/`),
  }));
  return {
    name,
    type: 'Choice',
    run: async (visit) => {
      for (const { condition, transition } of compiled)
        if (await condition(visit, {})) return follow(visit, transition, {}, visit.input);
      if (!fallback) throw runtimeFailure(NO_TRANSITION);
      return follow(visit, fallback, {}, visit.input);
    },
  };
}

function jsonPathChoice(
  name: string,
  source: Source,
  rules: readonly Source[],
  fallback: Transition | undefined,
): State {
  const select = compileSelection(source['InputPath'] as string | null | undefined);
  const show = compileSelection(source['OutputPath'] as string | null | undefined);
  const compiled = rules.map((rule) => ({
    holds: compileRule(rule),
    transition: compileTransition(rule, rule['Next'], 'JSONPath'),
  }));
  return {
    name,
    type: 'Choice',
    run: (visit) => {
      const scope = { root: inspected(visit, 'afterInputPath', select(visit, { root: visit.input })) };
      const transition = compiled.find(({ holds }) => holds(visit, scope))?.transition ?? fallback;
      if (!transition) throw runtimeFailure(NO_TRANSITION);
      const assigned = transition.assign?.(visit, scope) as Variables | undefined;
      return visit.leave(transition.next, show(visit, scope), assigned);
    },
  };
}

type Rule = (visit: StateExecution, scope: EvaluationScope) => boolean;

/** A rule of a JSONPath Choice: And, Or, Not, or one comparison of a Variable. */
function compileRule(source: Source): Rule {
  if (Array.isArray(source['And'])) {
    const rules = source['And'].map(compileRule);
    return (visit, scope) => rules.every((rule) => rule(visit, scope));
  }
  if (Array.isArray(source['Or'])) {
    const rules = source['Or'].map(compileRule);
    return (visit, scope) => rules.some((rule) => rule(visit, scope));
  }
  if (source['Not'] !== undefined) {
    const rule = compileRule(source['Not'] as Source);
    return (visit, scope) => !rule(visit, scope);
  }
  return compileComparison(source);
}

function compileComparison(source: Source): Rule {
  const path = source['Variable'] as string;
  const operator = Object.keys(source).find(isOperator)!;
  const operand = source[operator];
  if (operator === 'IsPresent') {
    const variable = compileQuery(path);
    return (visit, scope) => isPresent(variable, scope.root, visit) === operand;
  }
  const read = compileOperand(path);
  const test = TYPE_TESTS[operator];
  if (test) return (visit, scope) => test(read(visit, scope)) === operand;
  if (!operator.endsWith('Path')) {
    const compare = COMPARISONS[operator]!;
    return (visit, scope) => compare(read(visit, scope), operand);
  }
  const compare = COMPARISONS[operator.slice(0, -4)]!;
  const readOther = compileOperand(operand as string);
  return (visit, scope) => compare(read(visit, scope), readOther(visit, scope));
}

/** Whether a field of a rule is its operator. */
export function isOperator(field: string): boolean {
  if (field === 'IsPresent' || field in TYPE_TESTS || field in COMPARISONS) return true;
  return field !== 'StringMatchesPath' && field.endsWith('Path') && field.slice(0, -4) in COMPARISONS;
}

function compileOperand(path: string): Field {
  const find = compileFinding(path, () =>
    runtimeFailure(`Invalid path '${path}': The choice state's condition path references an invalid value.`),
  );
  if (!/^\$(\.|\[|\s*$)/.test(path)) return find;
  return (visit, scope) => {
    // https://github.com/awslabs/states-language/issues/29
    if (scope.root === null)
      throw runtimeFailure('Unable to apply Path transformation to null or empty input.');
    return find(visit, scope);
  };
}

function isPresent(query: Query, root: unknown, visit: StateExecution): boolean {
  try {
    query(root, visit);
    return true;
  } catch (error) {
    if (error instanceof PathNotFoundError) return false;
    throw error;
  }
}
