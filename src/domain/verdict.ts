// All findings of a photo become one verdict.

import { FINDING_CODES, type Finding, type FindingCode, type FindingKind } from './finding.ts';

/** From the mildest to the most severe. */
const SEVERITY = ['approved', 'review', 'retake', 'rejected'] as const;
export type AutomaticVerdict = (typeof SEVERITY)[number];

/** What a failed finding leads to. A failure of our own is never the rider's fault and never approves either. */
const FAILURE_LEADS_TO: Readonly<Record<FindingKind, AutomaticVerdict>> = {
  retake: 'retake',
  fraud: 'rejected',
  policy: 'rejected',
  system: 'review',
};

export interface Decision {
  verdict: AutomaticVerdict;
  reasons: FindingCode[];
}

/**
 * The most severe answer any finding asks for. `reasons`: without doubles and in the order of the table of findings, every failed
 * code when the photo is refused, every doubtful or unavailable one when it goes to a person, none when it is approved.
 */
export function decide(findings: Finding[]): Decision {
  const verdict = findings.map(asksFor).reduce(moreSevere, 'approved');
  const matter =
    verdict === 'review' ? findings.filter((each) => asksFor(each) === 'review') : failed(findings);
  return { verdict, reasons: inTableOrder(matter) };
}

/**
 * As `decide`, but suspicion alone rejects nobody: where nothing but fraud rules would, people decide, and `reasons` are what the
 * rules found and what they doubt.
 */
export function decideWithPeople(findings: Finding[]): Decision {
  const decided = decide(findings);
  const rejecting = findings.filter((each) => asksFor(each) === 'rejected');
  if (rejecting.length === 0 || rejecting.some(({ kind }) => kind !== 'fraud')) return decided;
  const matter = findings.filter((each) => asksFor(each) !== 'approved');
  return { verdict: 'review', reasons: inTableOrder(matter) };
}

function asksFor({ status, kind }: Finding): AutomaticVerdict {
  if (status === 'failed') return FAILURE_LEADS_TO[kind];
  return status === 'review' || status === 'unavailable' ? 'review' : 'approved';
}

function moreSevere(one: AutomaticVerdict, other: AutomaticVerdict): AutomaticVerdict {
  return SEVERITY.indexOf(one) >= SEVERITY.indexOf(other) ? one : other;
}

function failed(findings: Finding[]): Finding[] {
  return findings.filter(({ status }) => status === 'failed');
}

function inTableOrder(findings: Finding[]): FindingCode[] {
  const present = new Set(findings.map(({ code }) => code));
  return FINDING_CODES.filter((code) => present.has(code));
}
