// Amazon EventBridge Pipes on a laptop: from a queue to a state machine, function, queue, topic or event bus.
// Pipes made by the API survive restarts; those of the template are as it says after each start.
import { join } from 'node:path';
import { type Clock, realClock } from 'states-language';
import type { ResourceTypes } from '../../stack/resource.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import { pipeOperations } from './pipe-operations.ts';
import { createPipeTable, type PipeTableOptions } from './pipe-table.ts';
import { resourceTypes } from './resource-types.ts';

export interface PipesOptions extends Omit<PipeTableOptions, 'clock' | 'log' | 'file'> {
  /** Where pipes are kept; without it they live as long as the process. */
  folder?: string;
  clock?: Clock;
  /** stderr by default. */
  log?: (line: string) => void;
}

export interface Pipes {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Starts what an earlier run has left, once everything it reads and calls is there. */
  resume(): void;
  /** Stops all pipes and resolves when their batches under way have ended. */
  close(): Promise<void>;
}

export function createPipes(options: PipesOptions): Pipes {
  const { folder } = options;
  const table = createPipeTable({
    clock: realClock(),
    log: (line) => console.error(line),
    ...options,
    file: folder === undefined ? null : join(folder, 'pipes.json'),
  });
  return {
    service: restJsonService({
      scope: 'pipes',
      operations: pipeOperations(table),
      ...(options.log ? { log: options.log } : {}),
      close: table.close,
    }),
    resourceTypes: resourceTypes(table),
    resume: table.resume,
    close: table.close,
  };
}
