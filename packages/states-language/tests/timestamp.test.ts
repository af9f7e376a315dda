// Timestamps: the RFC 3339 profile that Step Functions accepts.
import fc from 'fast-check';
import { parseTimestamp } from '../src/timestamp.ts';

test.each<[string, string]>([
  ['2026-03-14T01:59:00Z', '2026-03-14T01:59:00.000Z'],
  ['2026-03-14T01:59:00.123456789Z', '2026-03-14T01:59:00.123Z'],
  ['2026-03-14T01:59:00+02:00', '2026-03-13T23:59:00.000Z'],
  ['2026-03-14T01:59:00-05:30', '2026-03-14T07:29:00.000Z'],
])('%s is %s', (text, expected) => {
  expect(new Date(parseTimestamp(text)!).toISOString()).toBe(expected);
});

test.each([
  '2026-03-14',
  '2026-03-14 01:59:00Z',
  '2026-03-14T01:59:00',
  '14-03-2026T01:59:00Z',
  '2026-02-30T00:00:00Z',
  '2026-03-14T24:00:00Z',
  '2026-03-14t01:59:00z',
  '',
  0,
])('%j is none', (value) => {
  expect(parseTimestamp(value)).toBeUndefined();
});

test('every ISO text of a date is that date', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      (date) => {
        expect(parseTimestamp(date.toISOString())).toBeCloseTo(date.getTime(), 0);
      },
    ),
  );
});
