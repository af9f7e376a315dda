import { claim, vote } from '../../src/domain/review-acts.ts';
import { actsOf, courseOf, isUrgent, needsSecond, visibleVotes } from '../../src/domain/ticket.ts';
import { by, done, later, reviewer, ticket } from './a-ticket.ts';

const two = done(
  ticket({ neededVotes: 2 }),
  (it) => claim(it, by('rita')),
  (it) => claim(it, by('raj')),
  (it) => vote(it, { decision: 'reject', reason: 'another face' }, by('rita', 1)),
);

it.each([
  ['who has not claimed', ticket(), by('rita'), ['claim', 'skip', 'note']],
  [
    'who comes when the seats are taken',
    done(ticket(), (it) => claim(it, by('raj'))),
    by('rita'),
    ['skip', 'note'],
  ],
  [
    'who holds a claim',
    two,
    by('raj', 2),
    ['claim', 'keep', 'give-back', 'skip', 'vote', 'hand-over', 'note'],
  ],
  ['who has just voted', two, by('rita', 2), ['undo', 'note']],
  ['whose vote is counted', two, by('rita', 11), ['note']],
  ['whose photo it is', two, by(reviewer('ada', { isRider: true })), []],
  ['who comes too late', ticket(), by('rita', 300_000), []],
  ['who answered the check before', ticket({ answeredBefore: ['rita'] }), by('rita'), ['note']],
])('a reviewer %s may do what is listed', (_, given, context, acts) => {
  expect(actsOf(given, context)).toEqual(acts);
});

it('nobody sees another’s vote before their own', () => {
  expect(visibleVotes(two, by('raj', 2))).toEqual([]);
  expect(needsSecond(two)).toBe(true);
  const both = done(two, (it) => vote(it, { decision: 'approve' }, by('raj', 3)));
  expect(visibleVotes(both, by('raj', 4)).map(({ decision }) => decision)).toEqual(['reject', 'approve']);
  expect(visibleVotes(both, by('dora', 4))).toEqual([]);
  expect(visibleVotes(both, by(reviewer('olga', { isLead: true }), 4))).toEqual([]);
});

it('after the decision everybody sees the votes but the rider', () => {
  const decision = { decision: 'reject' as const, at: later(9).toISOString(), by: ["rita's name"] };
  const decided = { ...two, decision };
  expect(visibleVotes(decided, by('dora', 10))).toHaveLength(1);
  expect(visibleVotes(decided, by(reviewer('ada', { isRider: true }), 10))).toStrictEqual([]);
});

it('a lead sees all votes of a photo that three could not agree on', () => {
  const split = done(
    ticket({ neededVotes: 2 }),
    ...(['approve', 'retake', 'reject'] as const).flatMap((decision, at) => [
      (it: Parameters<typeof claim>[0]) => claim(it, by(`r${at}`)),
      (it: Parameters<typeof claim>[0]) => vote(it, { decision }, by(`r${at}`, at)),
    ]),
  );
  expect(visibleVotes(split, by(reviewer('olga', { isLead: true }), 9))).toHaveLength(3);
  expect(visibleVotes(split, by('dora', 9))).toEqual([]);
});

it('is urgent when three quarters of its time are over', () => {
  const hours = 3600;
  expect([isUrgent(ticket(), later(53.9 * hours)), isUrgent(ticket(), later(54 * hours))]).toEqual([
    false,
    true,
  ]);
});

it('votes are shown in the order of time, whoever’s came first into the row', () => {
  const [first, second] = Object.entries(two.votes).concat([
    ['raj', { name: 'raj', decision: 'approve', at: later(3).toISOString() }],
  ]);
  const turned = { ...two, votes: Object.fromEntries([second!, first!]) };
  expect(visibleVotes(turned, by('raj', 4)).map(({ at }) => at)).toEqual(
    [1, 3].map((at) => later(at).toISOString()),
  );
});

it('asks for a second one only once somebody has voted, and not after the decision', () => {
  expect(needsSecond(ticket({ neededVotes: 2 }))).toBe(false);
  const decision = { by: 'rita', decision: 'reject', at: later(9).toISOString(), votes: [] };
  expect(needsSecond({ ...two, decision } as never)).toBe(false);
});

describe('how far it is', () => {
  const votesOf = (...decisions: ('approve' | 'retake' | 'reject')[]) =>
    done(
      ticket({ neededVotes: 2 }),
      ...decisions.flatMap((decision, at) => [
        (it: Parameters<typeof claim>[0]) => claim(it, by(`r${at}`)),
        (it: Parameters<typeof claim>[0]) => vote(it, { decision }, by(`r${at}`, at)),
      ]),
    );
  const TOO_LATE = 300_000;

  it.each([
    ['nobody has answered', votesOf(), 'rita', 5, null],
    ['nobody has answered in time', votesOf(), 'rita', TOO_LATE, 'over'],
    ['only others have answered', votesOf('approve'), 'rita', 5, null],
    ['one more is asked', votesOf('approve'), 'r0', 5, 'others-asked'],
    ['one more was asked, in vain', votesOf('approve'), 'r0', TOO_LATE, 'over'],
    ['two agree', votesOf('approve', 'approve'), 'r0', 5, 'counting'],
    ['two agree, and the time is over', votesOf('approve', 'approve'), 'r0', TOO_LATE, 'counting'],
    ['three do not agree', votesOf('approve', 'retake', 'reject'), 'r1', 5, 'lead-asked'],
  ])('when %s', (_, given, who, seconds, course) => {
    expect(courseOf(given, by(who, seconds))).toBe(course);
  });

  it('is decided for everybody once it is', () => {
    const decided = { ...votesOf('approve', 'approve'), decision: {} } as never;
    expect(['r0', 'rita'].map((who) => courseOf(decided, by(who)))).toEqual(['decided', 'decided']);
  });
});
