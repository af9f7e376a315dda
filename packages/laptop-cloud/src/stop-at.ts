// A debugger that shall stop when an execution enters a state: refused where that could never happen.

import { url as inspectorUrl } from 'node:inspector';
import { statesOf } from './faults/check-rules.ts';
import { nameHint } from './near-names.ts';

export class StopAtError extends Error {
  override readonly name = 'StopAtError';
}

/** Throws StopAtError when no definition has the state, or nobody could see it stop. */
export function checkStopAt(
  state: string,
  definitions: readonly unknown[],
  isDebugged = inspectorUrl() !== undefined,
): void {
  const names = definitions.flatMap(statesOf).map(({ name }) => name);
  if (!names.includes(state))
    throw new StopAtError(`--stop-at: no state is ${state}; ${nameHint(state, names)}`);
  if (!isDebugged)
    throw new StopAtError(
      '--stop-at needs a debugger: F5 in an editor, or node --inspect-wait and the command',
    );
}
