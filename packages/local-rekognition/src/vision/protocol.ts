// The words the service and its vision process speak over IPC, and those of the process and its second thread. Plain
// values only: they are structured-cloned.

import type { Rect } from './rect.ts';

/** Upright sRGB, three bytes a pixel, in memory that threads share. */
export interface Pixels {
  rgb: Uint8Array;
  width: number;
  height: number;
  /** These pixels per pixel of the picture as sent. */
  scale: number;
}

/** What may be asked. `describe` is how many faces, largest first, also get a descriptor; `mood` asks for emotions. */
export type VisionTask =
  | { task: 'load' }
  | { task: 'warm' }
  | { task: 'faces'; image: Uint8Array; describe: number; mood?: boolean }
  | { task: 'moderation'; image: Uint8Array }
  | { task: 'labels'; image: Uint8Array };

export interface VisionAnswers {
  load: Record<string, never>;
  warm: Record<string, never>;
  faces: FacesAnswer;
  moderation: ModerationAnswer;
  labels: LabelsAnswer;
}

export type VisionRequest = { id: number } & VisionTask;

export type VisionReply =
  | { id: number; answer: VisionAnswers[keyof VisionAnswers] }
  | { id: number; refusal: VisionRefusal }
  | { id: number; fault: string };

/** The process's last words: it ends, and what it was asked stays unanswered. */
export interface VisionFailure {
  failure: string;
}

/** What the thread of the second worker is asked, one question at a time. */
export interface SecondLook {
  look: keyof SecondAnswers;
  pixels: Pixels;
}

export interface SecondAnswers {
  faces: LocatedFace[];
  moderation: ModerationAnswer;
  labels: LabelsAnswer;
}

/** The first message says that the thread has its models; then each question has one reply. */
export type SecondMessage = { isLoaded: true } | SecondReply;

export type SecondReply = { answer: SecondAnswers[keyof SecondAnswers] } | { fault: string };

/** Why a picture cannot be looked at; the caller's doing, never a fault of the models. */
export interface VisionRefusal {
  reason: 'format' | 'dimensions';
  message: string;
}

/** `imageId` names the content: equal bytes, equal id. */
export interface FacesAnswer {
  imageId: string;
  faces: FaceAnalysis[];
}

/** Ratios of the upright picture's width and height; may leave 0..1. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Confidence in percent. */
export interface Judgement {
  value: boolean;
  confidence: number;
}

/** All that the models say of one face. A missing member: they cannot say. */
export interface FaceAnalysis {
  box: Box;
  /** Percent. */
  confidence: number;
  /** Height of the face in pixels of the picture as sent. */
  heightPx: number;
  landmarks: { type: string; x: number; y: number }[];
  /** Degrees. */
  pose: { roll: number; yaw: number; pitch: number };
  /** Percent. */
  quality: { brightness: number; sharpness: number };
  eyesOpen: Judgement;
  mouthOpen: Judgement;
  sunglasses: Judgement;
  faceOccluded: Judgement;
  smile?: Judgement;
  /** Empty where moods were not asked for. */
  emotions: { type: string; confidence: number }[];
  /** Years. */
  age?: { low: number; high: number };
  /** 512 numbers whose Euclidean distance tells persons apart. Only where asked for. */
  descriptor?: number[];
}

/** Where SSD sees a face, in pixels, and how sure it is, 0 to 1. */
export interface LocatedFace {
  score: number;
  box: Rect;
}

/** Share of each class, 0 to 1; they add up to 1. */
export type ModerationAnswer = Record<'drawing' | 'hentai' | 'neutral' | 'porn' | 'sexy', number>;

export interface LabelsAnswer {
  /** Confidence in percent; COCO's own class names. */
  objects: { name: string; confidence: number; box: Box }[];
}
