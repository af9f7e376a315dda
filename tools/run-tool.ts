// The frame of every tool: its words in, its exit code out, each problem as a line.

import { wrongOption } from './asked.ts';

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
    const wrong = wrongOption(help, error);
    if (wrong !== undefined) {
      console.error(`error ${wrong}`);
      return 2;
    }
    if (!isUserError(error)) {
      console.error(`error ${messageOf(error)}`);
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

/** What the SDK says too shortly, with the way out. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'ECONNREFUSED')
    return `Nothing answers at ${address}:${port}: is the laptop cloud running there?`;
  if (error.message === 'Region is missing')
    return 'Which region? Set AWS_REGION, or give --endpoint or AWS_ENDPOINT_URL for a laptop cloud.';
  return error.message;
}
