// Regular expressions of definitions (JSONata has them) run in this process, where one that backtracks without end would hold
// up everybody.
import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 go over to its linear engine where an expression backtracks too much. One with look-around or back-references stays
 * as it is: that engine cannot run them.
 */
export function boundRegularExpressions(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}
