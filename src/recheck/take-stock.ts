// TakeStock: reads a part of a segment of the table, and leaves its photos as files of some hundreds. A redrive judges the same stock.
// In: { plan, segment, segments, stock: { from, files, photos } }  Out: { from, files, photos }, from being null at the end
// Throws: InvalidInputError, ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { writeJsonLines } from '../adapters/line-files.ts';
import { type Place, stockPage } from '../adapters/stock-rows.ts';
import { RecheckPlanSchema } from '../domain/recheck.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const count = z.int().check(z.gte(0));
const Stock = z.object({
  from: z.nullable(z.object({ pk: z.string(), sk: z.string() })),
  files: count,
  photos: count,
});
export const Input = eventSchema({ plan: RecheckPlanSchema, segment: count, segments: count, stock: Stock });

/** One file is read as a whole by whoever judges it. */
const PHOTOS_PER_FILE = 250;
/** A few seconds of reading: far from the end of the function's time, and from the most events of an execution. */
const PHOTOS_PER_CALL = 5000;

export const handler = defineStep('TakeStock', Input, async ({ plan, segment, segments, stock }) => {
  let { from, files, photos } = stock;
  let lines: string[] = [];
  let isOver = false;
  const write = async (batch: readonly string[]) => {
    await writeJsonLines(`${plan.folder}stock/${segment}-${String(files).padStart(6, '0')}.jsonl`, batch);
    files += 1;
  };
  while (!isOver && photos - stock.photos < PHOTOS_PER_CALL) {
    const page: { lines: string[]; next: Place | null } = await stockPage({ segment, segments }, from);
    from = page.next;
    isOver = from === null;
    photos += page.lines.length;
    lines.push(...page.lines);
    while (lines.length >= PHOTOS_PER_FILE) {
      await write(lines.slice(0, PHOTOS_PER_FILE));
      lines = lines.slice(PHOTOS_PER_FILE);
    }
  }
  if (lines.length > 0) await write(lines);
  return { from, files, photos };
});
