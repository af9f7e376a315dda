// The frame of every tool: its words in, its exit code out, each problem as a line.

/** Runs a tool to its exit code: 2 for what the caller can fix, 1 for a fault. `--help` is answered with the text. */
export async function runTool(help: string, run: (words: string[]) => Promise<number>): Promise<number> {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    console.log(help);
    return 0;
  }
  try {
    return await run(words);
  } catch (error) {
    if (!isUserError(error)) {
      console.error(`error ${error instanceof Error ? error.message : String(error)}`);
      if (process.env['DEBUG'] && error instanceof Error) console.error(error.stack);
      return 1;
    }
    for (const problem of error.problems) console.error(`error ${problem}`);
    return 2;
  }
}

/** Errors of the caller's making list what is wrong: ours, a template's, a configuration's. */
function isUserError(error: unknown): error is Error & { problems: readonly string[] } {
  return error instanceof Error && ['UsageError', 'StackError', 'ConfigurationError'].includes(error.name);
}
