// JudgeStock: what the rules would say of the photos of a few files, counted.
// In: { batch: { BatchInput: { plan }, Items: [{ Key }] } }  Out: the report of these photos
// Throws: ConfigurationError, PhotoGoneError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { readLines } from '../adapters/line-files.ts';
import { parseConfiguration } from '../domain/configuration.ts';
import { RecheckPlanSchema, type StockLine } from '../domain/recheck.ts';
import { countPhoto, emptyReport } from '../domain/recheck-report.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  batch: z.object({
    BatchInput: z.object({ plan: RecheckPlanSchema }),
    Items: z.array(z.object({ Key: z.string() })),
  }),
});

export const handler = defineStep('JudgeStock', Input, async ({ batch: { BatchInput, Items } }) => {
  const { configuration, rejectionNeedsPerson } = BatchInput.plan;
  const rules = {
    configuration: parseConfiguration(configuration),
    rejectionNeedsPerson: rejectionNeedsPerson === 'on',
  };
  const report = emptyReport();
  for (const { Key } of Items)
    for (const line of await readLines(Key)) countPhoto(report, line as StockLine, rules);
  return report;
});
