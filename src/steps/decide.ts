// Decide: all findings become one verdict, and everything that may be stored, announced and told because of it. Runs again
// when a publication had to be undone, with what is known then.
// In: { photo }, the whole state  Out: { verdict, reasons, findings, outcome, outcomes, reminder, expiresAt, configurationVersion, decidedBy }
// Throws: ConfigurationError

import * as z from 'zod/mini';
import { currentFaceId } from '../adapters/riders-table.ts';
import { configurationVersion } from '../domain/configuration.ts';
import { judgeCustomModel } from '../domain/custom-model-rule.ts';
import type { Finding } from '../domain/finding.ts';
import { judgeRenewal } from '../domain/identity-rules.ts';
import { outcomeFor, reminderFor } from '../domain/outcome.ts';
import { missingChecks } from '../domain/required-checks.ts';
import { decide } from '../domain/verdict.ts';
import { configuration } from '../shared/config.ts';
import { FindingSchema, RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';
import { annotate, countBy } from '../shared/telemetry.ts';

const Found = z.object({ findings: z.array(FindingSchema) });
const Classification = z.object({
  answer: z.union([
    z.enum(['off', 'unavailable']),
    z.object({ score: z.number(), label: z.exactOptional(z.string()) }),
  ]),
});
const Checks = z.object({
  duplicate: z.extend(Found, { ownSimilarityPercent: z.nullable(z.number()) }),
  moderation: Found,
  classification: Classification,
  rider: RiderAnswerSchema,
});
const Photo = z.object({
  inspection: Found,
  detection: z.optional(Found),
  checks: z.optional(Checks),
  publication: z.optional(z.object({ index: Found })),
  uniqueness: z.optional(Found),
});
export const Input = eventSchema({ photo: Photo });

export const handler = defineStep('Decide', Input, ({ photo }) => {
  const seen = findingsOf(photo);
  const findings = [...seen, ...missingChecks(seen)];
  const { verdict, reasons } = decide(findings);
  annotate({ verdict, reasons: reasons.join(',') });
  countBy('PhotosDecided', 'verdict', verdict);
  const outcomes = {
    approved: outcomeFor('approved', findings),
    retake: outcomeFor('retake', findings),
    rejected: outcomeFor('rejected', findings),
    expired: outcomeFor('expired', findings),
  };
  return {
    verdict,
    reasons,
    findings,
    outcome: verdict === 'review' ? null : outcomes[verdict],
    outcomes,
    reminder: reminderFor(findings, configuration()),
    expiresAt: expiry(configuration().retention.refusedDays),
    configurationVersion: configurationVersion(configuration()),
    decidedBy: 'rules',
  };
});

function findingsOf({
  inspection,
  detection,
  checks,
  publication,
  uniqueness,
}: z.output<typeof Photo>): Finding[] {
  return [
    ...inspection.findings,
    ...(detection?.findings ?? []),
    ...(checks ? findingsOfChecks(checks) : []),
    ...(publication?.index.findings ?? []),
    ...(uniqueness?.findings ?? []),
  ];
}

function findingsOfChecks({
  duplicate,
  moderation,
  classification,
  rider,
}: z.output<typeof Checks>): Finding[] {
  const renewal = {
    hasEarlierFace: currentFaceId(rider) !== undefined,
    ownSimilarityPercent: duplicate.ownSimilarityPercent,
  };
  return [
    ...duplicate.findings,
    judgeRenewal(renewal, configuration()),
    ...moderation.findings,
    judgeCustomModel(classification.answer, configuration()),
  ];
}

/** Epoch seconds as text: DynamoDB takes numbers as text, and its time to live counts in seconds. */
function expiry(days: number): string {
  return String(Math.floor(Date.now() / 1000) + days * 86_400);
}
