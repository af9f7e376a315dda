// JSONata and what follows it are recursive: where V8 has no room for more, its words would reach whoever wrote the expression. These
// say what to do instead.
import { TOO_LARGE } from './functions.ts';

const WAY_OUT = 'take it in steps, by variables (Assign) or several states';

/** The expression itself. */
export const EXPRESSION_TOO_DEEP = `it is nested too deeply to be read: ${WAY_OUT}`;

/** What V8 says of an evaluation that goes beyond it, in our words; undefined for any other error. */
export function beyondEngine(error: unknown): string | undefined {
  if (!(error instanceof RangeError)) return undefined;
  if (isStackOverflow(error))
    return `The expression, or what it reads or makes, is nested too deeply: ${WAY_OUT}, or flatten the data`;
  return /^Invalid (string|array) length/.test(error.message) ? TOO_LARGE : undefined;
}

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message.includes('call stack');
}
