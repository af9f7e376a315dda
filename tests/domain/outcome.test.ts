import fc from 'fast-check';
import type { Configuration } from '../../src/domain/configuration.ts';
import { FINDINGS, type Finding, type FindingCode, finding } from '../../src/domain/finding.ts';
import {
  type FinalVerdict,
  outcomeFor as outcomeIn,
  outcomeOfRepeat as outcomeOfRepeatIn,
  reminderFor as reminderIn,
} from '../../src/domain/outcome.ts';
import { reviewerText } from '../../src/domain/reviewer-text.ts';
import { EN } from '../../src/domain/rider-texts.en.ts';
import { RIDER_TEXTS } from '../../src/domain/rider-texts.ts';
import { anyFinding, anyFindings, CODES } from './any-finding.ts';
import { DEFAULTS } from './portrait.ts';

const outcomeFor = (verdict: FinalVerdict, findings: Finding[]) => outcomeIn(verdict, findings, EN);
const outcomeOfRepeat = (status: 'approved' | 'retake' | 'rejected') => outcomeOfRepeatIn(status, EN);
const reminderFor = (findings: Finding[], configuration: Configuration) =>
  reminderIn(findings, configuration, EN);
const adviceOn = (code: FindingCode) => (FINDINGS[code] as { advice?: string }).advice;
const anyVerdict = fc.constantFrom('approved', 'retake', 'rejected', 'expired' as const);

describe('outcomeFor', () => {
  it.each([
    ['approved', 'PhotoApproved'],
    ['retake', 'PhotoRetakeRequested'],
    ['expired', 'PhotoRetakeRequested'],
    ['rejected', 'PhotoRejected'],
  ] as const)('announces %s as %s', (verdict, eventType) => {
    expect(outcomeFor(verdict, [])).toMatchObject({ verdict, status: verdict, eventType });
  });

  it('tells what to do about every retake reason at once', () => {
    const { reasons, message } = outcomeFor('retake', [
      finding('BLURRED', 'failed', { measured: 12, threshold: '>= 40' }),
      finding('SUNGLASSES', 'failed'),
      finding('POSE', 'passed'),
    ]);
    expect(reasons).toEqual(['SUNGLASSES', 'BLURRED']);
    expect(message.text.split('\n')).toEqual([
      expect.any(String),
      '- Take off your sunglasses, so that we can see your eyes.',
      '- Hold the camera still and wipe the lens: the photo is blurred.',
      expect.any(String),
    ]);
  });

  it.each([
    ['FILE_SIZE', 'too-small', /too small/],
    ['FILE_SIZE', 'too-large', /too large/],
    ['IMAGE_SIZE', 'too-small', /too few pixels/],
    ['IMAGE_SIZE', 'too-large', /too many pixels/],
    ['IMAGE_SIZE', 'too-narrow', /too narrow/],
    ['FILE_UNREADABLE', 'moving', /animation/],
  ] as const)('says which way %s is broken: %s', (code, because, words) => {
    const told = outcomeFor('retake', [finding(code, 'failed', { because })]).message.text;
    expect(told).toMatch(words);
    expect(told).not.toContain(adviceOn(code) ?? 'nothing');
    expect(reminderFor([finding(code, 'failed', { because })], DEFAULTS).message.text).toMatch(words);
  });

  it('gives each reason its own precise advice, whatever else is wrong, and whichever finding knows', () => {
    const { message } = outcomeFor('retake', [
      finding('IMAGE_SIZE', 'failed'),
      finding('IMAGE_SIZE', 'failed', { because: 'too-narrow' }),
      finding('FILE_SIZE', 'failed', { because: 'too-small' }),
    ]);
    expect(message.text).toMatch(/too narrow/);
    expect(message.text).toMatch(/too small/);
  });

  it('has advice for every retake reason and for no other', () => {
    const retakeCodes = CODES.filter((code) => FINDINGS[code].kind === 'retake');
    expect(CODES.filter((code) => adviceOn(code) !== undefined)).toEqual(retakeCodes);
  });

  it('advises on a doubt when a person asks for another photo', () => {
    const { reasons, message } = outcomeFor('retake', [finding('POSE', 'review')]);
    expect(reasons).toEqual(['POSE']);
    expect(message.text).toContain('Look straight into the camera');
  });

  it.each(['retake', 'expired'] as const)('advises in general when no reason may be told: %s', (verdict) => {
    const { message } = outcomeFor(verdict, [finding('FACE_TAKEN', 'review')]);
    expect(message.text).toContain('Take a clear photo of your face alone');
  });

  it('says the same of every fraud and policy reason', () => {
    const texts = CODES.filter((code) => FINDINGS[code].kind !== 'retake').map(
      (code) => outcomeFor('rejected', [finding(code, 'failed'), finding('SUNGLASSES', 'failed')]).message,
    );
    expect(new Set(texts.map((message) => JSON.stringify(message))).size).toBe(1);
    expect(texts[0]?.text).not.toMatch(/sunglasses|rider|face|age|content/i);
  });

  it('keeps a doubtful identity out of every text, whatever the verdict', () => {
    const suspicious = fc.constantFrom(...CODES.filter((code) => FINDINGS[code].kind !== 'retake'));
    const status = fc.constantFrom('failed', 'review', 'unavailable' as const);
    fc.assert(
      fc.property(anyVerdict, suspicious, status, (verdict, code, doubt) => {
        const told = outcomeFor(verdict, [finding(code, doubt, { measured: 'like rider-7' })]).message;
        expect(told).toEqual(outcomeFor(verdict, []).message);
      }),
    );
  });

  it('gives no reasons for an approval, even when a person has overruled a doubt', () => {
    expect(outcomeFor('approved', [finding('POSE', 'review')]).reasons).toEqual([]);
  });

  it('keeps subjects on one line and below 100 characters, and texts free of measured values', () => {
    fc.assert(
      fc.property(anyVerdict, anyFindings, (verdict, findings) => {
        const { subject, text } = outcomeFor(verdict, findings).message;
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        const nameless = findings.map(({ code, status, because }) =>
          finding(code, status, because && { because }),
        );
        expect(text).toBe(outcomeFor(verdict, nameless).message.text);
      }),
    );
  });
});

