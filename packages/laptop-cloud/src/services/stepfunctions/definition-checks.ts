// What makes a definition acceptable: the language's own rules, and those of the machine's type.
import { type Diagnostic, lineOf, validateStateMachine } from 'states-language';
import { ServiceError } from '../service.ts';
import type { MachineType } from './execution-record.ts';
import { notHere, type Offers, runsHere } from './tasks/integrations.ts';
import { isRecord } from './tasks/sdk-schema.ts';

/** Refuses, as InvalidDefinition, a definition with an error. */
export function checkDefinition(definition: string, type: MachineType): void {
  const errors = validateStateMachine(definition, type).filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) throw invalidDefinition(errors);
}

/** The refusal of a definition, worded as AWS words it. */
export function invalidDefinition(errors: readonly Diagnostic[]): ServiceError {
  const texts = errors.map(lineOf).join(', ');
  return new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${texts}'`);
}

/** A sentence for each Task state that no service of the laptop can carry out. */
export function unavailableResources(definition: string, offers: Offers): string[] {
  return tasksOf(definition)
    .filter(({ resource }) => !runsHere(resource, offers))
    .map(({ location, resource }) => `${location}: ${notHere(resource)}`);
}

interface TaskState {
  /** JSON pointer of the state. */
  location: string;
  resource: string;
}

function tasksOf(definition: string): TaskState[] {
  try {
    return statesOf(JSON.parse(definition), '');
  } catch {
    return [];
  }
}

function statesOf(machine: unknown, location: string): TaskState[] {
  if (!isRecord(machine) || !isRecord(machine['States'])) return [];
  return Object.entries(machine['States']).flatMap(([name, state]) => {
    const at = `${location}/States/${name}`;
    if (!isRecord(state)) return [];
    const { Resource, Branches, Iterator, ItemProcessor } = state;
    return [
      ...(state['Type'] === 'Task' && typeof Resource === 'string'
        ? [{ location: at, resource: Resource }]
        : []),
      ...(Array.isArray(Branches)
        ? Branches.flatMap((branch, index) => statesOf(branch, `${at}/Branches[${index}]`))
        : []),
      ...statesOf(Iterator, `${at}/Iterator`),
      ...statesOf(ItemProcessor, `${at}/ItemProcessor`),
    ];
  });
}
