// Whether what expressions and paths refer to can be there.
// https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
import { EXPRESSION_TOO_DEEP, isStackOverflow } from '../jsonata/engine-limits.ts';
import { JsonataSyntaxError, parseExpression } from '../jsonata/expression.ts';
import { isFunction } from '../jsonata/functions.ts';
import { type References, referencesOf } from '../jsonata/references.ts';
import type { Place } from './findings.ts';

const UNSUPPORTED = 'UNSUPPORTED_JSONATA_EXPRESSION';

/** Checks what an expression refers to. Throws JsonataSyntaxError. */
export function checkReferences(text: string, place: Place) {
  const { context, states, variables } = referencesIn(text);
  for (const name of context)
    place.error(
      `Reference to '${name}' ${name === '$$' ? 'is' : 'at the top level is'} not supported.`,
      UNSUPPORTED,
    );
  for (const name of ['result', 'errorOutput'] as const)
    if (states.has(name) && !place.scope.states.includes(name))
      place.error(`Field '$states.${name}' does not exist.`, UNSUPPORTED);
  checkVariables(
    [...variables].filter((name) => name !== 'states' && !isFunction(name)),
    place,
  );
}

/** What can be parsed may be too deep to be walked through. */
function referencesIn(text: string): References {
  try {
    return referencesOf(parseExpression(text).ast());
  } catch (error) {
    if (isStackOverflow(error)) throw new JsonataSyntaxError(EXPRESSION_TOO_DEEP);
    throw error;
  }
}

/** A warning only: which variables are set when a state runs is known no earlier. */
export function checkVariables(names: readonly string[], place: Place) {
  place.reads(names);
  for (const name of names)
    if (!place.scope.variables.has(name))
      place.warn(`Variable '${name}' is possibly not defined.`, 'POSSIBLY_UNDEFINED_VARIABLE');
}
