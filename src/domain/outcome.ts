// A verdict, whoever reached it, becomes what is stored, announced and told to the rider.

import { FINDING_KINDS, type Finding, type FindingCode } from './finding.ts';
import type { PhotoStatus } from './photo.ts';
import { GENERAL_ADVICE, RETAKE_ADVICE, RIDER_MESSAGES } from './rider-texts.ts';
import { decide } from './verdict.ts';

export type FinalVerdict = 'approved' | 'retake' | 'rejected' | 'expired';

export interface Outcome {
  verdict: FinalVerdict;
  status: PhotoStatus;
  eventType: 'PhotoApproved' | 'PhotoRetakeRequested' | 'PhotoRejected';
  /** For our own systems. The rider gets `message` alone. */
  reasons: FindingCode[];
  /** The subject has less than 100 characters and no line break, as SNS asks. */
  message: { subject: string; text: string };
}

const EVENT_TYPES = {
  approved: 'PhotoApproved',
  retake: 'PhotoRetakeRequested',
  expired: 'PhotoRetakeRequested',
  rejected: 'PhotoRejected',
} as const satisfies Record<FinalVerdict, Outcome['eventType']>;

/**
 * The outcome of a final verdict. Findings that a person has overruled by approving are no reasons; for every other verdict the
 * reasons are those of `decide`.
 */
export function outcomeFor(verdict: FinalVerdict, findings: Finding[]): Outcome {
  const reasons = verdict === 'approved' ? [] : decide(findings).reasons;
  const { subject, opening, closing } = RIDER_MESSAGES[verdict];
  const text = [opening, ...advice(verdict, reasons), closing].join('\n');
  return { verdict, status: verdict, eventType: EVENT_TYPES[verdict], reasons, message: { subject, text } };
}

function advice(verdict: FinalVerdict, reasons: FindingCode[]): string[] {
  if (EVENT_TYPES[verdict] !== 'PhotoRetakeRequested') return [];
  const told = reasons.filter((code) => FINDING_KINDS[code] === 'retake');
  const lines = told.map((code) => RETAKE_ADVICE[code] ?? GENERAL_ADVICE);
  return (lines.length > 0 ? lines : [GENERAL_ADVICE]).map((line) => `- ${line}`);
}
