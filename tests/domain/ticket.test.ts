import { claim, vote } from '../../src/domain/review-acts.ts';
import { actsOf, isUrgent, needsSecond, visibleVotes } from '../../src/domain/ticket.ts';
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
