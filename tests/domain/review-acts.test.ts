import type { Ticket } from '../../src/domain/review.ts';
import {
  type ActContext,
  claim,
  giveBack,
  handOver,
  keep,
  notYours,
  skip,
  undo,
  vote,
} from '../../src/domain/review-acts.ts';
import { actsOf, courseOf } from '../../src/domain/ticket.ts';
import { by, done, later, reviewer, ticket } from './a-ticket.ts';

const claimed =
  (who = 'rita', seconds = 0) =>
  (it: Ticket) =>
    claim(it, by(who, seconds));
const voted =
  (who: string, decision: 'approve' | 'retake' | 'reject', seconds = 1) =>
  (it: Ticket) =>
    vote(it, { decision }, by(who, seconds));
const approve = { decision: 'approve' } as const;
const lead = (seconds = 0): ActContext => by(reviewer('olga', { isLead: true }), seconds);
/** Three people of three minds. */
const split = () =>
  done(
    ticket({ neededVotes: 2 }),
    claimed('a'),
    voted('a', 'approve'),
    claimed('b'),
    voted('b', 'retake'),
    claimed('c'),
    voted('c', 'reject'),
  );

describe('a claim', () => {
  it('holds for five minutes, and for five more when it is renewed', () => {
    const first = done(ticket(), claimed('rita'));
    expect(first.claims['rita']).toEqual({ name: "rita's name", until: later(300).toISOString() });
    expect(claim(first, by('raj', 299))).toEqual({ refused: 'no-seat' });
    const renewed = done(first, claimed('rita', 200));
    expect(claim(renewed, by('raj', 301))).toEqual({ refused: 'no-seat' });
    expect(claim(renewed, by('raj', 501))).toMatchObject({ ticket: { claims: { raj: {} } } });
  });

  it('ends at its very moment', () => {
    const first = done(ticket(), claimed('rita'));
    expect(keep(first, by('rita', 300))).toEqual({ refused: 'claim-lost' });
    expect(claim(first, by('raj', 300))).toHaveProperty('ticket');
  });

  it('is refused to who has voted, while the votes of others are missing', () => {
    const answered = done(ticket({ neededVotes: 2 }), claimed('rita'), voted('rita', 'approve'));
    expect(claim(answered, by('rita', 2))).toEqual({ refused: 'voted-already' });
  });

  it('is kept for half an hour, once', () => {
    const kept = done(ticket(), claimed('rita'), (it) => keep(it, by('rita', 10)));
    expect(kept.claims['rita']!.until).toBe(later(1810).toISOString());
    expect(keep(kept, by('rita', 1700))).toEqual({ refused: 'kept-already' });
    // Renewing makes it no shorter, giving it back makes it no new one.
    expect(done(kept, claimed('rita', 20)).claims['rita']!.until).toBe(later(1810).toISOString());
    const again = done(kept, (it) => giveBack(it, by('rita', 30)), claimed('rita', 40));
    expect(keep(again, by('rita', 50))).toEqual({ refused: 'kept-already' });
    expect(keep(ticket(), by('rita'))).toEqual({ refused: 'claim-lost' });
  });

  it('that is given back is free at once; nothing to give back is no fault', () => {
    const free = done(ticket(), claimed('rita'), (it) => giveBack(it, by('rita', 1)));
    expect(claim(free, by('raj', 1))).toHaveProperty('ticket');
    const untouched = ticket();
    expect(giveBack(untouched, by('raj'))).toEqual({ ticket: untouched });
  });

  it('is refused to the rider, to who answered before, and when it is too late or decided', () => {
    expect(claim(ticket(), by(reviewer('ada', { isRider: true })))).toEqual({ refused: 'own-photo' });
    expect(claim(ticket({ answeredBefore: ['rita'] }), by('rita'))).toEqual({ refused: 'answered-before' });
    expect(claim(ticket(), by('rita', 72 * 3600))).toEqual({ refused: 'review-expired' });
    const decision = { decision: 'approve', at: later(1).toISOString(), by: ['raj'] } as const;
    expect(claim(ticket({ decision: { ...decision, by: [...decision.by] } }), by('rita'))).toEqual({
      refused: 'review-decided',
    });
  });
});

