// What Lambda answers instead of running a function, under the names of its Invoke API.

export class LambdaError extends Error {
  override readonly name = 'LambdaError';
  /** The wire error code, e.g. `TooManyRequestsException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  constructor(code: string, message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}
