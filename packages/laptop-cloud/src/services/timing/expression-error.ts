/** A schedule expression that nobody can follow; the message says why. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}
