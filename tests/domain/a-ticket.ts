// Tickets and reviewers of the domain's tests.

import { parseConfiguration } from '../../src/domain/configuration.ts';
import { type Reviewer, type Ticket, TicketSchema } from '../../src/domain/review.ts';
import type { ActContext, Acted } from '../../src/domain/review-acts.ts';

export const RULES = parseConfiguration('').review;
export const OPENED = new Date('2026-03-01T08:00:00.000Z');
export const later = (seconds: number): Date => new Date(OPENED.getTime() + seconds * 1000);

export const ticket = (given: Partial<Ticket> = {}): Ticket =>
  TicketSchema.parse({
    reasons: ['POSE'],
    openedAt: OPENED.toISOString(),
    dueAt: later(72 * 3600).toISOString(),
    ...given,
  });

export const reviewer = (sub: string, given: Partial<Reviewer> = {}): Reviewer => ({
  sub,
  name: `${sub}'s name`,
  isLead: false,
  isRider: false,
  ...given,
});

export const by = (who: string | Reviewer, seconds = 0): ActContext => ({
  reviewer: typeof who === 'string' ? reviewer(who) : who,
  now: later(seconds),
  rules: RULES,
});

/** The ticket as it is after acts that must all succeed. */
export function done(start: Ticket, ...acts: ((ticket: Ticket) => Acted)[]): Ticket {
  return acts.reduce((now, act) => {
    const acted = act(now);
    if ('refused' in acted) throw new Error(`refused: ${acted.refused}`);
    return acted.ticket;
  }, start);
}
