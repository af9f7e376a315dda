import fc from 'fast-check';
import { type Finding, finding } from '../../src/domain/finding.ts';
import { decide, decideWithPeople } from '../../src/domain/verdict.ts';
import { anyCode, anyFindings, CODES } from './any-finding.ts';

const SEVERITY = ['approved', 'review', 'retake', 'rejected'];

it.each<[string, Finding[], string, string[]]>([
  ['nothing wrong', [finding('POSE', 'passed'), finding('AGE', 'not-applicable')], 'approved', []],
  ['a doubt', [finding('POSE', 'review')], 'review', ['POSE']],
  [
    'a required check without an answer',
    [finding('CUSTOM_MODEL', 'unavailable')],
    'review',
    ['CUSTOM_MODEL'],
  ],
  ['a retake reason', [finding('TOO_DARK', 'failed'), finding('AGE', 'review')], 'retake', ['TOO_DARK']],
  ['a fraud reason', [finding('FACE_TAKEN', 'failed')], 'rejected', ['FACE_TAKEN']],
  ['a policy reason', [finding('CONTENT', 'failed')], 'rejected', ['CONTENT']],
  [
    'reasons of all kinds',
    [
      finding('CONTENT', 'failed'),
      finding('FACE_CHANGED', 'review'),
      finding('POSE', 'failed'),
      finding('FACE_TAKEN', 'failed'),
    ],
    'rejected',
    ['POSE', 'CONTENT', 'FACE_TAKEN'],
  ],
  [
    'the same reasons twice, out of order',
    [finding('BLURRED', 'failed'), finding('NO_FACE', 'failed'), finding('BLURRED', 'failed')],
    'retake',
    ['NO_FACE', 'BLURRED'],
  ],
  [
    'a doubt and a check without an answer',
    [finding('CONTENT', 'unavailable'), finding('POSE', 'review')],
    'review',
    ['POSE', 'CONTENT'],
  ],
])('with %s', (_name, findings, verdict, reasons) => {
  expect(decide(findings)).toEqual({ verdict, reasons });
});

it('sends a fault of our own to a person: it neither approves nor blames the rider', () => {
  const ours: Finding = { code: 'CONTENT', kind: 'system', status: 'failed' };
  expect(decide([ours])).toEqual({ verdict: 'review', reasons: ['CONTENT'] });
});

it.each<[string, Finding[], string, string[]]>([
  ['a face that is taken', [finding('FACE_TAKEN', 'failed')], 'review', ['FACE_TAKEN']],
  [
    'fraud and a doubt',
    [finding('FACE_TAKEN', 'failed'), finding('POSE', 'review')],
    'review',
    ['POSE', 'FACE_TAKEN'],
  ],
  [
    'fraud and a reason to retake',
    [finding('NOT_A_PHOTO', 'failed'), finding('BLURRED', 'failed')],
    'review',
    ['BLURRED', 'NOT_A_PHOTO'],
  ],
  [
    'fraud and what may not be served',
    [finding('FACE_TAKEN', 'failed'), finding('CONTENT', 'failed')],
    'rejected',
    ['CONTENT', 'FACE_TAKEN'],
  ],
  ['what may not be served', [finding('CONTENT', 'failed')], 'rejected', ['CONTENT']],
  ['a reason to retake', [finding('TOO_DARK', 'failed')], 'retake', ['TOO_DARK']],
])('where people decide on rejections, with %s', (_name, findings, verdict, reasons) => {
  expect(decideWithPeople(findings)).toEqual({ verdict, reasons });
});

it('asks people only where rules alone would reject for fraud, and changes nothing else', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const [alone, together] = [decide(findings), decideWithPeople(findings)];
      const rejects = findings.filter(
        ({ status, kind }) => status === 'failed' && (kind === 'fraud' || kind === 'policy'),
      );
      const isSuspicionAlone = rejects.length > 0 && rejects.every(({ kind }) => kind === 'fraud');
      if (isSuspicionAlone) expect(together.verdict).toBe('review');
      else expect(together).toEqual(alone);
    }),
  );
});

it('never improves by one more failed finding', () => {
  fc.assert(
    fc.property(anyFindings, anyCode, (findings, code) => {
      const before = SEVERITY.indexOf(decide(findings).verdict);
      const after = SEVERITY.indexOf(decide([...findings, finding(code, 'failed')]).verdict);
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after).toBeGreaterThan(SEVERITY.indexOf('review'));
    }),
  );
});

it('does not depend on the order of findings', () => {
  const withShuffled = anyFindings.chain((findings) =>
    fc.tuple(
      fc.constant(findings),
      fc.shuffledSubarray(findings, { minLength: findings.length, maxLength: findings.length }),
    ),
  );
  fc.assert(
    fc.property(withShuffled, ([findings, shuffled]) => {
      expect(decide(shuffled)).toEqual(decide(findings));
    }),
  );
});

it('never approves while a check is unavailable', () => {
  fc.assert(
    fc.property(anyFindings, anyCode, (findings, code) => {
      expect(decide([finding(code, 'unavailable'), ...findings]).verdict).not.toBe('approved');
    }),
  );
});

it('gives reasons exactly when it does not approve, each once and in the order of the table', () => {
  fc.assert(
    fc.property(anyFindings, (findings) => {
      const { verdict, reasons } = decide(findings);
      expect(reasons.length === 0).toBe(verdict === 'approved');
      expect(reasons).toEqual(CODES.filter((code) => reasons.includes(code)));
    }),
  );
});
