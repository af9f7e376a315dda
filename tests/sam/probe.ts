// Runs in a Node process of its own: loads one bundle as Lambda does and says what came of it, as one line of JSON.
// Arguments: the bundle, then "call" to also send its handler an event that fits no step.

import { createRequire } from 'node:module';

export interface ProbeAnswer {
  /** Milliseconds that `require` took. */
  loadMs: number;
  exports: string[];
  /** What the handler threw at an event of no step. */
  fault?: { name: string; stack: string };
}

const [bundle = '', mode] = process.argv.slice(2);
const require = createRequire(bundle);
const startedAt = performance.now();
const module = require(bundle) as Record<string, unknown>;
const answer: ProbeAnswer = { loadMs: performance.now() - startedAt, exports: Object.keys(module) };
if (mode === 'call') {
  // Log lines of the step would mix with the answer.
  console.info = console.error = console.log = () => {};
  const handler = module['handler'] as (event: unknown, context: unknown) => Promise<unknown>;
  try {
    await handler({ notForAnyStep: true }, { functionName: 'probe', awsRequestId: 'probe' });
  } catch (error) {
    const { name, stack = '' } = error as Error;
    answer.fault = { name, stack };
  }
}
process.stdout.write(`\n${JSON.stringify(answer)}\n`);
process.exit(0);
