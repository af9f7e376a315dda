// Thrown for input that the person at the keyboard can fix: one line on stderr, exit code 2.

export class UsageError extends Error {
  override readonly name = 'UsageError';
}