describe('when the time for the review is over, or it is decided,', () => {
  const held = done(ticket({ dueAt: later(100).toISOString() }), claimed('rita'));
  const acts = {
    keep,
    skip: (it: Ticket, context: ActContext) => skip(it, 'why', context),
    vote: (it: Ticket, context: ActContext) => vote(it, approve, context),
    'hand over': (it: Ticket, context: ActContext) => handOver(it, { to: 'leads' }, context),
  };

  it.each(Object.entries(acts))('nobody may %s, claim or not', (_, act) => {
    expect(act(held, by('rita', 100))).toEqual({ refused: 'review-expired' });
    const decision = { decision: 'approve' as const, at: later(1).toISOString(), by: ['raj'] };
    expect(act({ ...held, decision }, by('rita', 2))).toEqual({ refused: 'review-decided' });
  });
});

describe('a skip', () => {
  it('gives the seat back with its reason, until the reviewer claims on purpose', () => {
    const skipped = done(ticket(), claimed('rita'), (it) => skip(it, 'my neighbour', by('rita', 2)));
    expect(skipped.skips).toEqual({ rita: { reason: 'my neighbour', at: later(2).toISOString() } });
    expect(
      done(skipped, claimed('raj', 3), (it) => giveBack(it, by('raj', 4)), claimed('rita', 5)).skips,
    ).toEqual({});
  });

  it('without a claim leaves none behind, and the second time says what the first did', () => {
    const skipped = done(ticket(), (it) => skip(it, 'my neighbour', by('rita', 2)));
    expect(skipped.claims).toStrictEqual({});
    expect(skip(skipped, 'my cousin', by('rita', 9))).toEqual({ ticket: skipped });
  });

  it('comes too late after the vote', () => {
    const answered = done(ticket({ neededVotes: 2 }), claimed('rita'), voted('rita', 'approve'));
    expect(skip(answered, 'why', by('rita', 2))).toEqual({ refused: 'voted-already' });
  });
});

describe('a vote', () => {
  it('needs a claim, takes its place, and may be sent twice', () => {
    expect(vote(ticket(), approve, by('rita'))).toEqual({ refused: 'claim-lost' });
    const answered = done(ticket(), claimed('rita'), voted('rita', 'approve'));
    expect(answered.votes).toEqual({
      rita: { name: "rita's name", decision: 'approve', at: later(1).toISOString() },
    });
    expect(vote(answered, approve, by('rita', 5))).toEqual({ ticket: answered });
    expect(vote(answered, { decision: 'retake' }, by('rita', 5))).toEqual({ refused: 'voted-already' });
  });

  it('keeps its reason, and for another reason is another vote', () => {
    const dark = { decision: 'retake', reason: 'too dark' } as const;
    const answered = done(ticket({ neededVotes: 2 }), claimed('rita'), (it) => vote(it, dark, by('rita', 1)));
    expect(answered.votes['rita']).toStrictEqual({
      name: "rita's name",
      ...dark,
      at: later(1).toISOString(),
    });
    expect(vote(answered, dark, by('rita', 2))).toEqual({ ticket: answered });
    expect(vote(answered, { ...dark, reason: 'blurred' }, by('rita', 2))).toEqual({
      refused: 'voted-already',
    });
  });

  it('without a reason holds none, not even an empty one', () => {
    const answered = done(ticket(), claimed('rita'), voted('rita', 'approve'));
    expect(Object.keys(answered.votes['rita']!)).toEqual(['name', 'decision', 'at']);
  });

  it('is refused to the rider and to who answered before, whatever claim they hold', () => {
    const held = done(ticket(), claimed('rita'));
    expect(vote(held, approve, by(reviewer('rita', { isRider: true }), 1))).toEqual({ refused: 'own-photo' });
    expect(vote({ ...held, answeredBefore: ['rita'] }, approve, by('rita', 1))).toEqual({
      refused: 'answered-before',
    });
  });

  it('after the claim has run out counts as long as nobody else has the seat', () => {
    const late = done(ticket(), claimed('rita'));
    expect(vote(late, approve, by('rita', 301))).toHaveProperty('ticket');
    expect(vote(done(late, claimed('raj', 301)), approve, by('rita', 302))).toEqual({
      refused: 'claim-lost',
    });
  });

  it('of a lead alone decides between three minds', () => {
    expect(claim(split(), by('dora', 9))).toEqual({ refused: 'for-leads' });
    const settled = done(
      split(),
      (it) => claim(it, lead(9)),
      (it) => vote(it, { decision: 'reject' }, lead(10)),
    );
    expect(settled.votes['olga']).toMatchObject({ decision: 'reject', asLead: true });
    // A lead who is one of the three does not decide twice.
    expect(claim(split(), by(reviewer('a', { isLead: true }), 9))).toEqual({ refused: 'voted-already' });
    for (const isLead of [true, false])
      expect(notYours(split(), by(reviewer('a', { isLead }), 9))).toBe('voted-already');
  });
});

