// What makes a definition acceptable: the language's own rules, and those of the machine's type.
import { type Diagnostic, validateStateMachine } from '../../states/definition.ts';
import { ServiceError } from '../service.ts';
import type { MachineType } from './execution-store.ts';
import { notHere, runsHere } from './tasks/integrations.ts';
import { isRecord } from './tasks/sdk-schema.ts';

/** Everything that is wrong or doubtful about a definition. */
export function diagnose(definition: string, type: MachineType): Diagnostic[] {
  const diagnostics = validateStateMachine(definition);
  return type === 'EXPRESS' ? [...diagnostics, ...waitingStates(definition)] : diagnostics;
}

/** Refuses, as InvalidDefinition, a definition with an error. */
export function checkDefinition(definition: string, type: MachineType): void {
  const errors = diagnose(definition, type).filter(({ severity }) => severity === 'ERROR');
  if (errors.length === 0) return;
  const texts = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`,
  );
  throw new ServiceError('InvalidDefinition', `Invalid State Machine Definition: '${texts.join(', ')}'`);
}

/** A sentence for each Task state that no service of the laptop can carry out. */
export function unavailableResources(definition: string): string[] {
  return tasksOf(definition)
    .filter(({ resource }) => !runsHere(resource))
    .map(({ location, resource }) => `${location}: ${notHere(resource)}`);
}

// https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
function waitingStates(definition: string): Diagnostic[] {
  return tasksOf(definition).flatMap(({ location, resource }): Diagnostic[] => {
    const [pattern] = /\.(waitForTaskToken|sync)(:2)?$/.exec(resource) ?? [];
    if (!pattern && !resource.includes(':activity:')) return [];
    const message = pattern
      ? `Express state machine does not support '${pattern}' service integration `
      : 'Express state machine does not support Activity ARN';
    return [
      { severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location: `${location}/Resource` },
    ];
  });
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
