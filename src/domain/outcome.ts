// A verdict, whoever reached it, becomes what is stored, announced and told to the rider.

import { adviceLines } from './advice.ts';
import type { Configuration } from './configuration.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { PhotoStatus } from './photo.ts';
import type { RiderTexts } from './rider-texts.en.ts';
import { decide } from './verdict.ts';

export type FinalVerdict = 'approved' | 'retake' | 'rejected' | 'expired';

/** The subject has less than 100 characters and no line break, as SNS asks. */
export interface RiderMessage {
  subject: string;
  text: string;
}

export interface Outcome {
  verdict: FinalVerdict;
  status: PhotoStatus;
  eventType: 'PhotoApproved' | 'PhotoRetakeRequested' | 'PhotoRejected';
  /** For our own systems. The rider gets `message` alone. */
  reasons: FindingCode[];
  message: RiderMessage;
}

const EVENT_TYPES = {
  approved: 'PhotoApproved',
  retake: 'PhotoRetakeRequested',
  expired: 'PhotoRetakeRequested',
  rejected: 'PhotoRejected',
} as const satisfies Record<FinalVerdict, Outcome['eventType']>;

/**
 * The outcome of a final verdict. Findings that a person has overruled by approving are no reasons; for every other verdict the
 * reasons are those of `decide`. `texts`: of the rider's language.
 */
export function outcomeFor(verdict: FinalVerdict, findings: Finding[], texts: RiderTexts): Outcome {
  const reasons = verdict === 'approved' ? [] : decide(findings).reasons;
  const eventType = EVENT_TYPES[verdict];
  const lines = eventType === 'PhotoRetakeRequested' ? advice(reasons, findings, texts) : [];
  return { verdict, status: verdict, eventType, reasons, message: compose(texts.messages[verdict], lines) };
}

/** The very same file again has the answer it had; a rider who was asked for another photo learns that this is none. */
export function outcomeOfRepeat(status: 'approved' | 'retake' | 'rejected', texts: RiderTexts): Outcome {
  const lines = status === 'retake' ? [`- ${texts.samePhotoAdvice}`] : [];
  const message = compose(texts.messages[status], lines);
  return { verdict: status, status, eventType: EVENT_TYPES[status], reasons: [], message };
}

/** What a rider who was asked for another photo is told again `afterSeconds` later, with the same advice. */
export function reminderFor(
  findings: Finding[],
  { reminder: { afterSeconds } }: Configuration,
  texts: RiderTexts,
): { afterSeconds: number; message: RiderMessage } {
  const lines = advice(decide(findings).reasons, findings, texts);
  return { afterSeconds, message: compose(texts.reminder, lines) };
}

function compose(
  { subject, opening, closing }: { subject: string; opening: string; closing: string },
  lines: string[],
): RiderMessage {
  return { subject, text: [opening, ...lines, closing].join('\n') };
}

function advice(reasons: FindingCode[], findings: Finding[], texts: RiderTexts): string[] {
  return adviceLines(reasons, findings, texts).map((line) => `- ${line}`);
}
