// Shows what functions do while they do it: `npm start` and `npm run photo`.

import { linesOfFailure } from '../lambda/build-failure.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { nameHint } from '../near-names.ts';
import { type Call, listOption } from './command.ts';
import { linesOfFailedInvocation, linesOfLog } from './log-lines.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The options that a command with a live log takes, for its `options`. */
export const LOG_OPTIONS = {
  logs: { type: 'string', multiple: true },
  quiet: { type: 'boolean' },
} as const;

/** The lines of `--help` on them. */
export const LOG_HELP = `  --logs STEP                 of what functions log, show that of this one, e.g. DetectFace (repeatable; default all)
  --quiet                     show nothing of what functions log, only what they throw`;

/**
 * From now on prints to the terminal what functions log (dimmed), what they throw with its lines in src/, and sources that do
 * not bundle. Throws UsageError for a step in --logs that there is not.
 */
export function showLogs(call: Call, lambda: Lambda, terminal: Terminal): void {
  const { paint } = terminal;
  const wanted = stepsWanted(call, lambda);
  const print = (lambdaFunction: LambdaFunction, lines: string[]): void => {
    const name = stepOf(lambdaFunction);
    for (const line of lines) terminal.line(`  ${paint.dim(name)} ${line}`);
  };
  lambda.onLog((event) => {
    if (wanted(event.function)) print(event.function, linesOfLog(event).map(paint.dim));
  });
  const told = new Set<string>();
  const isTold = (line: string): boolean =>
    [...told].some((failure) => line.endsWith(` does not bundle: ${failure.split('\n')[0]}`));
  lambda.onInvocation((lambdaFunction, { functionError, payload }) => {
    // Whoever has pressed Ctrl-C knows why it broke.
    if (!functionError || call.signal.aborted) return;
    const [first = '', ...others] = linesOfFailedInvocation(payload);
    // Esbuild's words stand a few lines above, once for every photo that fails for them.
    if (isTold(first))
      return print(lambdaFunction, [paint.red(first.replace(/:.*/s, ': it does not bundle'))]);
    print(lambdaFunction, [paint.red(first), ...others.map(paint.dim)]);
  });
  lambda.onBuild((lambdaFunction, failure) => {
    const { logicalId } = lambdaFunction;
    if (!failure) {
      told.clear();
      terminal.line(`  ${paint.dim(`${logicalId} rebuilt`)}`);
      return;
    }
    // A source that several functions share is told of once.
    const [first = failure.message, ...excerpt] = linesOfFailure(failure);
    const key = [first, ...excerpt].join('\n');
    if (told.has(key)) return;
    told.add(key);
    terminal.line(`  ${paint.red(`${logicalId} does not bundle: ${first}`)}`);
    for (const line of excerpt) terminal.line(`  ${paint.dim(line)}`);
  });
}

function stepsWanted(call: Call, lambda: Lambda): (lambdaFunction: LambdaFunction) => boolean {
  if (call.options['quiet'] === true) return () => false;
  const steps = listOption(call, 'logs');
  const known = lambda.functions().map(stepOf);
  for (const step of steps) {
    if (!known.includes(step)) throw new UsageError(`--logs: no step ${step}; ${nameHint(step, known)}`);
  }
  return (lambdaFunction) => steps.length === 0 || steps.includes(stepOf(lambdaFunction));
}

function stepOf({ logicalId }: LambdaFunction): string {
  return logicalId.replace(/Function$/, '');
}
