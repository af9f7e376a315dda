// What was measured of a photo, before any rule looked at it: kept with its answer, so that other thresholds can be tried on it
// without asking anybody again (docs/decisions/0037-recheck.md).

import * as z from 'zod/mini';
import { FINDING_CODES, type Finding, type FindingCode } from './finding.ts';
import { IdentityMeasuresSchema } from './identity-measures.ts';
import { type DetectedFace, FaceSchema, LabelSchema } from './photo.ts';

const percent = z.number();
const pixels = z.int().check(z.gte(1));

export const ImageFactsSchema = z.object({
  type: z.string(),
  size: z.number(),
  width: z.exactOptional(z.number()),
  height: z.exactOptional(z.number()),
  pages: z.exactOptional(z.number()),
  orientation: z.exactOptional(z.number()),
  scans: z.exactOptional(z.number()),
  colours: z.exactOptional(z.object({ space: z.string(), isUsable: z.boolean() })),
});

/** The labels of one answer, and the least confidence that was asked for: what is less sure is not known. */
export const ContentMeasuresSchema = z.object({
  leastConfidence: percent,
  labels: z.array(
    z.object({ name: z.string(), parentName: z.string(), confidence: percent, taxonomyLevel: z.number() }),
  ),
  contentTypes: z.array(LabelSchema),
});
export type ContentMeasures = z.output<typeof ContentMeasuresSchema>;

export const ModelAnswerSchema = z.union([
  z.literal(['off', 'unavailable']),
  z.object({ score: z.number(), label: z.exactOptional(z.string()) }),
]);

/** What a rule said that asked for another verdict than approval. */
const SAID = ['failed', 'review', 'unavailable'] as const;
export type Said = Partial<Record<FindingCode, (typeof SAID)[number]>>;

/** What is missing was not measured: a photo that is refused early is not looked at any further. */
export const MeasuresSchema = z.object({
  /** What the rules said of it when it was answered, but those that were content. */
  said: z.partialRecord(z.enum(FINDING_CODES), z.enum(SAID)),
  file: z.object({
    facts: ImageFactsSchema,
    /** Why it cannot be read. */
    fault: z.exactOptional(z.string()),
    /** More bytes than are read: nothing but their number is known. */
    isUnread: z.exactOptional(z.literal(true)),
  }),
  /** The working copy's sides. */
  image: z.exactOptional(z.object({ width: pixels, height: pixels })),
  faces: z.exactOptional(z.array(FaceSchema)),
  content: z.exactOptional(ContentMeasuresSchema),
  identity: z.exactOptional(z.extend(IdentityMeasuresSchema, { hasEarlierFace: z.boolean() })),
  customModel: z.exactOptional(ModelAnswerSchema),
});
export type Measures = z.output<typeof MeasuresSchema>;

/** Of findings, what is kept beside the measures. */
export function saidIn(findings: readonly Finding[]): Said {
  const isSaid = (status: string): status is (typeof SAID)[number] => SAID.some((each) => each === status);
  return Object.fromEntries(
    findings.flatMap(({ code, status }) => (isSaid(status) ? [[code, status]] : [])),
  ) as Said;
}

/** More faces than that are never a selfie, whatever the thresholds. */
const MOST_FACES = 10;

/** The largest faces, without the points that no rule looks at. */
export function facesToKeep(faces: readonly DetectedFace[]): DetectedFace[] {
  const area = ({ boundingBox: { width, height } }: DetectedFace) => width * height;
  return [...faces]
    .sort((one, other) => area(other) - area(one))
    .slice(0, MOST_FACES)
    .map(({ landmarks: _unused, ...face }) => face);
}
