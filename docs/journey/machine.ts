// The parts of a States Language definition that a picture needs.

export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

export interface State {
  Type: string;
  Resource?: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Branches?: Machine[];
}

/** Where a state may go on success: Next, the ways of a Choice, its Default. */
export function waysOn(state: State): string[] {
  const ways = [...(state.Choices ?? []).map((choice) => choice.Next), state.Default, state.Next];
  return [...new Set(ways.filter((way) => way !== undefined))];
}

/** Where a Catch that names its error leads; catch-alls are told in the legend instead of drawn from everywhere. */
export function namedCatches(state: State): { error: string; next: string }[] {
  return (state.Catch ?? [])
    .filter((rule) => !rule.ErrorEquals.includes('States.ALL'))
    .map((rule) => ({ error: rule.ErrorEquals[0] ?? '', next: rule.Next }));
}

/** The state that every catch-all of the main line leads to, and what follows it. */
export function faultLine(machine: Machine): string[] {
  const targets = Object.values(machine.States).flatMap((state) =>
    (state.Catch ?? []).filter((rule) => rule.ErrorEquals.includes('States.ALL')).map((rule) => rule.Next),
  );
  const count = (name: string) => targets.filter((target) => target === name).length;
  let name: string | undefined = [...new Set(targets)].sort((a, b) => count(b) - count(a))[0];
  const line: string[] = [];
  while (name !== undefined && !line.includes(name)) {
    line.push(name);
    name = machine.States[name]?.Next;
  }
  return line;
}
