import fc from 'fast-check';
import { judgedPhoto } from '../../bench/recheck/judged-photos.ts';
import { parseConfiguration } from '../../src/domain/configuration.ts';
import type { Measures } from '../../src/domain/measures.ts';
import type { StockLine } from '../../src/domain/recheck.ts';
import {
  addReport,
  countPhoto,
  emptyReport,
  movedPhotos,
  type RecheckReport,
} from '../../src/domain/recheck-report.ts';
import { numRuns } from '../support/long-run.ts';
import { APPROVED } from './approved-measures.ts';

const rules = {
  configuration: parseConfiguration('{"face":{"sharpness":{"min":60}},"age":{"review":24}}'),
  rejectionNeedsPerson: true,
};
const LINES = Array.from({ length: 400 }, (_, number) => judgedPhoto(number).line);

function reportOf(lines: typeof LINES) {
  const report = emptyReport();
  for (const line of lines) countPhoto(report, line, rules);
  return report;
}

const whole = reportOf(LINES);

it('counts every photo once, by what was said and what would be', () => {
  expect(whole.photos).toBe(400);
  expect(Object.values(whole.moves).reduce((sum, count) => sum + count, 0)).toBe(400);
  expect(whole.moves['approved>retake']).toBeGreaterThan(0);
  expect(whole.rules.BLURRED!.moves['approved>retake']).toBeGreaterThan(0);
  expect(movedPhotos(whole)).toBeGreaterThan(0);
  expect(whole.histograms.sharpness!.all.reduce((sum, count) => sum + count, 0)).toBe(400);
});

it('says the same however the photos are parted and in whatever order', () => {
  const parted = fc.tuple(
    fc.shuffledSubarray(LINES, { minLength: LINES.length }),
    fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 12 }),
  );
  fc.assert(
    fc.property(parted, ([lines, sizes]) => {
      const sum = emptyReport();
      let at = 0;
      for (const size of [...sizes, lines.length]) {
        addReport(sum, JSON.parse(JSON.stringify(reportOf(lines.slice(at, at + size)))));
        at += size;
      }
      expect(sum).toEqual(whole);
    }),
    { numRuns: numRuns(4, 20) },
  );
});

it('counts a photo without measures as unknown, by its answer', () => {
  const report = emptyReport();
  countPhoto(report, { photoId: 'old', status: 'approved', isByPeople: false, measures: null }, rules);
  expect(report).toMatchObject({ photos: 1, withoutMeasures: 1, moves: { 'approved>unknown': 1 } });
  expect(movedPhotos(report)).toBe(0);
});

it('holds the rules against what people decided', () => {
  const people = LINES.filter(({ isByPeople }) => isByPeople);
  const { before, now, photos } = reportOf(people).people;
  expect(photos).toBe(people.length);
  // What the rules left to people, they left to people.
  expect(before).toEqual({ agree: 0, ask: people.length, against: 0, unknown: 0 });
  expect(now.agree + now.ask + now.against + now.unknown).toBe(people.length);
});

/** What the report says of one photo, or of some. */
function reportWith(configuration: object, ...lines: Partial<StockLine>[]): RecheckReport {
  const report = emptyReport();
  const tried = {
    configuration: parseConfiguration(JSON.stringify(configuration)),
    rejectionNeedsPerson: true,
  };
  for (const line of lines)
    countPhoto(
      report,
      { photoId: 'a', status: 'approved', isByPeople: false, measures: APPROVED, ...line },
      tried,
    );
  return report;
}
const SHARP = { face: { sharpness: { min: 95 } } };
const LISTED = { blockList: { enabled: true } };

it('tells of a photo that moves which rule moved it, and where it lies', () => {
  const { histograms, ...rest } = reportWith(SHARP, {});
  const { histograms: _, ...nothing } = emptyReport();
  expect(rest).toStrictEqual({
    ...nothing,
    photos: 1,
    moves: { 'approved>retake': 1 },
    rules: { BLURRED: { changed: 1, unknown: 0, moves: { 'approved>retake': 1 } } },
    examples: { 'approved>retake': [{ photoId: 'a', codes: ['BLURRED'] }] },
  });
  expect(histograms.sharpness!.all[36]).toBe(1);
  expect(histograms.sharpness!.moved[36]).toBe(1);
});

