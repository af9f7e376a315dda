import { type Answered, appealDueAt, appealUntil, BY_APPEAL, BY_NOBODY } from '../../src/domain/appeal.ts';

const REJECTED: Answered = {
  status: 'rejected',
  claimedAt: '2026-03-01T08:00:00.000Z',
  updatedAt: '2026-03-03T08:00:00.000Z',
  decidedBy: 'rita, raj',
};

it.each([
  ['two weeks after the rejection, while the file is kept long', REJECTED, 30, '2026-03-17T08:00:00.000Z'],
  ['until three days before the file goes', REJECTED, 15, '2026-03-13T08:00:00.000Z'],
  ['at that bound, both at once', REJECTED, 19, '2026-03-17T08:00:00.000Z'],
  [
    'until three days before the file goes, however often it was checked since it was sent',
    { ...REJECTED, past: { sentAt: '2026-02-20T08:00:00.000Z' } },
    20,
    '2026-03-09T08:00:00.000Z',
  ],
  [
    'counted from when the rider was told, when a recheck has come to the same since',
    {
      ...REJECTED,
      past: {
        sentAt: '2026-02-20T08:00:00.000Z',
        answer: { status: 'rejected', at: '2026-02-21T08:00:00.000Z' },
      },
    },
    30,
    '2026-03-07T08:00:00.000Z',
  ],
  [
    'counted from the rejection, when the rider had been told something else before',
    {
      ...REJECTED,
      past: {
        sentAt: '2026-02-20T08:00:00.000Z',
        answer: { status: 'retake', at: '2026-02-21T08:00:00.000Z' },
      },
    },
    30,
    '2026-03-17T08:00:00.000Z',
  ],
  [
    'counted from the answer where nobody knows when the file came',
    { status: 'rejected', updatedAt: '2026-03-03T08:00:00.000Z' },
    10,
    '2026-03-10T08:00:00.000Z',
  ],
])('may be asked for %s', (_, answered, keptDays, until) => {
  expect(appealUntil(answered, keptDays)).toBe(until);
});

it.each([
  ['that was not rejected', { ...REJECTED, status: 'retake' }, 30],
  ['that was appealed against', { ...REJECTED, appeal: { text: 'It is me', at: REJECTED.updatedAt } }, 30],
  ['that an appeal has decided', { ...REJECTED, decidedBy: `${BY_APPEAL}olga` }, 30],
  ['whose appeal nobody answered', { ...REJECTED, decidedBy: BY_NOBODY }, 30],
  ['whose file leaves people no time at all', REJECTED, 5],
  [
    'whose file had gone but for days when it was checked once more',
    { ...REJECTED, past: { sentAt: '2026-02-03T08:00:00.000Z' } },
    30,
  ],
  ['whose file is nearly gone', REJECTED, 1],
])('there is none against a photo %s', (_, answered, keptDays) => {
  expect(appealUntil(answered, keptDays)).toBeNull();
});

it('one more day of the file is a day to appeal', () => {
  expect(appealUntil(REJECTED, 6)).toBe('2026-03-04T08:00:00.000Z');
});

it('is answered within three days', () => {
  expect(appealDueAt(new Date('2026-03-04T09:30:00.000Z'))).toBe('2026-03-07T09:30:00.000Z');
});
