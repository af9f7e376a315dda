// When schedules are due, against what the EventBridge Scheduler User Guide says of expressions and daylight saving time.
import { compileTiming, type TimingDefinition } from '../../../src/services/timing/timing.ts';

const MINUTE_MS = 60_000;

/** The first times that are due from an instant on. */
function due(definition: TimingDefinition, from: string, count: number, anchor = from): string[] {
  const timing = compileTiming(definition);
  const times: string[] = [];
  let seen = Date.parse(from) - 1;
  while (times.length < count) {
    const next = timing.next(seen, Date.parse(anchor));
    if (next === undefined) break;
    times.push(new Date(next).toISOString().replace(':00.000Z', 'Z'));
    seen = next;
  }
  return times;
}

const cron = (fields: string, timeZone?: string) => ({ expression: `cron(${fields})`, timeZone });

test.each([
  ['0 10 * * ? *', ['2026-01-01T10:00Z', '2026-01-02T10:00Z']],
  ['15 12 ? * MON-FRI 2027', ['2027-01-01T12:15Z', '2027-01-04T12:15Z']],
  ['0/15 8-9 ? * 6#3 *', ['2026-01-16T08:00Z', '2026-01-16T08:15Z']],
  ['*/40 * 1 JAN,FEB ? *', ['2026-01-01T00:00Z', '2026-01-01T00:40Z', '2026-01-01T01:00Z']],
  ['0 0 L * ? *', ['2026-01-31T00:00Z', '2026-02-28T00:00Z', '2026-03-31T00:00Z']],
  ['0 0 ? * 6L *', ['2026-01-30T00:00Z', '2026-02-27T00:00Z']],
  ['0 0 ? * L *', ['2026-01-03T00:00Z', '2026-01-10T00:00Z']],
  // The 1st of February 2026 is a Sunday, the 1st of August a Saturday; neither leaves its month.
  ['0 0 1W 2,8 ? *', ['2026-02-02T00:00Z', '2026-08-03T00:00Z']],
  ['0 0 31W 1,5 ? *', ['2026-01-30T00:00Z', '2026-05-29T00:00Z']],
  ['0 0 29 2 ? *', ['2028-02-29T00:00Z', '2032-02-29T00:00Z']],
  [
    '10-20/5 23 31 12 ? 2026-2030/2',
    ['2026-12-31T23:10Z', '2026-12-31T23:15Z', '2026-12-31T23:20Z', '2028-12-31T23:10Z'],
  ],
  // Ranges go round: a night, a weekend, a winter; in steps, too.
  ['0 23-1 ? * 3 *', ['2026-01-06T00:00Z', '2026-01-06T01:00Z', '2026-01-06T23:00Z']],
  [
    '0 0 ? * FRI-MON *',
    ['2026-01-02T00:00Z', '2026-01-03T00:00Z', '2026-01-04T00:00Z', '2026-01-05T00:00Z', '2026-01-09T00:00Z'],
  ],
  ['0 0 1 NOV-JAN/2 ? *', ['2026-01-01T00:00Z', '2026-11-01T00:00Z', '2027-01-01T00:00Z']],
  ['50-10/10 0 1 1 ? 2026', ['2026-01-01T00:00Z', '2026-01-01T00:10Z', '2026-01-01T00:50Z']],
  ['0 0 30 2 ? *', []],
  ['0 0 1 1 ? 2025', []],
])('cron(%s) is due at the times of the calendar', (fields, times) => {
  expect(due(cron(fields), '2026-01-01T00:00:00Z', Math.max(times.length, 1))).toEqual(times);
});

describe('clocks that go forward skip what they skip', () => {
  test.each([
    // 02:00 to 03:00 is not there on 29 March 2026.
    ['30 2 * * ? *', 'Europe/Berlin', '2026-03-28T00:00:00Z', ['2026-03-28T01:30Z', '2026-03-30T00:30Z']],
    ['0 3 * * ? *', 'Europe/Berlin', '2026-03-28T00:00:00Z', ['2026-03-28T02:00Z', '2026-03-29T01:00Z']],
    // 02:00 to 02:30 is not there on 4 October 2026, half an hour.
    [
      '15 2 * * ? *',
      'Australia/Lord_Howe',
      '2026-10-02T15:00:00Z',
      ['2026-10-02T15:45Z', '2026-10-04T15:15Z'],
    ],
    [
      '30 2 * * ? *',
      'Australia/Lord_Howe',
      '2026-10-02T15:00:00Z',
      ['2026-10-02T16:00Z', '2026-10-03T15:30Z'],
    ],
  ])('cron(%s) in %s', (fields, zone, from, times) => {
    expect(due(cron(fields, zone), from, 2)).toEqual(times);
  });
});

