// Choice: the first rule that holds says where to go.
import { runtimeFailure } from '../failure.ts';
import {
  compileAssign,
  compileSelection,
  compileTemplate,
  compileTyped,
  type Field,
  type Language,
  then,
} from '../fields.ts';
import { PathNotFoundError } from '../jsonpath/evaluate.ts';
import { compileQuery, type Query } from '../query.ts';
import { noted } from '../shape.ts';
import type { State, Step, Variables, Visit } from '../visit.ts';
import { COMPARISONS, TYPE_TESTS } from './comparisons.ts';

type Source = Readonly<Record<string, unknown>>;

/** Where a rule, or the Default, leads, with the fields that apply only then. */
interface Way {
  next: string;
  output: Field | undefined;
  assign: Field | undefined;
}

const NO_WAY = 'Failed to transition out of the state. The state does not point to a next state.';

export function compileChoice(name: string, source: Source, language: Language): State {
  const fallback =
    typeof source['Default'] === 'string' ? compileWay(source, source['Default'], language, '') : undefined;
  const rules = source['Choices'] as Source[];
  return language === 'JSONata'
    ? jsonataChoice(name, rules, fallback)
    : jsonPathChoice(name, source, rules, fallback);
}

function compileWay(source: Source, next: string, language: Language, prefix: string): Way {
  return {
    next,
    output: 'Output' in source ? compileTemplate(source['Output'], language, `${prefix}Output`) : undefined,
    assign: compileAssign(source['Assign'], language, `${prefix}Assign`),
  };
}

function jsonataChoice(name: string, rules: readonly Source[], fallback: Way | undefined): State {
  const compiled = rules.map((rule, at) => ({
    condition: compileTyped(rule['Condition'], 'boolean', `Choices[${at}]/Condition`),
    way: compileWay(rule, rule['Next'] as string, 'JSONata', `Choices[${at}]/`),
  }));
  return {
    name,
    type: 'Choice',
    run: async (visit) => {
      for (const { condition, way } of compiled)
        if (await condition(visit, {})) return take(visit, way, visit.input);
      if (!fallback) throw runtimeFailure(NO_WAY);
      return take(visit, fallback, visit.input);
    },
  };
}

function take(visit: Visit, way: Way, input: unknown): Step | Promise<Step> {
  return then(way.output ? way.output(visit, { root: input }) : input, (output) =>
    then(way.assign?.(visit, { root: input }), (assigned) =>
      visit.leave(way.next, output, assigned as Variables | undefined),
    ),
  );
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
    way: compileWay(rule, rule['Next'] as string, 'JSONPath', ''),
  }));
  return {
    name,
    type: 'Choice',
    run: (visit) => {
      const input = noted(visit, 'afterInputPath', select(visit, { root: visit.input }));
      const way = compiled.find(({ holds }) => holds(input, visit))?.way ?? fallback;
      if (!way) throw runtimeFailure(NO_WAY);
      const assigned = way.assign?.(visit, { root: input }) as Variables | undefined;
      return visit.leave(way.next, show(visit, { root: input }), assigned);
    },
  };
}

type Rule = (root: unknown, visit: Visit) => boolean;

/** A rule of a JSONPath Choice: And, Or, Not, or one comparison of a Variable. */
function compileRule(source: Source): Rule {
  if (Array.isArray(source['And'])) {
    const rules = source['And'].map(compileRule);
    return (root, visit) => rules.every((rule) => rule(root, visit));
  }
  if (Array.isArray(source['Or'])) {
    const rules = source['Or'].map(compileRule);
    return (root, visit) => rules.some((rule) => rule(root, visit));
  }
  if (source['Not'] !== undefined) {
    const rule = compileRule(source['Not'] as Source);
    return (root, visit) => !rule(root, visit);
  }
  return compileComparison(source);
}

function compileComparison(source: Source): Rule {
  const path = source['Variable'] as string;
  const variable = compileQuery(path);
  const operator = Object.keys(source).find(isOperator)!;
  const operand = source[operator];
  if (operator === 'IsPresent') return (root, visit) => isPresent(variable, root, visit) === operand;
  const read = compileOperand(variable, path);
  const test = TYPE_TESTS[operator];
  if (test) return (root, visit) => test(read(root, visit)) === operand;
  if (!operator.endsWith('Path')) {
    const compare = COMPARISONS[operator]!;
    return (root, visit) => compare(read(root, visit), operand);
  }
  const compare = COMPARISONS[operator.slice(0, -4)]!;
  const readOther = compileOperand(compileQuery(operand as string), operand as string);
  return (root, visit) => compare(read(root, visit), readOther(root, visit));
}

/** Whether a field of a rule is its operator. */
export function isOperator(field: string): boolean {
  if (field === 'IsPresent' || field in TYPE_TESTS || field in COMPARISONS) return true;
  return field !== 'StringMatchesPath' && field.endsWith('Path') && field.slice(0, -4) in COMPARISONS;
}

function compileOperand(query: Query, path: string): Query {
  return (root, visit) => {
    try {
      return query(root, visit);
    } catch (error) {
      if (error instanceof PathNotFoundError)
        throw runtimeFailure(
          `Invalid path '${path}': The choice state's condition path references an invalid value.`,
        );
      throw error;
    }
  };
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
