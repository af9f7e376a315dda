// ItemBatcher: several items for one child execution.
import { runtimeFailure } from '../failure.ts';
import { compileNumber, compileTemplate, type Language } from '../fields.ts';
import type { StateExecution } from '../state-execution.ts';
import { ITEMS_PER_STEP } from '../turns.ts';

export interface ChildInput {
  input: unknown;
  /** How many items it holds. */
  items: number;
}

export type Batcher = (
  visit: StateExecution,
  root: unknown,
  items: readonly unknown[],
) => Promise<ChildInput[]>;

/** Children take at most 256 KiB. */
const MAX_INPUT_BYTES = 262_144;

export function compileBatcher(source: Readonly<Record<string, unknown>>, language: Language): Batcher {
  const maxItems = compileNumber(source, 'MaxItemsPerBatch', language);
  const maxBytes = compileNumber(source, 'MaxInputBytesPerBatch', language);
  const batchInput =
    'BatchInput' in source
      ? compileTemplate(source['BatchInput'], language, 'ItemBatcher/BatchInput')
      : undefined;
  return async (visit, root, items) => {
    const most = ((await maxItems(visit, { root })) as number | undefined) ?? Number.POSITIVE_INFINITY;
    const bytes = ((await maxBytes(visit, { root })) as number | undefined) ?? MAX_INPUT_BYTES;
    if (most < 1 || bytes < 1) throw runtimeFailure('The limits of an ItemBatcher must be greater than 0');
    const common = batchInput ? { BatchInput: await batchInput(visit, { root }) } : {};
    const limit =
      Math.min(bytes, MAX_INPUT_BYTES) - Buffer.byteLength(JSON.stringify({ ...common, Items: [] }));
    const made = await batches(items, most, limit, () => visit.flow.run.turn());
    return made.map((batch) => ({ input: { ...common, Items: batch }, items: batch.length }));
  };
}

/** An item that is too large for any batch goes alone. */
async function batches(
  items: readonly unknown[],
  most: number,
  limit: number,
  turn: () => Promise<void> | undefined,
): Promise<unknown[][]> {
  const made: unknown[][] = [];
  let batch: unknown[] = [];
  let size = 0;
  for (const [at, item] of items.entries()) {
    if (at % ITEMS_PER_STEP === 0) await turn();
    const bytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (batch.length > 0 && (batch.length >= most || size + bytes > limit)) {
      made.push(batch);
      batch = [];
      size = 0;
    }
    batch.push(item);
    size += bytes;
  }
  if (batch.length > 0) made.push(batch);
  return made;
}
