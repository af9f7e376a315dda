// What runs while its process is killed: generated machines of every kind of state, a distributed Map over thousands of items,
// and the application's own workflow.
import fc from 'fast-check';
import { NESTED, TASKS } from '../../packages/laptop-cloud/tests/durability/tasks.ts';
import { LAMBDA } from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { DURABLE_INPUT, durableMachines } from '../../packages/states-language/tests/durable-machines.ts';
import { fill, uploadOf } from '../statemachine/journey.ts';

export interface Machine {
  name: string;
  definition: object;
  input: unknown;
}

const ITEMS = 5_000;

/** The machine that others start and wait for. */
export const NESTED_MACHINE = { name: 'nested', definition: { StartAt: 'Work', States: NESTED }, input: {} };

export const EACH: Machine = {
  name: 'each',
  definition: {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        MaxConcurrency: 20,
        ItemSelector: { 'path.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Work',
          States: {
            Work: {
              Type: 'Task',
              Resource: `${LAMBDA}:work`,
              Parameters: { 'state.$': '$$.State.Name', 'path.$': "States.Format('{}', $.path)", retry: 1 },
              End: true,
            },
          },
        },
        ResultPath: null,
        End: true,
      },
    },
  },
  input: Array.from({ length: ITEMS }, (_, at) => at),
};

export const CHECK_PHOTO: Machine = {
  name: 'check-photo',
  definition: JSON.parse(fill({})) as object,
  input: {
    upload: uploadOf('incoming/rider-1/photo-1'),
    expiresAt: '1775376000',
    past: { sentAt: '2026-03-01T11:59:58.000Z' },
  },
};

export function generatedMachines(count: number, seed: number): Machine[] {
  return fc
    .sample(durableMachines(TASKS, true), { numRuns: count, seed })
    .map((definition, at) => ({ name: `generated-${at}`, definition, input: DURABLE_INPUT }));
}
