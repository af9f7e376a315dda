// Findings of every code and status, for properties that must hold of all of them.

import fc from 'fast-check';
import { FINDING_CODES, type Finding, finding } from '../../src/domain/finding.ts';
import { FINDING_CAUSES, type FindingStatus } from '../../src/domain/judgement.ts';

export const CODES = FINDING_CODES;

export const anyCode = fc.constantFrom(...CODES);
const anyStatus = fc.constantFrom<FindingStatus>(
  'passed',
  'failed',
  'review',
  'unavailable',
  'not-applicable',
);
const anySeen = fc.record(
  { measured: fc.integer(), threshold: fc.string(), because: fc.constantFrom(...FINDING_CAUSES) },
  { requiredKeys: [] },
);

export const anyFinding: fc.Arbitrary<Finding> = fc
  .tuple(anyCode, anyStatus, anySeen)
  .map(([code, status, seen]) => finding(code, status, seen));

export const anyFindings = fc.array(anyFinding, { maxLength: 12 });
