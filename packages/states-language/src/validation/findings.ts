// Collects what is wrong with a definition, each with its place.

export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  /** AWS's codes, such as SCHEMA_VALIDATION_FAILED or MISSING_TRANSITION_TARGET. */
  code: string;
  message: string;
  /** In AWS's form: a JSON Pointer with `[n]` for list elements; `/` for the whole definition. */
  location?: string;
}

/** As AWS writes a diagnostic into one line of text. */
export function lineOf({ code, message, location }: Diagnostic): string {
  return `${code}: ${message} at ${location ?? null}`;
}

export const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
export const TRANSITION = 'MISSING_TRANSITION_TARGET';

/** What an expression may refer to at a place. */
interface Scope {
  variables: ReadonlySet<string>;
  /** Variables that states around this place assign once they are done, which no state in it may assign. */
  taken: ReadonlySet<string>;
  /** Members of `$states` that only some fields have. */
  states: readonly ('result' | 'errorOutput')[];
  /** The state that the place is in. */
  state?: string;
}

/** The variables that each state reads, in the order of their first place. */
export type VariableReferences = Map<string, Set<string>>;

/** A place in the definition, and the list that problems there go to. */
export class Place {
  readonly path: string;
  readonly scope: Scope;
  readonly #found: Diagnostic[];
  readonly #references: VariableReferences;
  constructor(
    path: string,
    found: Diagnostic[],
    references: VariableReferences = new Map(),
    scope: Scope = { variables: new Set(), taken: new Set(), states: [] },
  ) {
    this.path = path;
    this.#found = found;
    this.#references = references;
    this.scope = scope;
  }
  at(step: string | number): Place {
    const path = typeof step === 'number' ? `${this.path}[${step}]` : `${this.path}/${step}`;
    return new Place(path, this.#found, this.#references, this.scope);
  }
  /** The same place, where more, or other things, can be referred to. */
  seeing(scope: Partial<Scope>): Place {
    return new Place(this.path, this.#found, this.#references, { ...this.scope, ...scope });
  }
  /** The state reads variables here. */
  reads(names: readonly string[]): void {
    const { state } = this.scope;
    if (state === undefined || names.length === 0) return;
    this.#references.set(state, new Set([...(this.#references.get(state) ?? []), ...names]));
  }
  error(message: string, code = SCHEMA): void {
    this.#found.push({ severity: 'ERROR', code, message, location: this.path || '/' });
  }
  warn(message: string, code: string): void {
    this.#found.push({ severity: 'WARNING', code, message, location: this.path || '/' });
  }
  /** What is wrong at a place that is none of the language. */
  errorAt(location: string, message: string, code: string): void {
    this.#found.push({ severity: 'ERROR', code, message, location });
  }
  /** What is wrong with the whole and nowhere in particular. */
  errorOfAll(message: string, code: string): void {
    this.#found.push({ severity: 'ERROR', code, message });
  }
}
