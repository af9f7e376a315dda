// JudgeStock: what the rules would say of the photos of a few files, counted; to apply it, also which of them it is about.
// In: { batch: { BatchInput: { plan }, Items: [{ Key }] } }  Out: the report of these photos
// Throws: ConfigurationError, PhotoGoneError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { readLines, writeLines } from '../adapters/line-files.ts';
import { parseConfiguration } from '../domain/configuration.ts';
import { isLetThrough, type JudgedAgain } from '../domain/judge-again.ts';
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
  const { configuration, rejectionNeedsPerson, mode, folder } = BatchInput.plan;
  const rules = {
    configuration: parseConfiguration(configuration),
    rejectionNeedsPerson: rejectionNeedsPerson === 'on',
  };
  const report = emptyReport();
  for (const { Key } of Items) {
    const lines = (await readLines(Key)) as StockLine[];
    const changes = lines.filter((line) => isToChange(line, countPhoto(report, line, rules)));
    if (mode === 'apply' && changes.length > 0) {
      const named = changes.map(({ photoId }) => ({ photoId }));
      await writeLines(`${folder}changes/${Key.split('/').at(-1)}`, named);
    }
  }
  return report;
});

/**
 * Of those that rules answered: the approved ones that would not be any more, and the refused ones that nothing known would refuse; the
 * journey finds out what is not known.
 */
function isToChange({ status, isByPeople }: StockLine, judged: JudgedAgain | undefined): boolean {
  if (isByPeople || !judged || status === 'expired') return false;
  const { verdict } = judged;
  return status === 'approved' ? !['approved', 'unknown'].includes(verdict) : isLetThrough(verdict);
}
