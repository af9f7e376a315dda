// The functions of a state machine start together with an execution of it: each of them rests at some 20 MB, and most stacks
// rest most of the time.
import type { Lambda } from './lambda/lambda.ts';
import type { LambdaService } from './services/lambda/lambda-service.ts';
import type { StepFunctions } from './services/stepfunctions/stepfunctions.ts';

export interface Occasions {
  stepFunctions: Pick<StepFunctions, 'onStatus' | 'definitionOf' | 'stateMachines'>;
  lambdaService: Pick<LambdaService, 'onBatch'>;
}

/** Not again within this time: less than an environment rests. */
const AGAIN_AFTER_MS = 60_000;

/**
 * From now on, the first execution of a definition has its functions started, before their states are entered; and so has a message
 * for a function that is told of a state machine by its environment, as it is likely to start one.
 */
export function warmWithExecutions(
  lambda: Pick<Lambda, 'prewarm' | 'find'>,
  { stepFunctions, lambdaService }: Occasions,
  now: () => number = () => performance.now(),
): void {
  const warmedAt = new Map<string, number>();
  const warm = (occasion: string, definitions: () => readonly string[]): void => {
    const warmed = warmedAt.get(occasion);
    if (warmed !== undefined && now() - warmed < AGAIN_AFTER_MS) return;
    warmedAt.set(occasion, now());
    const names = definitions().flatMap(functionsIn);
    if (names.length > 0) void lambda.prewarm(names);
  };
  stepFunctions.onStatus(({ executionArn, definitionKey, status, mapRunArn }) => {
    if (status !== 'RUNNING' || mapRunArn !== undefined) return;
    warm(definitionKey, () => [stepFunctions.definitionOf(executionArn)]);
  });
  lambdaService.onBatch((functionArn) =>
    warm(functionArn, () => {
      const told = Object.values(lambda.find(functionArn).environment);
      return stepFunctions
        .stateMachines()
        .filter(({ stateMachineArn: arn }) =>
          told.some((value) => value === arn || value.startsWith(`${arn}:`)),
        )
        .map(({ definition }) => definition);
    }),
  );
}

interface State {
  Next?: string;
  Default?: string;
  Choices?: { Next?: string }[];
  Branches?: States[];
  ItemProcessor?: States;
  Iterator?: States;
  Resource?: unknown;
  Parameters?: unknown;
  Arguments?: unknown;
}
interface States {
  StartAt: string;
  States: Record<string, State>;
}

/**
 * The functions that a definition names, those that come first ahead; not those that come only after a failure, nor those of
 * distributed Maps: their items are read first, and which of several Maps an execution comes to is mostly what it was asked for.
 */
export function functionsIn(definition: string): string[] {
  const arns = new Set<string>();
  const seen = new Set<State>();
  let next = startOf(JSON.parse(definition, withoutDistributed) as States);
  while (next.length > 0) {
    const now = next.filter(({ state }) => !seen.has(state));
    for (const { state } of now) seen.add(state);
    for (const { state } of now) for (const arn of functionOf(state)) arns.add(arn);
    next = now.flatMap(behind);
  }
  return [...arns];
}

interface Place {
  state: State;
  within: States;
}

function startOf(within: States): Place[] {
  return at(within, within.StartAt);
}

function at(within: States, name: string | undefined): Place[] {
  const state = name === undefined ? undefined : within.States[name];
  return state ? [{ state, within }] : [];
}

function behind({ state, within }: Place): Place[] {
  const inner = [...(state.Branches ?? []), state.ItemProcessor, state.Iterator];
  const names = [...(state.Choices ?? []).map(({ Next }) => Next), state.Default, state.Next];
  return [
    ...inner.flatMap((states) => (states ? startOf(states) : [])),
    ...names.flatMap((name) => at(within, name)),
  ];
}

const FUNCTION_ARN = /arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?/g;

function functionOf({ Resource, Parameters, Arguments }: State): string[] {
  return JSON.stringify([Resource, Parameters, Arguments]).match(FUNCTION_ARN) ?? [];
}

function withoutDistributed(_: string, value: unknown): unknown {
  const { ProcessorConfig } = (value ?? {}) as { ProcessorConfig?: { Mode?: unknown } };
  return ProcessorConfig?.Mode === 'DISTRIBUTED' ? undefined : value;
}
