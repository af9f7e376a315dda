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

/** retake: tell the rider how. fraud: neutral words to the rider, all to the reviewer. policy: may not be served. system: ours to mend. */
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

/** `title`: what reviewers and operators read. */
export type Check = (ToldCheck | UntoldCheck) & Ruled & { title: string };

const TABLE = {
  FILE_TYPE: {
    kind: 'retake',
    title: 'File type',
    advice: 'Send the photo as a JPEG, PNG, WebP or AVIF file.',
    subject: 'file',
    rule: judgeType,
  },
  FILE_SIZE: {
    kind: 'retake',
    title: 'File size',
    advice: 'Send the photo as your camera saved it: its file was of no ordinary size.',
    adviceBecause: {
      'too-small': 'Send the photo as your camera saved it: this file is too small to hold a good photo.',
      'too-large':
        'Send a smaller file of the photo, such as a JPEG from your camera: this one is too large.',
    },
    subject: 'file',
    rule: judgeBytes,
  },
  FILE_UNREADABLE: {
    kind: 'retake',
    title: 'File readable',
    advice: 'We could not open the file. Take a new photo and send it as a single still picture.',
    adviceBecause: {
      moving: 'Send a still photo: this file is an animation, and we need a picture that does not move.',
    },
    subject: 'file',
    rule: judgeStructure,
  },
  IMAGE_SIZE: {
    kind: 'retake',
    title: 'Picture size',
    advice: 'Use a photo of ordinary size: the number of pixels of this one is unusual.',
    adviceBecause: {
      'too-small': 'Use a larger photo: this one is too small, it has too few pixels.',
      'too-large': 'Use a smaller photo: this one is too large, it has too many pixels.',
      'too-narrow': 'Use a photo of ordinary shape: this one is too narrow, a strip of pixels.',
    },
    subject: 'file',
    rule: judgeDimensions,
  },
  COLOURS: {
    kind: 'retake',
    title: 'Colours',
    advice: 'Send the photo in ordinary colours: turn off HDR in the camera, or save the photo as a JPEG.',
    subject: 'file',
    rule: judgeColours,
  },
  DUPLICATE_FILE: { kind: 'fraud', title: 'Same file seen before', rule: judgeSameFile },
  NO_FACE: {
    kind: 'retake',
    title: 'Face present',
    advice: 'Take a photo that clearly shows your face.',
    rule: judgePresence,
  },
  SEVERAL_FACES: {
    kind: 'retake',
    title: 'Number of faces',
    advice: 'Make sure you are the only person in the picture.',
    rule: judgeNumber,
  },
  FACE_SIZE: {
    kind: 'retake',
    title: 'Face size',
    advice: 'Hold the camera closer, so that your face fills more of the picture.',
    subject: 'face',
    rule: judgeFaceSize,
  },
  FACE_CUT_OFF: {
    kind: 'retake',
    title: 'Face inside the picture',
    advice: 'Keep your whole face inside the picture, with a little room around it.',
    subject: 'face',
    rule: judgeCutOff,
  },
  POSE: {
    kind: 'retake',
    title: 'Head pose',
    advice: 'Look straight into the camera and hold your head upright.',
    subject: 'face',
    rule: judgePose,
  },
  SUNGLASSES: {
    kind: 'retake',
    title: 'Sunglasses',
    advice: 'Take off your sunglasses, so that we can see your eyes.',
    subject: 'face',
    rule: judgeSunglasses,
  },
  FACE_COVERED: {
    kind: 'retake',
    title: 'Face uncovered',
    advice: 'Leave your whole face free: no mask, hand or scarf in front of it.',
    subject: 'face',
    rule: judgeCovering,
  },
  EYES_CLOSED: {
    kind: 'retake',
    title: 'Eyes open',
    advice: 'Keep your eyes open.',
    subject: 'face',
    rule: judgeEyes,
  },
  MOUTH_OPEN: {
    kind: 'retake',
    title: 'Mouth closed',
    advice: 'Keep your mouth closed; a smile is welcome.',
    subject: 'face',
    rule: judgeMouth,
  },
  TOO_DARK: {
    kind: 'retake',
    title: 'Enough light',
    advice: 'Find more light: face a window or a lamp.',
    subject: 'face',
    rule: judgeDarkness,
  },
  TOO_BRIGHT: {
    kind: 'retake',
    title: 'Not too much light',
    advice: 'Step out of the direct light, and turn off the flash.',
    subject: 'face',
    rule: judgeBrightness,
  },
  BLURRED: {
    kind: 'retake',
    title: 'Sharpness',
    advice: 'Hold the camera still and wipe the lens: the photo is blurred.',
    subject: 'face',
    rule: judgeSharpness,
  },
  AGE: { kind: 'policy', title: 'Estimated age', subject: 'face', rule: judgeAge },
  CONTENT: { kind: 'policy', title: 'Content', rule: judgeContent },
  NOT_A_PHOTO: { kind: 'fraud', title: 'A real photograph', rule: judgeContentTypes },
  FACE_TAKEN: { kind: 'fraud', title: 'Similarity to another rider', rule: judgeFaceTaken },
  FACE_CHANGED: { kind: 'fraud', title: 'Similarity to the earlier photo', rule: judgeRenewal },
  FACE_BLOCKED: { kind: 'fraud', title: 'Similarity to the block list', rule: judgeBlockList },
  CUSTOM_MODEL: { kind: 'policy', title: 'Custom model', rule: judgeCustomModel },
  FACE_NOT_INDEXED: {
    kind: 'retake',
    title: 'Face indexed',
    advice: 'Take the photo again from the front, close up and in good light.',
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
export function codesOf<Subject extends 'file' | 'face'>(subject: Subject): CodeOf<Subject>[] {
  return FINDING_CODES.filter((code) => FINDINGS[code].subject === subject) as CodeOf<Subject>[];
}

type CodeOf<Subject> = {
  [Code in FindingCode]: (typeof TABLE)[Code] extends { subject: Subject } ? Code : never;
}[FindingCode];
