import { isClean, NO_TRACES, receiptOf, refusalOf, sumOf } from '../../src/domain/erasure.ts';

const NOW = new Date('2026-11-28T23:59:59.999Z');
const FOUND = { links: 1, rows: 2, objects: 3, faces: 4 };

it('adds up what was found, and is clean only when nothing was', () => {
  expect(sumOf(FOUND, { links: 10, rows: 20, objects: 30, faces: 40 })).toEqual({
    links: 11,
    rows: 22,
    objects: 33,
    faces: 44,
  });
  expect(isClean(sumOf(NO_TRACES, NO_TRACES))).toBe(true);
  for (const kind of Object.keys(NO_TRACES)) expect(isClean({ ...NO_TRACES, [kind]: 1 })).toBe(false);
});

it('the receipt tells days, never moments, and when the last of it goes', () => {
  const asked = { requestedAt: '2026-11-27T11:22:33.444Z', erased: FOUND, identity: 'removed' as const };
  expect(receiptOf(asked, NOW)).toEqual({
    policy: '2',
    requestedOn: '2026-11-27',
    doneOn: '2026-11-28',
    erased: FOUND,
    identity: 'removed',
    remains: [
      { what: 'table-backups', until: '2027-01-02' },
      { what: 'execution-histories', until: '2027-02-26' },
      { what: 'messages', until: '2026-12-12' },
      { what: 'refusal', until: '2027-02-03' },
    ],
  });
});

it('the profile refuses what comes later for sixty days', () => {
  expect(refusalOf(NOW)).toEqual({
    forgottenAt: '2026-11-28',
    expiresAt: Date.parse('2027-01-27T23:59:59.000Z') / 1000,
  });
});