it('tells of a photo that stays no example, though other rules may say so now', () => {
  const { rules, examples, histograms } = reportWith({}, {});
  expect([rules, examples]).toStrictEqual([{}, {}]);
  expect(histograms.sharpness!.all[36]).toBe(1);
  expect(histograms.sharpness!.moved[36]).toBe(0);
  const doubted = { ...APPROVED, said: { POSE: 'review' as const } };
  const stays = reportWith({ age: { review: 31 } }, { measures: doubted });
  expect(stays.moves).toEqual({ 'review>review': 1 });
  expect(stays.examples).toStrictEqual({});
  expect(stays.rules).toStrictEqual({
    POSE: { changed: 1, unknown: 0, moves: {} },
    AGE: { changed: 1, unknown: 0, moves: {} },
  });
});

it('counts the rules that lack what they measure, unless another refuses the photo for certain', () => {
  const unsure = reportWith(LISTED, {});
  expect(unsure.rules).toStrictEqual({ FACE_BLOCKED: { changed: 0, unknown: 1, moves: {} } });
  expect(unsure.examples).toStrictEqual({ 'approved>unknown': [{ photoId: 'a', codes: ['FACE_BLOCKED'] }] });
  const refused = reportWith(LISTED, { measures: { ...APPROVED, customModel: { score: 0.95 } } });
  expect(refused.moves).toEqual({ 'approved>rejected': 1 });
  expect(Object.keys(refused.rules)).toEqual(['CUSTOM_MODEL']);
});

it('counts a rule as unknown alone that was in doubt then and lacks its measure now', () => {
  const measures: Measures = { ...APPROVED, said: { FACE_BLOCKED: 'review' } };
  const { rules, examples } = reportWith(LISTED, { measures });
  expect(rules).toStrictEqual({ FACE_BLOCKED: { changed: 0, unknown: 1, moves: {} } });
  expect(examples).toStrictEqual({ 'review>unknown': [{ photoId: 'a', codes: ['FACE_BLOCKED'] }] });
  const refused = reportWith(LISTED, { measures: { ...measures, customModel: { score: 0.95 } } });
  expect(Object.keys(refused.rules)).toEqual(['CUSTOM_MODEL']);
});

it.each([
  ['approved', {}, {}, 'agree', 'agree'],
  ['approved', { POSE: 'review' }, {}, 'ask', 'agree'],
  ['retake', { POSE: 'review' }, {}, 'ask', 'against'],
  ['retake', { BLURRED: 'failed' }, SHARP, 'agree', 'agree'],
  ['approved', { POSE: 'review' }, LISTED, 'ask', 'unknown'],
  ['rejected', { BLURRED: 'failed' }, { age: { review: 31 } }, 'against', 'ask'],
] as const)(
  'where people said %s and the rules %j, with %j: %s, and now %s',
  (status, said, configuration, before, now) => {
    const { people } = reportWith(configuration, {
      status,
      isByPeople: true,
      measures: { ...APPROVED, said },
    });
    const nobody = { agree: 0, ask: 0, against: 0, unknown: 0 };
    expect(people).toStrictEqual({
      photos: 1,
      before: { ...nobody, [before]: 1 },
      now: { ...nobody, [now]: 1 },
    });
  },
);

it('holds no rules against what no person said', () => {
  const { people } = reportWith({}, { isByPeople: false }, { isByPeople: true, status: 'expired' });
  expect(people).toStrictEqual(emptyReport().people);
  const { before, now } = reportWith({}, { isByPeople: true, measures: null }).people;
  expect([before.unknown, now.unknown]).toEqual([1, 1]);
});

it('keeps of each move the six photos with the first ids, whoever saw them', () => {
  const ids = ['h', 'b', 'g', 'a', 'f', 'c', 'e', 'd'];
  const whole = reportWith(SHARP, ...ids.map((photoId) => ({ photoId })));
  expect(whole.examples['approved>retake']!.map(({ photoId }) => photoId)).toEqual([...'abcdef']);
});

it('adds up what was without measures, and what is unknown', () => {
  const part = reportWith(LISTED, {}, { measures: null });
  const sum = emptyReport();
  addReport(sum, part);
  addReport(sum, part);
  expect(sum).toMatchObject({
    photos: 4,
    withoutMeasures: 2,
    moves: { 'approved>unknown': 4 },
    rules: { FACE_BLOCKED: { changed: 0, unknown: 2 } },
  });
});

it('has moved those that would have another answer, as far as that is known', () => {
  const moves = { 'approved>retake': 2, 'approved>approved': 5, 'approved>unknown': 3, 'retake>approved': 1 };
  expect(movedPhotos({ ...emptyReport(), moves })).toBe(3);
});
