import fc from 'fast-check';
import {
  type Check,
  codesOf,
  FINDING_CODES,
  FINDINGS,
  FindingSchema,
  judge,
} from '../../src/domain/finding.ts';
import type { Judgement } from '../../src/domain/judgement.ts';
import { anyFinding } from './any-finding.ts';
import { COPY, DEFAULTS, PORTRAIT } from './portrait.ts';

const rule = (): Judgement => ({ status: 'passed' });
const TITLE = { en: 'Light', de: 'Licht' };

describe('a row of the table', () => {
  it('names what is told, and to whom: what is forgotten does not compile', () => {
    const rows: Check[] = [
      { kind: 'retake', title: TITLE, advice: 'Do this.', rule },
      { kind: 'fraud', title: TITLE, rule },
      // @ts-expect-error A rider who is asked for another photo is told what to do.
      { kind: 'retake', title: TITLE, rule },
      // @ts-expect-error Fraud is never told.
      { kind: 'fraud', title: TITLE, advice: 'Do that.', rule },
      // @ts-expect-error Somebody must judge.
      { kind: 'policy', title: TITLE },
      // @ts-expect-error A reviewer reads the title.
      { kind: 'policy', rule },
      // @ts-expect-error And some of them in German.
      { kind: 'policy', title: { en: 'Light' }, rule },
      // @ts-expect-error Every main face has no number of faces.
      { kind: 'policy', title: TITLE, subject: 'face', rule: (_count: number) => rule() },
    ];
    expect(rows).toHaveLength(8);
  });

  it('says by its subject what goes through it', () => {
    expect(codesOf('file')).toEqual(['FILE_TYPE', 'FILE_SIZE', 'FILE_UNREADABLE', 'IMAGE_SIZE', 'COLOURS']);
    expect(codesOf('face')).toEqual(FINDING_CODES.filter((code) => FINDINGS[code].subject === 'face'));
    expect(codesOf('face')).toContain('MOUTH_OPEN');
  });
});

describe('judge', () => {
  it('takes what the rule of the row takes, and adds code and kind', () => {
    expect(judge('SEVERAL_FACES', 2)).toEqual({
      code: 'SEVERAL_FACES',
      kind: 'retake',
      status: 'failed',
      measured: 2,
      threshold: 1,
    });
    expect(judge('FACE_SIZE', PORTRAIT, DEFAULTS, COPY)).toMatchObject({
      code: 'FACE_SIZE',
      status: 'passed',
    });
    // @ts-expect-error A number of faces is a number.
    expect(judge('SEVERAL_FACES', 'two')).toMatchObject({ status: 'failed' });
  });
});

it('every finding is parsed again as it was', () => {
  fc.assert(
    fc.property(anyFinding, (each) => {
      expect(FindingSchema.parse(JSON.parse(JSON.stringify(each)))).toEqual(each);
    }),
  );
});
