// Regular expressions of definitions (JSONata has them) run in this process, where one that backtracks without end would hold
// up everybody.
import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 go over to its linear engine where an expression backtracks too much. What that cannot run (look-around, back-references,
 * `i`, many repetitions) the engine of the states language runs under a watch; it tells them apart by the flag `l`, which is had here.
 */
export function boundRegularExpressions(): void {
  setFlagsFromString('--enable-experimental-regexp-engine');
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}
