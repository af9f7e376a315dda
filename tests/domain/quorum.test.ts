import * as fc from 'fast-check';
import { FINDING_CODES } from '../../src/domain/finding.ts';
import { freeSeats, neededVotes, standingOf } from '../../src/domain/quorum.ts';
import { QUORUM_CODES } from '../../src/domain/quorum-codes.ts';
import { REVIEW_DECISIONS, type ReviewDecision, type Vote } from '../../src/domain/review.ts';
import { claim, vote } from '../../src/domain/review-acts.ts';
import { by, done, later, RULES, ticket } from './a-ticket.ts';

const votes = (...decisions: ReviewDecision[]): Vote[] =>
  decisions.map((decision, at) => ({ name: `r${at}`, decision, at: later(at).toISOString() }));
const standing = (neededVotes: number, ...decisions: ReviewDecision[]) =>
  standingOf({ neededVotes }, votes(...decisions), RULES);

it.each([
  [['POSE'], 1],
  [['POSE', 'FACE_TAKEN'], 2],
  [['FACE_BLOCKED'], 2],
  [['FACE_CHANGED'], 2],
  [['CONTENT'], 1],
] as const)('a photo doubted for %j needs %i', (reasons, needed) => {
  expect(neededVotes(reasons, RULES)).toBe(needed);
});

it('knows every finding that may need several people', () => {
  expect(FINDING_CODES).toEqual(expect.arrayContaining([...QUORUM_CODES]));
});

describe('where it stands', () => {
  it.each([
    ['nobody has voted', 1, [], { state: 'open', missing: 1 }],
    ['one approves', 1, ['approve'], { state: 'agreed', decision: 'approve' }],
    ['one asks for another photo', 1, ['retake'], { state: 'agreed', decision: 'retake' }],
    ['one rejects: a second person is asked', 1, ['reject'], { state: 'open', missing: 1 }],
    ['two reject', 1, ['reject', 'reject'], { state: 'agreed', decision: 'reject' }],
    ['one rejects, one approves: a third', 1, ['reject', 'approve'], { state: 'open', missing: 1 }],
    ['two of three', 1, ['reject', 'approve', 'approve'], { state: 'agreed', decision: 'approve' }],
    ['two are needed', 2, [], { state: 'open', missing: 2 }],
    ['the first of two', 2, ['approve'], { state: 'open', missing: 1 }],
    ['two agree', 2, ['approve', 'approve'], { state: 'agreed', decision: 'approve' }],
    ['two of two minds', 2, ['approve', 'retake'], { state: 'open', missing: 1 }],
    ['three of three minds', 2, ['approve', 'retake', 'reject'], { state: 'split' }],
  ] as const)('when %s', (_, needed, given, expected) => {
    expect(standing(needed, ...given)).toMatchObject(expected);
  });

  it('a lead decides alone what the others could not agree on', () => {
    const lead: Vote = { ...votes('reject')[0]!, asLead: true };
    expect(
      standingOf({ neededVotes: 2 }, [...votes('approve', 'retake', 'reject'), lead], RULES),
    ).toStrictEqual({ state: 'agreed', decision: 'reject', votes: [lead] });
  });

  it('of two minds as strong, the one that was told first is counted, in whatever order the votes come', () => {
    const [approve, retake] = votes('approve', 'retake');
    for (const given of [
      [approve!, retake!],
      [retake!, approve!],
    ])
      expect(standingOf({ neededVotes: 1 }, given, RULES)).toEqual({
        state: 'agreed',
        decision: 'approve',
        votes: [approve],
      });
  });

  it('does not hang on the order of the votes, and never asks for more people than may vote', () => {
    const decisions = fc.array(fc.constantFrom(...REVIEW_DECISIONS), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(1, 2), decisions, fc.infiniteStream(fc.nat()), (needed, given, order) => {
        const shuffled = [...given].sort(() => (order.next().value! % 2 === 0 ? 1 : -1));
        const [one, other] = [standing(needed, ...given), standing(needed, ...shuffled)];
        const isTie = needed === 1 && !given.includes('reject') && new Set(given).size > 1;
        if (!isTie) expect({ ...other, votes: 0 }).toEqual({ ...one, votes: 0 });
        if (one.state === 'open') expect(one.missing + given.length).toBeLessThanOrEqual(RULES.quorum.most);
        if (one.state === 'agreed' && one.decision === 'reject') expect(one.votes.length).toBeGreaterThan(1);
      }),
    );
  });
});

describe('free seats', () => {
  it('are the missing votes less the claims of those who have yet to vote', () => {
    const two = ticket({ neededVotes: 2, reasons: ['FACE_TAKEN'] });
    const one = done(two, (it) => claim(it, by('rita')));
    expect([freeSeats(two, later(0), RULES), freeSeats(one, later(1), RULES)]).toEqual([2, 1]);
    expect(freeSeats(one, later(301), RULES)).toBe(2);
    const voted = done(one, (it) => vote(it, { decision: 'approve' }, by('rita', 5)));
    expect(freeSeats(voted, later(6), RULES)).toBe(1);
  });

  it('are none when enough agree', () => {
    const agreed = ticket({ votes: { a: votes('approve')[0]! } });
    expect(freeSeats(agreed, later(6), RULES)).toBe(0);
  });

  it('are one, for a lead, when nobody agrees', () => {
    const split = ticket({
      neededVotes: 2,
      votes: { a: votes('approve')[0]!, b: votes('retake')[0]!, c: votes('reject')[0]! },
    });
    expect(freeSeats(split, later(9), RULES)).toBe(1);
  });
});
