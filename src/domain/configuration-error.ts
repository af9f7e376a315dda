/** The configuration cannot be used: `problems` holds one line per bad key, with what was expected of it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used: ${problems.join('; ')}`);
    this.problems = problems;
  }
}
