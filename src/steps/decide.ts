// Decide: all findings become one verdict, and everything that may be stored, announced and told because of it. Runs again
// when a publication had to be undone, with what is known then.
// In: { photo, rejectionNeedsPerson }, photo being the whole state
// Out: { verdict, reasons, findings, measures, outcome, outcomes, reminder, sameAs, configurationVersion, decidedBy, language, resembles, advice }
// Throws: ConfigurationError

import * as z from 'zod/mini';
import { currentFaceId, profileOf } from '../adapters/riders-table.ts';
import { configurationVersion } from '../domain/configuration.ts';
import { type Finding, type FindingCode, FindingSchema, judge } from '../domain/finding.ts';
import { IdentityMeasuresSchema } from '../domain/identity-measures.ts';
import { createInsights, type Insight } from '../domain/insights.ts';
import { ContentMeasuresSchema, ImageFactsSchema, type Measures, saidIn } from '../domain/measures.ts';
import { outcomeFor, outcomeOfRepeat, reminderFor } from '../domain/outcome.ts';
import { FaceSchema } from '../domain/photo.ts';
import { missingChecks } from '../domain/required-checks.ts';
import { REVIEW_DECISIONS } from '../domain/review.ts';
import { LANGUAGES, RIDER_TEXTS } from '../domain/rider-texts.ts';
import { decide, decideWithPeople } from '../domain/verdict.ts';
import { configuration } from '../shared/config.ts';
import { RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';
import { annotate, countBy } from '../shared/telemetry.ts';

const Found = z.object({ findings: z.array(FindingSchema) });
/** Absent when there is no custom model. */
const Classification = z.object({
  answer: z.union([
    z.literal('unavailable'),
    z.object({ score: z.number(), label: z.exactOptional(z.string()) }),
  ]),
});
/** An earlier answer to the very same file. */
const Repeated = z.object({ photoId: z.string(), status: z.enum(['approved', 'retake', 'rejected']) });
/** Riders whose photos people hold beside this one. */
const Riders = z.array(z.string());
const Checks = z.object({
  duplicate: z.extend(Found, {
    ownSimilarityPercent: z.nullable(z.number()),
    resembles: z._default(Riders, () => []),
    measured: IdentityMeasuresSchema,
  }),
  moderation: z.extend(Found, { measured: ContentMeasuresSchema }),
  rider: RiderAnswerSchema,
});
const Photo = z.object({
  inspection: z.extend(Found, {
    repeats: z.optional(z.nullable(Repeated)),
    language: z.enum(LANGUAGES),
    sha256: z.string(),
    facts: ImageFactsSchema,
    fault: z.nullable(z.string()),
    image: z.nullable(z.object({ width: z.number(), height: z.number() })),
  }),
  detection: z.optional(
    z.extend(Found, { face: z.optional(z.nullable(FaceSchema)), faces: z.array(FaceSchema) }),
  ),
  classification: z.optional(Classification),
  checks: z.optional(Checks),
  publication: z.optional(
    z.object({ index: z.optional(z.extend(Found, { resembles: z._default(Riders, () => []) })) }),
  ),
  /** What people have decided on the rider's appeal, for which the photo comes once more; `expire` when nobody did in time. */
  appeal: z.optional(z.object({ decision: z.enum([...REVIEW_DECISIONS, 'expire']), decidedBy: z.string() })),
  /** The decision that led to the publication. */
  decision: z.optional(
    z.object({ decidedBy: z.string(), verdict: z.string(), resembles: z._default(Riders, () => []) }),
  ),
});
export const Input = eventSchema({
  photo: Photo,
  /** Whether people decide where nothing but fraud rules would reject. */
  rejectionNeedsPerson: z.enum(['on', 'off']),
});

export const handler = defineStep('Decide', Input, ({ photo, rejectionNeedsPerson }) => {
  const { repeats } = photo.inspection;
  const seen = findingsOf(photo);
  const findings = repeats ? seen : [...seen, ...missingChecks(seen)];
  const answer = answerOfAppeal(photo);
  const decideByRules = rejectionNeedsPerson === 'on' ? decideWithPeople : decide;
  const { verdict, reasons } = answer
    ? { verdict: answer, reasons: answer === 'approved' ? [] : decide(findings).reasons }
    : repeats
      ? { verdict: repeats.status, reasons: [] }
      : decideByRules(findings);
  annotate({ verdict, reasons: reasons.join(',') });
  countBy('PhotosDecided', 'verdict', verdict);
  if (photo.publication && photo.decision) {
    // Counted when it was decided first, and could not be kept. What a person approved had been counted as a review.
    const { decidedBy, verdict: counted } = photo.decision;
    countBy('PhotosDecided', 'verdict', decidedBy === 'rules' ? counted : 'review', -1);
  }
  const { language } = photo.inspection;
  const texts = RIDER_TEXTS[language];
  const outcomes = {
    approved: outcomeFor('approved', findings, texts),
    retake: outcomeFor('retake', findings, texts),
    rejected: outcomeFor('rejected', findings, texts),
    expired: outcomeFor('expired', findings, texts),
  };
  return {
    verdict,
    reasons,
    findings,
    measures: measuresOf(photo, findings),
    outcome:
      repeats && !answer
        ? outcomeOfRepeat(repeats.status, texts)
        : verdict === 'review'
          ? null
          : outcomes[verdict],
    outcomes,
    reminder: reminderFor(findings, configuration(), texts),
    sameAs: repeats?.photoId ?? null,
    configurationVersion: configurationVersion(configuration()),
    decidedBy: answer && photo.appeal ? photo.appeal.decidedBy : 'rules',
    language,
    resembles: ridersBeside(photo),
    // What can be said without labels; where those are wanted, CreateInsights says it again with them.
    advice: { insights: insightsOf(photo, reasons) },
  };
});

/** Of a photo that can be approved; none of any other. */
function insightsOf({ detection, checks }: z.output<typeof Photo>, reasons: FindingCode[]): Insight[] {
  if (!detection?.face || !checks) return [];
  const profile = profileOf(checks.rider);
  const isRenewal = profile?.currentPhoto !== undefined;
  return createInsights({ face: detection.face, labels: [], profile, isRenewal, reasons });
}

const APPEAL_ANSWERS = {
  approve: 'approved',
  retake: 'retake',
  reject: 'rejected',
  expire: 'expired',
} as const;

/** Those that were found before, and those with whom it came to light that they have the face. */
function ridersBeside({ checks, publication, decision }: z.output<typeof Photo>): string[] {
  const found = [
    ...(decision?.resembles ?? []),
    ...(checks?.duplicate.resembles ?? []),
    ...(publication?.index?.resembles ?? []),
  ];
  return [...new Set(found)];
}

/** Nobody approves a picture that has not been looked at as a whole, nor twice: then the rules have their say. */
function answerOfAppeal({ appeal, checks, inspection, publication }: z.output<typeof Photo>) {
  if (!appeal || publication || inspection.repeats) return undefined;
  return appeal.decision === 'approve' && !checks ? undefined : APPEAL_ANSWERS[appeal.decision];
}

/** What other thresholds can be tried on later. */
function measuresOf(
  { inspection, detection, checks, classification }: z.output<typeof Photo>,
  findings: readonly Finding[],
): Measures {
  const { facts, fault, sha256, image } = inspection;
  return {
    said: saidIn(findings),
    file: { facts, ...(fault !== null && { fault }), ...(sha256 === 'unread' && { isUnread: true }) },
    ...(image && { image: { width: image.width, height: image.height } }),
    ...(detection && { faces: detection.faces }),
    ...(checks && {
      content: checks.moderation.measured,
      identity: {
        ...checks.duplicate.measured,
        hasEarlierFace: currentFaceId(checks.rider) !== undefined,
      },
      customModel: classification?.answer ?? 'off',
    }),
  };
}

function findingsOf({
  inspection,
  detection,
  classification,
  checks,
  publication,
}: z.output<typeof Photo>): Finding[] {
  return [
    ...inspection.findings,
    ...(detection?.findings ?? []),
    ...(checks ? findingsOfChecks(checks) : []),
    ...(checks ? [judge('CUSTOM_MODEL', classification?.answer ?? 'off', configuration())] : []),
    ...(publication?.index?.findings ?? []),
  ];
}

function findingsOfChecks({ duplicate, moderation, rider }: z.output<typeof Checks>): Finding[] {
  const renewal = {
    hasEarlierFace: currentFaceId(rider) !== undefined,
    ownSimilarityPercent: duplicate.ownSimilarityPercent,
  };
  return [...duplicate.findings, judge('FACE_CHANGED', renewal, configuration()), ...moderation.findings];
}
