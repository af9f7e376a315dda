// The words of a recheck: what is asked for, which photos take part, and one line of its stock.

import * as z from 'zod/mini';
import { MeasuresSchema } from './measures.ts';

/** report writes nothing; apply changes answers, as far as docs/decisions/0037-recheck.md says. */
export const RECHECK_MODES = ['report', 'apply'] as const;
export type RecheckMode = (typeof RECHECK_MODES)[number];
/** stored: what was measured is judged again. pictures: it is measured again first, with paid calls. */
export const RECHECK_SOURCES = ['stored', 'pictures'] as const;

/** Answers of rules and people; what is being checked, failed or gone takes no part. */
export const RECHECKED_STATUSES = ['approved', 'retake', 'rejected', 'expired'] as const;

export const RecheckPlanSchema = z.object({
  recheckId: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)),
  mode: z.enum(RECHECK_MODES),
  source: z.enum(RECHECK_SOURCES),
  /** The thresholds to try, as the template parameter has them. */
  configuration: z.string(),
  configurationVersion: z.string(),
  rejectionNeedsPerson: z.enum(['on', 'off']),
  /** The folder of everything that the recheck writes, with a slash at its end. */
  folder: z.string(),
});
export type RecheckPlan = z.output<typeof RecheckPlanSchema>;

/** Parts of the table that are read side by side. */
export const SEGMENTS: readonly number[] = [0, 1, 2, 3];

export function recheckFolder(recheckId: string): string {
  return `rechecks/${recheckId}/`;
}

/** What the journey knows of a photo that goes through it once more: its rider is not told the same twice. */
export const RecheckedUploadSchema = z.object({ version: z.string(), told: z.string() });

/** A photo with its answer, as a line of the stock. It names no rider. */
export const StockLineSchema = z.object({
  photoId: z.string(),
  status: z.enum(RECHECKED_STATUSES),
  /** Whether the status is what people decided, and not rules. */
  isByPeople: z.boolean(),
  /** Null for a photo that was answered before measures were kept. */
  measures: z.nullable(MeasuresSchema),
});
export type StockLine = z.output<typeof StockLineSchema>;
