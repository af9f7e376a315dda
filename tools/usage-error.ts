// Thrown for what the person at the keyboard can fix: its lines on stderr, exit code 2.

export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** One sentence each. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}
