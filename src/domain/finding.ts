// The table of findings: every check that a photo goes through, one row each. A finding is what one of them says of one photo;
// refused selfies are findings, never errors.

import * as z from 'zod/mini';
import { judgeAge } from './age-rule.ts';
import type { Configuration } from './configuration.ts';
import { judgeContent, judgeContentTypes } from './content-rules.ts';
import { judgeCustomModel } from './custom-model-rule.ts';
import { judgeSameFile } from './duplicate-file-rule.ts';
import { judgeCovering, judgeEyes, judgeMouth, judgeSunglasses } from './face-attribute-rules.ts';
import { judgeNumber, judgePresence } from './face-count-rules.ts';
import { judgeCutOff, judgeFaceSize, judgePose } from './face-framing-rules.ts';
import { judgeBrightness, judgeDarkness, judgeSharpness } from './face-light-rules.ts';
import { judgeBytes, judgeColours, judgeDimensions, judgeStructure, judgeType } from './file-rules.ts';
import { judgeBlockList, judgeFaceTaken, judgeRenewal } from './identity-rules.ts';
import { judgeIndexing } from './indexing-rule.ts';
import { type FindingCause, type Judgement, JudgementSchema } from './judgement.ts';
import type { DetectedFace, ImageFacts, WorkingCopy } from './photo.ts';
import { EN } from './rider-texts.en.ts';
import type { Language } from './rider-texts.ts';

