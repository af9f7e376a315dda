/** Names the part of a policy that is malformed or not evaluated here, the place first. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** Throws one, for a place such as `Statement[0] Action`. */
export function refuse(place: string, complaint: string): never {
  throw new PolicyError(`${place} ${complaint}`);
}
