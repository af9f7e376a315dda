// The arrows of a definition, and those that an execution's history shows as taken.

import type { HistoryEvent } from '../../../packages/states-language/src/history.ts';

interface Rule {
  Next: string;
  ResultPath?: string;
}
interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: Rule[];
  Catch?: (Rule & { ErrorEquals: string[] })[];
  Branches?: Machine[];
}
export interface Machine {
  States: Record<string, State>;
}

/** Every state by name, at every depth. */
export function statesOf(machine: Machine): Record<string, State> {
  const inner = Object.values(machine.States).flatMap(({ Branches = [] }) => Branches);
  return Object.assign({}, machine.States, ...inner.map(statesOf)) as Record<string, State>;
}

/** `Decide -> OnVerdict` for Next, Default and Choices; `Decide -x> WithdrawPhoto` for Catch. */
export function edgesOf(machine: Machine): string[] {
  return Object.entries(statesOf(machine)).flatMap(([name, state]) => {
    const ahead = [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }) => Next)];
    const caught = (state.Catch ?? []).map(({ Next }) => Next);
    return [
      ...new Set([
        ...ahead.filter((next) => next !== undefined).map((next) => `${name} -> ${next}`),
        ...caught.map((next) => `${name} -x> ${next}`),
      ]),
    ];
  });
}

/** The arrows that one execution took. */
export function edgesTaken(machine: Machine, history: readonly HistoryEvent[]): string[] {
  const states = statesOf(machine);
  const byId = new Map(history.map((event) => [event.id, event]));
  const inputs = new Map<string, string>();
  const taken: string[] = [];
  for (const event of history) {
    const entered = event.stateEnteredEventDetails;
    if (!entered) continue;
    inputs.set(entered.name, entered.input);
    const before = byId.get(event.previousEventId)?.stateExitedEventDetails;
    if (!before) continue;
    const rule = caughtBy(
      states[before.name]!,
      entered.name,
      inputs.get(before.name)!,
      before.output ?? '{}',
    );
    taken.push(`${before.name} ${rule ? '-x>' : '->'} ${entered.name}`);
  }
  return taken;
}

/** Next and Catch may lead to the same state: then the error that Catch writes tells which it was. */
function caughtBy(state: State, next: string, input: string, output: string): boolean {
  return (state.Catch ?? []).some((rule) => {
    if (rule.Next !== next) return false;
    const error = at(output, rule.ResultPath);
    return (
      error?.['Error'] !== undefined && JSON.stringify(error) !== JSON.stringify(at(input, rule.ResultPath))
    );
  });
}

function at(text: string, resultPath = '$'): Record<string, unknown> | undefined {
  const value = JSON.parse(text) as Record<string, Record<string, unknown>>;
  return resultPath === '$' ? value : value[resultPath.slice(2)];
}