/** retake: tell the rider how. fraud: neutral words to the rider, all to the reviewer. policy: may not be served. system: ours to fix. */
const FINDING_KINDS = ['retake', 'fraud', 'policy', 'system'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** `subject`: every file, or every main face, is held against the rule. Without one, the step that has the answer asks for it. */
type Ruled =
  | { subject: 'file'; rule: (facts: ImageFacts, configuration: Configuration, reason?: string) => Judgement }
  | {
      subject: 'face';
      rule: (face: DetectedFace, configuration: Configuration, image: WorkingCopy) => Judgement;
    }
  | { subject?: never; rule: (...seen: never[]) => Judgement };

/** What a rider is told to do about it; `adviceBecause` is said instead where it is known which way a photo breaks the rule. */
interface ToldCheck {
  kind: 'retake';
  advice: string;
  adviceBecause?: Readonly<Partial<Record<FindingCause, string>>>;
}

/** Nothing: fraud and policy reasons are never told, nor that they exist. */
interface UntoldCheck {
  kind: Exclude<FindingKind, 'retake'>;
  advice?: never;
}

/** `title`: what reviewers read, each in their language; operators read English. */
export type Check = (ToldCheck | UntoldCheck) & Ruled & { title: Readonly<Record<Language, string>> };

const TOLD = EN.told;

const TABLE = {
  FILE_TYPE: {
    kind: 'retake',
    title: { en: 'File type', de: 'Dateityp' },
    ...TOLD.FILE_TYPE,
    subject: 'file',
    rule: judgeType,
  },
  FILE_SIZE: {
    kind: 'retake',
    title: { en: 'File size', de: 'Dateigröße' },
    ...TOLD.FILE_SIZE,
    subject: 'file',
    rule: judgeBytes,
  },
  FILE_UNREADABLE: {
    kind: 'retake',
    title: { en: 'File readable', de: 'Datei lesbar' },
    ...TOLD.FILE_UNREADABLE,
    subject: 'file',
    rule: judgeStructure,
  },
  IMAGE_SIZE: {
    kind: 'retake',
    title: { en: 'Picture size', de: 'Bildgröße' },
    ...TOLD.IMAGE_SIZE,
    subject: 'file',
    rule: judgeDimensions,
  },
  COLOURS: {
    kind: 'retake',
    title: { en: 'Colours', de: 'Farben' },
    ...TOLD.COLOURS,
    subject: 'file',
    rule: judgeColours,
  },
  DUPLICATE_FILE: {
    kind: 'fraud',
    title: { en: 'Same file seen before', de: 'Dieselbe Datei wie zuvor' },
    rule: judgeSameFile,
  },
  NO_FACE: {
    kind: 'retake',
    title: { en: 'Face present', de: 'Gesicht vorhanden' },
    ...TOLD.NO_FACE,
    rule: judgePresence,
  },
  SEVERAL_FACES: {
    kind: 'retake',
    title: { en: 'Number of faces', de: 'Zahl der Gesichter' },
    ...TOLD.SEVERAL_FACES,
    rule: judgeNumber,
  },
  FACE_SIZE: {
    kind: 'retake',
    title: { en: 'Face size', de: 'Größe des Gesichts' },
    ...TOLD.FACE_SIZE,
    subject: 'face',
    rule: judgeFaceSize,
  },
  FACE_CUT_OFF: {
    kind: 'retake',
    title: { en: 'Face inside the picture', de: 'Gesicht ganz im Bild' },
    ...TOLD.FACE_CUT_OFF,
    subject: 'face',
    rule: judgeCutOff,
  },
  POSE: {
    kind: 'retake',
    title: { en: 'Head pose', de: 'Kopfhaltung' },
    ...TOLD.POSE,
    subject: 'face',
    rule: judgePose,
  },
  SUNGLASSES: {
    kind: 'retake',
    title: { en: 'Sunglasses', de: 'Sonnenbrille' },
    ...TOLD.SUNGLASSES,
    subject: 'face',
    rule: judgeSunglasses,
  },
  FACE_COVERED: {
    kind: 'retake',
    title: { en: 'Face uncovered', de: 'Gesicht unverdeckt' },
    ...TOLD.FACE_COVERED,
    subject: 'face',
    rule: judgeCovering,
  },
  EYES_CLOSED: {
    kind: 'retake',
    title: { en: 'Eyes open', de: 'Augen offen' },
    ...TOLD.EYES_CLOSED,
    subject: 'face',
    rule: judgeEyes,
  },
  MOUTH_OPEN: {
    kind: 'retake',
    title: { en: 'Mouth closed', de: 'Mund geschlossen' },
    ...TOLD.MOUTH_OPEN,
    subject: 'face',
    rule: judgeMouth,
  },
  TOO_DARK: {
    kind: 'retake',
    title: { en: 'Enough light', de: 'Genug Licht' },
    ...TOLD.TOO_DARK,
    subject: 'face',
    rule: judgeDarkness,
  },
  TOO_BRIGHT: {
    kind: 'retake',
    title: { en: 'Not too much light', de: 'Nicht zu viel Licht' },
    ...TOLD.TOO_BRIGHT,
    subject: 'face',
    rule: judgeBrightness,
  },
  BLURRED: {
    kind: 'retake',
    title: { en: 'Sharpness', de: 'Schärfe' },
    ...TOLD.BLURRED,
    subject: 'face',
    rule: judgeSharpness,
  },
  AGE: {
    kind: 'policy',
    title: { en: 'Estimated age', de: 'Geschätztes Alter' },
    subject: 'face',
    rule: judgeAge,
  },
  CONTENT: { kind: 'policy', title: { en: 'Content', de: 'Inhalt' }, rule: judgeContent },
  NOT_A_PHOTO: {
    kind: 'fraud',
    title: { en: 'A real photograph', de: 'Eine echte Fotografie' },
    rule: judgeContentTypes,
  },
  FACE_TAKEN: {
    kind: 'fraud',
    title: { en: 'Similarity to another rider', de: 'Ähnlichkeit mit einem anderen Fahrgast' },
    rule: judgeFaceTaken,
  },
  FACE_CHANGED: {
    kind: 'fraud',
    title: { en: 'Similarity to the earlier photo', de: 'Ähnlichkeit mit dem früheren Foto' },
    rule: judgeRenewal,
  },
  FACE_BLOCKED: {
    kind: 'fraud',
    title: { en: 'Similarity to the block list', de: 'Ähnlichkeit mit der Sperrliste' },
    rule: judgeBlockList,
  },
  CUSTOM_MODEL: {
    kind: 'policy',
    title: { en: 'Custom model', de: 'Eigenes Modell' },
    rule: judgeCustomModel,
  },
  FACE_NOT_INDEXED: {
    kind: 'retake',
    title: { en: 'Face indexed', de: 'Gesicht aufgenommen' },
    ...TOLD.FACE_NOT_INDEXED,
    rule: judgeIndexing,
  },
} as const satisfies Record<string, Check>;

export type FindingCode = keyof typeof TABLE;
export const FINDINGS: Readonly<Record<FindingCode, Check>> = TABLE;
export const FINDING_CODES = Object.keys(TABLE) as [FindingCode, ...FindingCode[]];

export const FindingSchema = z.object({
  code: z.enum(FINDING_CODES),
  kind: z.enum(FINDING_KINDS),
  ...JudgementSchema.shape,
});
export type Finding = z.output<typeof FindingSchema>;

/** The only way findings are made: the kind always follows from the code. */
export function finding(
  code: FindingCode,
  status: Judgement['status'],
  seen: Omit<Judgement, 'status'> = {},
): Finding {
  return { code, kind: FINDINGS[code].kind, status, ...seen };
}

/** What the rule of the row says of what it looks at. */
export function judge<Code extends FindingCode>(
  code: Code,
  ...seen: Parameters<(typeof TABLE)[Code]['rule']>
): Finding {
  const rule = TABLE[code].rule as (...seen: unknown[]) => Judgement;
  const { status, ...rest } = rule(...seen);
  return finding(code, status, rest);
}

/** The checks that every file, or every main face, goes through, in the order of the table. */
export function codesOf<Subject extends 'file' | 'face'>(subject: Subject): readonly CodeOf<Subject>[] {
  return CODES_OF[subject] as CodeOf<Subject>[];
}

const CODES_OF = {
  file: FINDING_CODES.filter((code) => FINDINGS[code].subject === 'file'),
  face: FINDING_CODES.filter((code) => FINDINGS[code].subject === 'face'),
};

type CodeOf<Subject> = {
  [Code in FindingCode]: (typeof TABLE)[Code] extends { subject: Subject } ? Code : never;
}[FindingCode];
