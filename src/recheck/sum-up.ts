// SumUp: the reports of all batches in one file, beside what could not be judged.
// In: { plan, written: { ResultWriterDetails: { Key } } }  Out: { key, photos, moved, withoutMeasures, moves, people, broken }
// Throws: ConfigurationError, PhotoGoneError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { readJson, readLines, writeJson } from '../adapters/line-files.ts';
import { RecheckPlanSchema } from '../domain/recheck.ts';
import { addReport, emptyReport, movedPhotos, type RecheckReport } from '../domain/recheck-report.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  plan: RecheckPlanSchema,
  written: z.object({ ResultWriterDetails: z.object({ Key: z.string() }) }),
});

const Files = z.optional(z.array(z.object({ Key: z.string() })));
const Manifest = z.object({ ResultFiles: z.object({ SUCCEEDED: Files, FAILED: Files }) });

export const handler = defineStep('SumUp', Input, async ({ plan, written: { ResultWriterDetails } }) => {
  const { ResultFiles } = Manifest.parse(await readJson(ResultWriterDetails.Key));
  const report = emptyReport();
  for (const { Key } of ResultFiles.SUCCEEDED ?? [])
    for (const part of await readLines(Key)) addReport(report, part as RecheckReport);
  const broken: Record<string, number> = {};
  for (const { Key } of ResultFiles.FAILED ?? [])
    for (const failed of await readLines(Key)) {
      const { Error: error = 'unknown' } = failed as { Error?: string };
      broken[error] = (broken[error] ?? 0) + 1;
    }
  const key = `${plan.folder}report.json`;
  await writeJson(key, { plan, report, broken });
  const { photos, withoutMeasures, moves, people } = report;
  return { key, photos, moved: movedPhotos(report), withoutMeasures, moves, people, broken };
});
