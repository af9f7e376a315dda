// Reads what the template tests compare: the template, the state machine and the sources, as they lie in the repository.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ownTemplate } from '../support/own-template.ts';

export const ROOT = path.join(import.meta.dirname, '../..');

export const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
export const template = ownTemplate;
export const definitionText = read('statemachine/check-photo.asl.json');

export interface State {
  Type: string;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  Retry?: {
    ErrorEquals: string[];
    MaxAttempts?: number;
    JitterStrategy?: string;
    MaxDelaySeconds?: number;
  }[];
  Catch?: { ErrorEquals: string[] }[];
  Branches?: Machine[];
}
export interface Machine {
  States: Record<string, State>;
}

export const machine = JSON.parse(definitionText) as Machine;

/** Every state at every depth, with the Parallel states it stands in. */
export function everyState(
  from: Machine = machine,
  within: State[] = [],
): { name: string; state: State; within: State[] }[] {
  return Object.entries(from.States).flatMap(([name, state]) => [
    { name, state, within },
    ...(state.Branches ?? []).flatMap((branch) => everyState(branch, [...within, state])),
  ]);
}

export const tasks = everyState().filter(({ state }) => state.Type === 'Task');

/** Every resource of a type, by logical id. */
export function resourcesOf(type: string): [string, (typeof template.resources)[string]][] {
  return Object.entries(template.resources).filter(([, resource]) => resource.type === type);
}

/** Every TypeScript file below a folder of the repository. */
export function sources(folder: string): { file: string; text: string }[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file: path.posix.join(folder, file), text: read(path.join(folder, file)) }));
}
