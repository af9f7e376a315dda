// A photo is never approved because something was not looked at.

import { type Finding, type FindingCode, finding } from './finding.ts';

/** One rule of every check that each photo goes through; its absence means that the check did not run. */
const PROOFS: readonly FindingCode[] = ['FILE_TYPE', 'NO_FACE', 'CONTENT', 'FACE_TAKEN'];

/**
 * An `unavailable` finding for every check that did not run. A photo that is refused anyway stops early on purpose: nothing is
 * missing there.
 */
export function missingChecks(findings: Finding[]): Finding[] {
  if (findings.some(({ status }) => status === 'failed')) return [];
  const seen = new Set(findings.map(({ code }) => code));
  return PROOFS.filter((code) => !seen.has(code)).map((code) =>
    finding(code, 'unavailable', { measured: 'not checked' }),
  );
}
