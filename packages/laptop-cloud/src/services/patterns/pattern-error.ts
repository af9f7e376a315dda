/** Says in AWS's words why a pattern cannot be used. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
