import { answeredAt, pastWithAnswer, readPast, sentAt } from '../../src/domain/photo-past.ts';

const ROW = { updatedAt: '2026-03-09T08:00:00Z', status: 'retake' };
const SENT = '2026-03-01T08:00:00Z';

it.each([
  [{}, ROW.updatedAt],
  [{ requestedAt: 'asked' }, 'asked'],
  [{ requestedAt: 'asked', claimedAt: 'claimed' }, 'claimed'],
  [{ requestedAt: 'asked', claimedAt: 'claimed', past: { sentAt: SENT } }, SENT],
])('was sent, of what the row says the earliest that is known: %j', (times, expected) => {
  expect(sentAt({ ...ROW, ...times })).toBe(expected);
});

it.each([
  [undefined, ROW.updatedAt],
  [{ sentAt: SENT }, ROW.updatedAt],
  [{ sentAt: SENT, answer: { status: 'retake', at: 'then' } }, 'then'],
  [{ sentAt: SENT, answer: { status: 'approved', at: 'then' } }, ROW.updatedAt],
])('has the same answer since it was first told: %j', (past, expected) => {
  expect(answeredAt({ ...ROW, past })).toBe(expected);
  expect(pastWithAnswer({ ...ROW, past })).toStrictEqual({
    sentAt: past?.sentAt ?? ROW.updatedAt,
    answer: { status: 'retake', at: expected },
  });
});

it.each([{ sentAt: SENT }, { sentAt: SENT, answer: { status: 'rejected', at: '2026-03-02T08:00:00Z' } }])(
  'is read from the row as it was written: %j',
  (past) => {
    expect(readPast(JSON.stringify({ upload: {}, past }))).toStrictEqual(past);
  },
);

it.each([
  undefined,
  null,
  7,
  '',
  '{',
  '7',
  '{}',
  '{"past":{"sentAt":"yesterday"}}',
  { past: { sentAt: SENT } },
])('is not known of a row that holds %j', (text) => {
  expect(readPast(text)).toBeUndefined();
});
