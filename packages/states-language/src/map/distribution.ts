// What makes a Map distributed, and what one run of it has to do.

import type { Field, Source } from '../fields.ts';
import type { MapRun, ResumedMapRun } from '../host.ts';
import type { Graph } from '../state-execution.ts';
import type { Batcher } from './batch.ts';
import type { Reader } from './item-reader.ts';
import type { Writer } from './result-writer.ts';

/** What makes a Map distributed, compiled. */
export interface Distribution {
  label: string;
  childType: MapRun['childType'];
  reader: Reader | undefined;
  /** Where the items lie in the JSON file that the reader reads. */
  itemsPointer: string | undefined;
  batcher: Batcher | undefined;
  writer: Writer | undefined;
  toleratedCount: Field;
  toleratedPercentage: Field;
}

export interface MapWork {
  name: string;
  processor: Graph;
  /** The effective input of the Map state. */
  input: unknown;
  /** Without them, the ItemReader loads them. */
  items: readonly unknown[] | Source | undefined;
  select: Field | undefined;
  maxConcurrency: number;
  /** The run that goes on, with the children that it had started. */
  resumed: ResumedMapRun | undefined;
}
