// What is kept of an erasure: that it was asked for and done, how much went, and what runs out later. Days, not moments: by the
// moment an erasure could be found among executions, whose histories live on for a while.

/** Changes when what an erasure does or leaves changes. */
export const ERASURE_POLICY = '2';

/** Whose account it was: removed, of an issuer that is not ours, of staff and therefore kept, or nobody's. */
export type Identity = 'removed' | 'at-issuer' | 'kept-for-staff' | 'none';

/** How much was found of a rider. */
export interface Traces {
  links: number;
  rows: number;
  objects: number;
  faces: number;
}

export const NO_TRACES: Traces = { links: 0, rows: 0, objects: 0, faces: 0 };

export const sumOf = (one: Traces, other: Traces): Traces => ({
  links: one.links + other.links,
  rows: one.rows + other.rows,
  objects: one.objects + other.objects,
  faces: one.faces + other.faces,
});

export const isClean = (traces: Traces): boolean => Object.values(traces).every((count) => count === 0);

export interface ErasureReceipt {
  policy: string;
  /** Days, as 2026-11-28. */
  requestedOn: string;
  doneOn: string;
  erased: Traces;
  identity: Identity;
  /** Where something outlives the erasure that no call can take away, and until which day at the latest. */
  remains: { what: 'table-backups' | 'execution-histories' | 'messages' | 'refusal'; until: string }[];
}

/**
 * Days that the row lives that refuses what a queue still brings of the rider. Longer than any message or form can: 4 days in a queue,
 * 14 as a dead letter, 4 once sent on from there, and its execution, redriven, another 14 after 10.
 */
export const REFUSAL_DAYS = 60;
/** DynamoDB deletes within a few days of the time. */
const TTL_SLACK_DAYS = 7;

/** Days that AWS keeps what cannot be taken away before, and that the refusal is kept. */
const REMAINS = {
  'table-backups': 35,
  'execution-histories': 90,
  messages: 14,
  refusal: REFUSAL_DAYS + TTL_SLACK_DAYS,
} as const;

export function receiptOf(
  { requestedAt, erased, identity }: { requestedAt: string; erased: Traces; identity: Identity },
  now: Date,
): ErasureReceipt {
  return {
    policy: ERASURE_POLICY,
    requestedOn: dayOf(requestedAt),
    doneOn: dayOf(now.toISOString()),
    erased,
    identity,
    remains: Object.entries(REMAINS).map(([what, days]) => ({
      what: what as keyof typeof REMAINS,
      until: dayOf(new Date(now.getTime() + days * 86_400_000).toISOString()),
    })),
  };
}

/** All that the profile of a forgotten rider holds beside its key: a day, and when it goes itself. */
export const refusalOf = (now: Date) => ({
  forgottenAt: dayOf(now.toISOString()),
  expiresAt: Math.floor(now.getTime() / 1000) + REFUSAL_DAYS * 86_400,
});

const dayOf = (iso: string) => iso.slice(0, 10);
