// Sources that do not bundle, told once in esbuild's words: as lines for a person, and as Lambda would fail with such code.
import type { Message } from 'esbuild';
import type { ErrorReport } from './messages.ts';

/** Messages with their place, `src/steps/decide.ts:7:27: Could not resolve "./x.ts"`, each above the line it is about. */
export function linesOfFailure(cause: unknown): string[] {
  return messagesOf(cause).flatMap(({ location, text }) => {
    if (!location) return [text];
    const { file, line, column, lineText, length } = location;
    const number = `  ${line} │ `;
    const mark = '^'.repeat(Math.max(1, Math.min(length, lineText.length - column)));
    const indent = ' '.repeat(number.length + column);
    return [`${file}:${line}:${column}: ${text}`, `${number}${lineText}`, `${indent}${mark}`];
  });
}

/**
 * What an invocation fails with: the type that Lambda's runtime has for code that cannot be loaded, a module that is missing
 * told from a text that is no program. Waiting fixes neither, and no state machine retries them as it does a service's error.
 */
export function buildFailureReport(functionId: string, cause: unknown): ErrorReport {
  const [first = String(cause), ...others] = linesOfFailure(cause);
  const isImport = messagesOf(cause).some(({ text }) => IMPORT_PROBLEM.test(text));
  return {
    errorType: isImport ? 'Runtime.ImportModuleError' : 'Runtime.UserCodeSyntaxError',
    errorMessage: `${functionId} does not bundle: ${first}`,
    trace: others,
  };
}

const IMPORT_PROBLEM = /^(Could not resolve|No matching export|Could not read|No loader)/;

function messagesOf(cause: unknown): readonly Message[] {
  const { errors } = cause as { errors?: Message[] };
  return errors ?? [];
}