describe('clocks that go back run what they show twice once', () => {
  test.each([
    // 02:00 to 03:00 is there twice on 25 October 2026.
    ['30 2 * * ? *', 'Europe/Berlin', '2026-10-24T20:00:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
    [
      '0/30 2,3 25 10 ? 2026',
      'Europe/Berlin',
      '2026-10-24T20:00:00Z',
      ['2026-10-25T00:00Z', '2026-10-25T00:30Z', '2026-10-25T02:00Z', '2026-10-25T02:30Z'],
    ],
    // Asked in the hour that repeats.
    ['30 2 * * ? *', 'Europe/Berlin', '2026-10-25T01:10:00Z', ['2026-10-26T01:30Z']],
    // 01:30 to 02:00 is there twice on 5 April 2026.
    [
      '45 1 * * ? *',
      'Australia/Lord_Howe',
      '2026-04-04T14:00:00Z',
      ['2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      '0 2 * * ? *',
      'Australia/Lord_Howe',
      '2026-04-04T14:00:00Z',
      ['2026-04-04T15:30Z', '2026-04-05T15:30Z'],
    ],
  ])('cron(%s) in %s', (fields, zone, from, times) => {
    expect(due(cron(fields, zone), from, times.length)).toEqual(times);
  });
});

test('a rate counts time that passes, whatever clocks do', () => {
  const daily = { expression: 'rate(1 day)', timeZone: 'Europe/Berlin' };

  expect(due(daily, '2026-03-28T11:00:00Z', 2)).toEqual(['2026-03-28T11:00Z', '2026-03-29T11:00Z']);
  expect(due(daily, '2026-10-24T10:00:00Z', 2)).toEqual(['2026-10-24T10:00Z', '2026-10-25T10:00Z']);
});

test.each(['rate(1 minutes)', 'rate(1 minute)'])(
  'a schedule takes the unit of %s either way',
  (expression) => {
    expect(due({ expression }, '2026-05-01T00:00:30Z', 1, '2026-05-01T00:00:00Z')).toEqual([
      '2026-05-01T00:01Z',
    ]);
  },
);

test('a rate goes on from where it began', () => {
  expect(due({ expression: 'rate(90 minutes)' }, '2026-05-02T00:10:00Z', 1, '2026-05-01T00:00:00Z')).toEqual([
    '2026-05-02T01:30Z',
  ]);
});

test('start and end dates bound what recurs, both included', () => {
  const bounds = { startMs: Date.parse('2026-05-01T00:00:00Z'), endMs: Date.parse('2026-05-01T01:00:00Z') };

  expect(due({ expression: 'rate(30 minutes)', ...bounds }, '2026-01-01T00:00:00Z', 9)).toEqual([
    '2026-05-01T00:00Z',
    '2026-05-01T00:30Z',
    '2026-05-01T01:00Z',
  ]);
  expect(due({ ...cron('0/20 * * * ? *'), ...bounds }, '2026-01-01T00:00:00Z', 9)).toHaveLength(4);
});

test('a one-time schedule is due once, by the clock of its zone', () => {
  const once = { expression: 'at(2026-10-25T02:30:00)', timeZone: 'Europe/Berlin' };

  expect(due(once, '2026-01-01T00:00:00Z', 2)).toEqual(['2026-10-25T00:30Z']);
});

test.each([
  ['rate(0 minutes)', /is no rate/],
  ['rate(5 MINUTES)', /is no rate/],
  ['rate( 5 minutes )', /is no rate/],
  ['rate(5minutes)', /is no rate/],
  ['rate(5 weeks)', /is no rate/],
  ['rate(1.5 hours)', /is no rate/],
  ['cron(0 10 * * ?)', /six fields.*not 5/],
  ['cron(0 10 * * * *)', /day-of-month and day-of-week must be "\?"/],
  ['cron(0 10 ? * ? *)', /day-of-month and day-of-week must be "\?"/],
  ['cron(60 10 * * ? *)', /"60" does not fit the field minutes/],
  ['cron(0 24 * * ? *)', /"24" does not fit the field hours/],
  ['cron(0 0 0 * ? *)', /"0" does not fit the field day-of-month/],
  ['cron(0 0 * 13 ? *)', /"13" does not fit the field month/],
  ['cron(0 0 ? * 0 *)', /"0" does not fit the field day-of-week/],
  ['cron(0 0 1 1 ? 2030-2028)', /2030-2028 in the field year ends before it begins/],
  ['cron(0 0 ? * 2#6 *)', /for the 6th time/],
  ['cron(0 0 ? * 2#1,3#1 *)', /# stands for one day alone/],
  ['cron(0 0 LW * ? *)', /"LW" does not fit/],
  ['cron(0/0 0 * * ? *)', /"0\/0" does not fit/],
  ['cron(0 0 * * ? 1969)', /"1969" does not fit the field year/],
  ['at(2026-02-30T00:00:00)', /is no time/],
  ['at(2026-02-20 00:00:00)', /is no time/],
  ['every(5 minutes)', /is no schedule/],
])('%s is refused', (expression, message) => {
  expect(() => compileTiming({ expression })).toThrow(message);
});

test('a time that never is, a zone that is none and dates in the wrong order are refused', () => {
  expect(() => compileTiming({ expression: 'at(2026-03-29T02:30:00)', timeZone: 'Europe/Berlin' })).toThrow(
    'does not exist in Europe/Berlin',
  );
  expect(() => compileTiming({ expression: 'rate(1 day)', timeZone: 'Berlin' })).toThrow(
    '"Berlin" is no IANA',
  );
  expect(() => compileTiming({ expression: 'rate(1 day)', startMs: MINUTE_MS, endMs: MINUTE_MS })).toThrow(
    'EndDate must be after StartDate',
  );
});
