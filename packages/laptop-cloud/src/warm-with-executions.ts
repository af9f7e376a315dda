// The functions of a state machine start together with an execution of it: each of them rests at some 20 MB, and most stacks
// rest most of the time.
import type { Lambda } from './lambda/lambda.ts';
import type { StepFunctions } from './services/stepfunctions/stepfunctions.ts';

/** Not again within this time: less than an environment rests. */
const AGAIN_AFTER_MS = 60_000;

/** From now on, the first execution of a definition has its functions started, before their states are entered. */
export function warmWithExecutions(
  lambda: Pick<Lambda, 'prewarm'>,
  stepFunctions: Pick<StepFunctions, 'onStatus' | 'definitionOf'>,
  now: () => number = () => performance.now(),
): void {
  const warmedAt = new Map<string, number>();
  stepFunctions.onStatus((record) => {
    const { executionArn, definitionKey, status, mapRunArn } = record;
    if (status !== 'RUNNING' || mapRunArn !== undefined) return;
    const warmed = warmedAt.get(definitionKey);
    if (warmed !== undefined && now() - warmed < AGAIN_AFTER_MS) return;
    warmedAt.set(definitionKey, now());
    void lambda.prewarm(functionsIn(stepFunctions.definitionOf(executionArn)));
  });
}

/**
 * The functions that a definition names, in its order. Not those of distributed Maps: their items are read first, and which of several
 * Maps an execution comes to is mostly what it was asked for.
 */
export function functionsIn(definition: string): string[] {
  const named = JSON.stringify(JSON.parse(definition, withoutDistributed));
  const arns = named.match(/arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?/g);
  return [...new Set(arns)];
}

function withoutDistributed(_: string, value: unknown): unknown {
  const { ProcessorConfig } = (value ?? {}) as { ProcessorConfig?: { Mode?: unknown } };
  return ProcessorConfig?.Mode === 'DISTRIBUTED' ? undefined : value;
}
