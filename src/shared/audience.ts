// Who calls a route: what the authorizer in front has verified of the caller's access token.

/** Whom a route is for. The scope keeps tokens of another kind and of other clients out at the door; the group is the role. */
export const AUDIENCES = {
  rider: { scope: 'photos/own' },
  reviewer: { scope: 'photos/review', group: 'reviewers' },
  operator: { scope: 'photos/operate', group: 'operators' },
} as const satisfies Record<string, { scope: string; group?: string }>;
export type Audience = keyof typeof AUDIENCES;

export interface Caller {
  /** The person, as the identity provider names them for good. Personal: never logged, never in a key of the riders table. */
  sub: string;
  /** What colleagues read on the review desk. */
  name: string;
  groups: readonly string[];
}

/** Claims as the authorizer hands them on: every value a string, `[a b]` for a list. */
export type Claims = Readonly<Record<string, unknown>>;

/** The caller of verified claims; undefined without a subject. Groups are read from the claim that GROUPS_CLAIM names. */
export function callerOf(claims: Claims): Caller | undefined {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '') return undefined;
  const name = claims['username'] ?? claims['preferred_username'] ?? claims['name'];
  return {
    sub,
    name: typeof name === 'string' && name !== '' ? name : 'somebody',
    groups: listOf(claims[process.env['GROUPS_CLAIM'] || 'cognito:groups']),
  };
}

/** True when the caller has the role that the audience asks for; riders need none. */
export function belongsTo(caller: Caller, audience: Audience): boolean {
  const { group } = AUDIENCES[audience] as { group?: string };
  return group === undefined || caller.groups.includes(group);
}

// API Gateway writes lists as `[reviewers operators]`, other parts of AWS with commas: group names hold neither.
function listOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((item) => typeof item === 'string');
  if (typeof claim !== 'string') return [];
  return claim
    .replace(/^\[|\]$/g, '')
    .split(/[\s,]+/)
    .filter((item) => item !== '');
}
