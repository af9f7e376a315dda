// Every state of every definition in statemachine/, at every depth.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Retrier } from '../../statemachine/retry-policies.ts';

export interface State {
  Type: string;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  Retry?: Retrier[];
  Catch?: { ErrorEquals: string[]; Next: string; ResultPath?: string }[];
  Branches?: Machine[];
  ItemProcessor?: Machine;
  [field: string]: unknown;
}
export interface Machine {
  States: Record<string, State>;
}

const FOLDER = path.join(import.meta.dirname, '../../statemachine');

export const definitions: { file: string; text: string; machine: Machine }[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => {
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    return { file, text, machine: JSON.parse(text) as Machine };
  });

export function statesOf({ States }: Machine): [string, State][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.Branches ?? []).flatMap(statesOf),
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

export const states: [string, State][] = definitions.flatMap(({ machine }) => statesOf(machine));
export const tasks: [string, State][] = states.filter(([, { Type }]) => Type === 'Task');
