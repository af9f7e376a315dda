// What is wrong with a template, all of it at once, so that one reading of the message is enough.

export class StackError extends Error {
  override readonly name = 'StackError';
  /** One sentence each, starting with the place: `CheckPhoto (AWS::SQS::Queue): ...`. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(
      problems.length === 1 ? problems[0] : `The template cannot run:\n- ${problems.join('\n- ')}`,
      options,
    );
    this.problems = problems;
  }
}

/** Right on AWS, and nothing that the laptop can know: where nothing hangs on it, it may be left out. */
export class NotHereError extends StackError {}

/** Throws one problem of that kind. */
export function refuseHere(problem: string): never {
  throw new NotHereError([problem]);
}

/** Runs one part and keeps its problems, prefixed with the place, instead of stopping at the first. */
export function collectProblems<T>(problems: string[], place: string, part: () => T): T | undefined {
  try {
    return part();
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    problems.push(...error.problems.map((problem) => `${place}: ${problem}`));
    return undefined;
  }
}

/** Throws one problem. */
export function refuse(problem: string): never {
  throw new StackError([problem]);
}
