/** Names the part of a resource policy that is malformed or not evaluated here. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
