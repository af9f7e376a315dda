// What came of one photo, as `--json` prints it.

import type { Told } from './message-log.ts';
import type { Undone } from './undone.ts';

export interface Answer {
  file: string;
  riderId: string;
  photoId: string;
  executionArn: string;
  /** Of the photo's row: approved, retake, in-review, rejected, expired, failed ... */
  status: string;
  verdict: string | null;
  reasons: string[];
  findings: AnswerFinding[];
  /** Paths of the thumbnails on this machine. */
  thumbnails: string[];
  /** What the rider was told about this photo, newest last; earlier than this upload, or because of it. */
  told: (Told & { isEarlier: boolean })[];
  /** Whether the photo had been checked, or claimed, before: then nothing was done again. */
  isRepeat: boolean;
  /** Whether the message of this execution went out; null where it had none to send. */
  wasRiderTold: boolean | null;
  /** From the upload to the answer. */
  durationMs: number;
  /** What broke, when something did, and in which state. */
  fault?: { error: string; cause: string; state?: string };
  /** What became of what had been made of a photo that failed. */
  undone?: Undone;
}

export interface AnswerFinding {
  code: string;
  kind: string;
  status: string;
  measured?: number | string;
  threshold?: number | string;
}

/** Exit codes by status, as the README lists them; anything else is a fault. */
const EXIT_CODES: Record<string, number> = {
  approved: 0,
  retake: 10,
  expired: 10,
  'in-review': 11,
  rejected: 12,
};

/** 0 approved, 10 retake, 11 review, 12 rejected, 1 fault: also of an execution that broke after its answer was saved. */
export function exitCodeOf(answer: Pick<Answer, 'status' | 'fault'>): number {
  return answer.fault ? 1 : (EXIT_CODES[answer.status] ?? 1);
}
