import fc from 'fast-check';
import { photoLine } from '../../bench/recheck/photos.ts';
import { parseConfiguration } from '../../src/domain/configuration.ts';
import { addReport, countPhoto, emptyReport, movedPhotos } from '../../src/domain/recheck-report.ts';
import { numRuns } from '../support/long-run.ts';

const rules = {
  configuration: parseConfiguration('{"face":{"sharpness":{"min":60}},"age":{"review":24}}'),
  rejectionNeedsPerson: true,
};
const LINES = Array.from({ length: 400 }, (_, number) => photoLine(number));

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