describe('outcomeOfRepeat', () => {
  it.each(['approved', 'rejected'] as const)('of a file that was %s says what was said before', (status) => {
    expect(outcomeOfRepeat(status)).toEqual(outcomeFor(status, []));
  });

  it('of a file that was to be taken again says that it is the same one', () => {
    const { verdict, eventType, message } = outcomeOfRepeat('retake');
    expect({ verdict, eventType }).toEqual({ verdict: 'retake', eventType: 'PhotoRetakeRequested' });
    expect(message.text).toContain('- This is the photo you have sent before. Take a new one.');
    expect(message.text).not.toContain('Take a clear photo of your face alone');
  });
});

describe('reminderFor', () => {
  it('repeats the advice of the retake, after the configured time', () => {
    const findings = [finding('SUNGLASSES', 'failed'), finding('FACE_TAKEN', 'review')];
    const { afterSeconds, message } = reminderFor(findings, DEFAULTS);
    expect(afterSeconds).toBe(86_400);
    expect(message.text).toContain('- Take off your sunglasses, so that we can see your eyes.');
    expect(message.text.split('\n')).toHaveLength(3);
    expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  });
});

describe('reviewerText', () => {
  it('tells title, status, measured value and threshold', () => {
    expect(reviewerText(finding('BLURRED', 'failed', { measured: 12.5, threshold: '>= 40' }))).toBe(
      'Sharpness: failed (measured 12.5, expected >= 40)',
    );
  });

  it('leaves out what was not measured', () => {
    expect(reviewerText(finding('CONTENT', 'unavailable'))).toBe('Content: could not be checked');
    expect(reviewerText(finding('AGE', 'not-applicable', { threshold: '> 20' }))).toBe(
      'Estimated age: does not apply (expected > 20)',
    );
  });

  it('has a title of its own for every rule', () => {
    const titles = CODES.map((code) => FINDINGS[code].title.en);
    expect(titles.every((title) => title.length > 0)).toBe(true);
    expect(new Set(titles).size).toBe(CODES.length);
  });

  it('keeps every value in full', () => {
    fc.assert(
      fc.property(anyFinding, (each) => {
        const text = reviewerText(each);
        if (each.measured !== undefined) expect(text).toContain(String(each.measured));
        if (each.threshold !== undefined) expect(text).toContain(String(each.threshold));
      }),
    );
  });
});

it('says all of it in German to who reads German', () => {
  const findings = [finding('TOO_DARK', 'failed')];
  const { de } = RIDER_TEXTS;
  expect(outcomeIn('retake', findings, de).message.text).toContain(de.told.TOO_DARK.advice);
  expect(reminderIn(findings, DEFAULTS, de).message.text).toContain(de.told.TOO_DARK.advice);
  expect(outcomeOfRepeatIn('retake', de).message.text).toContain(de.samePhotoAdvice);
  for (const verdict of ['approved', 'rejected', 'expired'] as const)
    expect(outcomeIn(verdict, [], de).message.subject).toBe(de.messages[verdict].subject);
});
