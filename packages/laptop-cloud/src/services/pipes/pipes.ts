// Amazon EventBridge Pipes on a laptop: from a queue to a state machine, function, queue, topic or event bus.
// Pipes come from the template at each start; over HTTP they can be looked at, stopped and started.
import { type Clock, realClock } from 'states-language';
import type { ResourceTypes } from '../../stack/resource.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import { pipeOperations } from './pipe-operations.ts';
import { createPipeTable, type PipeTableOptions } from './pipe-table.ts';
import { resourceTypes } from './resource-types.ts';

export interface PipesOptions extends Omit<PipeTableOptions, 'clock' | 'log'> {
  clock?: Clock;
  /** stderr by default. */
  log?: (line: string) => void;
}

export interface Pipes {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Stops all pipes and resolves when their batches under way have ended. */
  close(): Promise<void>;
}

export function createPipes(options: PipesOptions): Pipes {
  const table = createPipeTable({ clock: realClock(), log: (line) => console.error(line), ...options });
  return {
    service: restJsonService({
      scope: 'pipes',
      operations: pipeOperations(table),
      ...(options.log ? { log: options.log } : {}),
      close: table.close,
    }),
    resourceTypes: resourceTypes(table),
    close: table.close,
  };
}
