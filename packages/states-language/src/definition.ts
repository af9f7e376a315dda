// Reads a definition in the Amazon States Language: refuses what is not valid, compiles what is.
import { compileGraph } from './compile.ts';
import type { Language } from './fields.ts';
import type { Graph } from './state-execution.ts';
import { type Diagnostic, lineOf, type VariableReferences } from './validation/findings.ts';
import { validateDefinition } from './validation/validate.ts';

export { type Diagnostic, lineOf } from './validation/findings.ts';

/** A valid machine, ready to run any number of executions. */
export interface StateMachine {
  /** The definition as it was given, parsed. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly queryLanguage: Language;
  readonly timeoutSeconds: number | undefined;
  readonly graph: Graph;
}

/** The definition breaks the Amazon States Language; the diagnostics say where and how. */
export class InvalidDefinitionError extends Error {
  override readonly name = 'InvalidDefinitionError';
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(lineOf).join(', '));
    this.diagnostics = diagnostics;
  }
}

/** Parses and compiles a definition, as text or as JSON. Throws InvalidDefinitionError. */
export function parseStateMachine(definition: string | object): StateMachine {
  const errors = validateStateMachine(definition).filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) throw new InvalidDefinitionError(errors);
  const source = (typeof definition === 'string' ? JSON.parse(definition) : definition) as Record<
    string,
    unknown
  >;
  return {
    definition: source,
    queryLanguage: (source['QueryLanguage'] as Language | undefined) ?? 'JSONPath',
    timeoutSeconds: source['TimeoutSeconds'] as number | undefined,
    graph: compileGraph(source, 'JSONPath'),
  };
}

/** The variables that the states of a valid machine read, by state, at any depth; without those that read none. */
export function variableReferences(definition: string): Record<string, string[]> {
  const references: VariableReferences = new Map();
  validateDefinition(definition, 'STANDARD', references);
  return Object.fromEntries([...references].map(([state, names]) => [state, [...names].sort()]));
}

/** Everything that is wrong (ERROR) or doubtful (WARNING) in a definition, with JSON Pointers to the places. */
export function validateStateMachine(
  definition: string | object,
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
): Diagnostic[] {
  return validateDefinition(definition, type);
}
