// Collects what is wrong with a definition, each with its place.

export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  /** AWS's codes, such as SCHEMA_VALIDATION_FAILED or MISSING_TRANSITION_TARGET. */
  code: string;
  message: string;
  /** In AWS's form: a JSON Pointer with `[n]` for list elements; `/` for the whole definition. */
  location: string;
}

export const SCHEMA = 'SCHEMA_VALIDATION_FAILED';
export const TRANSITION = 'MISSING_TRANSITION_TARGET';

/** A place in the definition, and the list that problems there go to. */
export class Place {
  readonly path: string;
  readonly #found: Diagnostic[];
  constructor(path: string, found: Diagnostic[]) {
    this.path = path;
    this.#found = found;
  }
  at(step: string | number): Place {
    return new Place(
      typeof step === 'number' ? `${this.path}[${step}]` : `${this.path}/${step}`,
      this.#found,
    );
  }
  error(message: string, code = SCHEMA): void {
    this.#found.push({ severity: 'ERROR', code, message, location: this.path || '/' });
  }
  warn(message: string, code: string): void {
    this.#found.push({ severity: 'WARNING', code, message, location: this.path || '/' });
  }
}