describe('an undo', () => {
  it('takes the vote back within ten seconds, and the seat again', () => {
    const answered = done(ticket(), claimed('rita'), voted('rita', 'reject'));
    const undone = done(answered, (it) => undo(it, by('rita', 10.9)));
    expect(undone.votes).toEqual({});
    expect(undone.claims['rita']).toStrictEqual({
      name: "rita's name",
      until: later(310.9).toISOString(),
    });
    expect(done(undone, voted('rita', 'approve', 12)).votes['rita']).toMatchObject({ decision: 'approve' });
    expect(undo(answered, by('rita', 11))).toEqual({ refused: 'too-late-to-undo' });
  });

  it('gives no second time to keep the seat', () => {
    const kept = done(ticket(), claimed('rita'), (it) => keep(it, by('rita', 1)), voted('rita', 'reject', 2));
    const undone = done(kept, (it) => undo(it, by('rita', 3)));
    expect(keep(undone, by('rita', 4))).toEqual({ refused: 'kept-already' });
  });

  it('of a vote that holds no claim any more takes a seat all the same', () => {
    const answered = done(ticket(), claimed('rita'), voted('rita', 'reject'));
    const undone = done({ ...answered, claims: {} }, (it) => undo(it, by('rita', 3)));
    expect(undone.claims['rita']).toStrictEqual({ name: "rita's name", until: later(303).toISOString() });
  });

  it('of a vote in the last seconds of the review takes it back and gives no seat, as there is nothing left to answer', () => {
    const answered = done(
      ticket({ dueAt: later(5).toISOString() }),
      claimed('rita'),
      voted('rita', 'reject'),
    );
    const undone = done(answered, (it) => undo(it, by('rita', 5)));

    expect(undone).toStrictEqual({ ...answered, votes: {} });
    expect(actsOf(undone, by('rita', 5))).toEqual([]);
    expect(courseOf(undone, by('rita', 5))).toBe('over');
    expect(undo(answered, by('rita', 11))).toEqual({ refused: 'too-late-to-undo' });
  });

  it('of nothing changes nothing; after the decision it is refused', () => {
    const untouched = ticket();
    expect(undo(untouched, by('rita'))).toEqual({ ticket: untouched });
    const decided = ticket({ decision: { decision: 'approve', at: later(0).toISOString(), by: ['raj'] } });
    expect(undo(decided, by('raj'))).toEqual({ refused: 'review-decided' });
  });
});

describe('a handover', () => {
  it('to a colleague holds for half an hour, then anybody may', () => {
    const to = { to: 'colleague', name: "raj's name" } as const;
    const handed = done(ticket(), claimed('rita'), (it) => handOver(it, to, by('rita', 1)));
    expect(claim(handed, by('dora', 2))).toEqual({ refused: 'for-colleague' });
    expect(claim(handed, by('raj', 2))).toHaveProperty('ticket');
    expect(claim(handed, by('dora', 1800))).toEqual({ refused: 'for-colleague' });
    expect(claim(handed, by('dora', 1801))).toHaveProperty('ticket');
  });

  it('to the leads holds until it is decided', () => {
    const handed = done(ticket(), claimed('rita'), (it) => handOver(it, { to: 'leads' }, by('rita', 1)));
    expect(handed.handover).toStrictEqual({ to: 'leads', from: "rita's name" });
    expect(claim(handed, by('raj', 4000))).toEqual({ refused: 'for-leads' });
    expect(claim(handed, lead(2))).toHaveProperty('ticket');
  });

  it('is for who holds the photo', () => {
    expect(handOver(ticket(), { to: 'leads' }, by('rita'))).toEqual({ refused: 'claim-lost' });
  });
});
