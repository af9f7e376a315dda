import { later, ticket } from './a-ticket.ts';

it('a ticket of which nothing is said but why and until when is a check that one person answers', () => {
  expect(ticket()).toStrictEqual({
    kind: 'check',
    reasons: ['POSE'],
    openedAt: later(0).toISOString(),
    dueAt: later(72 * 3600).toISOString(),
    neededVotes: 1,
    version: 0,
    claims: {},
    votes: {},
    skips: {},
    notes: {},
    answeredBefore: [],
  });
});
