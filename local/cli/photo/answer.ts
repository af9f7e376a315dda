// What came of one photo, as `--json` prints it.

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
  /** What the rider was told, newest last. */
  told: { subject: string; text: string }[];
  /** From the upload to the answer. */
  durationMs: number;
  /** What broke, when something did. */
  fault?: { error: string; cause: string };
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

/** 0 approved, 10 retake, 11 review, 12 rejected, 1 fault. */
export function exitCodeOf(answer: Answer): number {
  return EXIT_CODES[answer.status] ?? 1;
}
