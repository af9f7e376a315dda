// What tests of distributed Maps have in common.
import type { ObjectStore } from '../../src/host.ts';
import { StatesTaskError } from '../../src/task-error.ts';
import { INVOKE } from '../engine.ts';

export const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
/** Hands every item to a task. */
export const worker = {
  ProcessorConfig: DISTRIBUTED,
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource: INVOKE, End: true } },
};

/** A task that fails on odd numbers and gives back anything else. */
export function oddFails({ input }: { input: unknown }): unknown {
  if (typeof input === 'number' && input % 2 === 1) throw new StatesTaskError('Odd', `${input}`);
  return input;
}

export type Content = string | Uint8Array;

/** Objects in S3, by their keys. */
export function memory<Body extends Content = string>(
  files: Record<string, Body> = {},
): ObjectStore & { files: Record<string, Body> } {
  return {
    files,
    getObject: async ({ Key }) => {
      const body = files[String(Key)];
      if (body === undefined) throw new Error('The specified key does not exist.');
      return body;
    },
    listObjects: async ({ Prefix }) =>
      Object.keys(files)
        .filter((key) => key.startsWith(String(Prefix)))
        .map((key) => ({ Key: key })),
    putObject: async ({ Key, Body }) => {
      files[String(Key)] = Body as Body;
    },
  };
}
