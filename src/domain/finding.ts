// The table of findings: every check that a photo goes through, one row each. A finding is what one of them says of one photo;
// refused selfies are findings, never errors.

import * as z from 'zod/mini';
import { judgeAge } from './age-rule.ts';
import type { Configuration } from './configuration.ts';
import { judgeCovering, judgeEyes, judgeMouth, judgeSunglasses } from './face-attribute-rules.ts';
import { judgeCutOff, judgeFaceSize, judgePose } from './face-framing-rules.ts';
import { judgeBrightness, judgeDarkness, judgeSharpness } from './face-light-rules.ts';
import { type FindingCause, type Judgement, JudgementSchema } from './judgement.ts';
import type { DetectedFace, WorkingCopy } from './photo.ts';

/** retake: tell the rider how. fraud: neutral words to the rider, all to the reviewer. policy: may not be served. system: ours to mend. */
const FINDING_KINDS = ['retake', 'fraud', 'policy', 'system'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What the main face is held against. A check of anything else is applied by the step that asked for it. */
export type FaceRule = (face: DetectedFace, configuration: Configuration, image: WorkingCopy) => Judgement;

/** What a rider is told to do about it; `adviceBecause` is said instead where it is known which way a photo breaks the rule. */
interface ToldCheck {
  kind: 'retake';
  advice: string;
  adviceBecause?: Readonly<Partial<Record<FindingCause, string>>>;
}

/** Nothing: fraud and policy reasons are never told, nor that they exist. */
interface UntoldCheck {
  kind: Exclude<FindingKind, 'retake'>;
}

/** `title`: what reviewers and operators read. */
export type Check = (ToldCheck | UntoldCheck) & { title: string; rule?: FaceRule };

const TABLE = {
  FILE_TYPE: {
    kind: 'retake',
    title: 'File type',
    advice: 'Send the photo as a JPEG, PNG, WebP or AVIF file.',
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
  },
  FILE_UNREADABLE: {
    kind: 'retake',
    title: 'File readable',
    advice: 'We could not open the file. Take a new photo and send it as a single still picture.',
    adviceBecause: {
      moving: 'Send a still photo: this file is an animation, and we need a picture that does not move.',
    },
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
  },
  COLOURS: {
    kind: 'retake',
    title: 'Colours',
    advice: 'Send the photo in ordinary colours: turn off HDR in the camera, or save the photo as a JPEG.',
  },
  DUPLICATE_FILE: { kind: 'fraud', title: 'Same file seen before' },
  NO_FACE: {
    kind: 'retake',
    title: 'Face present',
    advice: 'Take a photo that clearly shows your face.',
  },
  SEVERAL_FACES: {
    kind: 'retake',
    title: 'Number of faces',
    advice: 'Make sure you are the only person in the picture.',
  },
  FACE_SIZE: {
    kind: 'retake',
    title: 'Face size',
    advice: 'Hold the camera closer, so that your face fills more of the picture.',
    rule: judgeFaceSize,
  },
  FACE_CUT_OFF: {
    kind: 'retake',
    title: 'Face inside the picture',
    advice: 'Keep your whole face inside the picture, with a little room around it.',
    rule: judgeCutOff,
  },
  POSE: {
    kind: 'retake',
    title: 'Head pose',
    advice: 'Look straight into the camera and hold your head upright.',
    rule: judgePose,
  },
  SUNGLASSES: {
    kind: 'retake',
    title: 'Sunglasses',
    advice: 'Take off your sunglasses, so that we can see your eyes.',
    rule: judgeSunglasses,
  },
  FACE_COVERED: {
    kind: 'retake',
    title: 'Face uncovered',
    advice: 'Leave your whole face free: no mask, hand or scarf in front of it.',
    rule: judgeCovering,
  },
  EYES_CLOSED: {
    kind: 'retake',
    title: 'Eyes open',
    advice: 'Keep your eyes open.',
    rule: judgeEyes,
  },
  MOUTH_OPEN: {
    kind: 'retake',
    title: 'Mouth closed',
    advice: 'Keep your mouth closed; a smile is welcome.',
    rule: judgeMouth,
  },
  TOO_DARK: {
    kind: 'retake',
    title: 'Enough light',
    advice: 'Find more light: face a window or a lamp.',
    rule: judgeDarkness,
  },
  TOO_BRIGHT: {
    kind: 'retake',
    title: 'Not too much light',
    advice: 'Step out of the direct light, and turn off the flash.',
    rule: judgeBrightness,
  },
  BLURRED: {
    kind: 'retake',
    title: 'Sharpness',
    advice: 'Hold the camera still and wipe the lens: the photo is blurred.',
    rule: judgeSharpness,
  },
  AGE: { kind: 'policy', title: 'Estimated age', rule: judgeAge },
  CONTENT: { kind: 'policy', title: 'Content' },
  NOT_A_PHOTO: { kind: 'fraud', title: 'A real photograph' },
  FACE_TAKEN: { kind: 'fraud', title: 'Similarity to another rider' },
  FACE_CHANGED: { kind: 'fraud', title: 'Similarity to the earlier photo' },
  FACE_BLOCKED: { kind: 'fraud', title: 'Similarity to the block list' },
  CUSTOM_MODEL: { kind: 'policy', title: 'Custom model' },
  FACE_NOT_INDEXED: {
    kind: 'retake',
    title: 'Face indexed',
    advice: 'Take the photo again from the front, close up and in good light.',
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
