// What an API route answers instead of what was asked for, as RFC 9457 has it. Never with a value that the caller sent.

/** One member of a request that does not fit: a JSON pointer and a word. */
export interface Misfit {
  pointer: string;
  code: string;
}

interface Details {
  detail?: string;
  errors?: Misfit[];
  headers?: Record<string, string>;
  /** Members of one kind of problem, such as the fresh state of what changed meanwhile. */
  members?: Record<string, unknown>;
}

/** A refusal that the caller can do something about. `type` is the last part of `/problems/<type>`, which pages go by. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly type: string;
  readonly details: Details;

  constructor(status: number, type: string, title: string, details: Details = {}) {
    super(title);
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

export const invalidRequest = (errors: Misfit[]) =>
  new Problem(400, 'invalid-request', 'The request does not fit', { errors });
export const notFound = (what: string) => new Problem(404, 'not-found', `There is no such ${what}`);
export const wrongRole = () =>
  new Problem(403, 'wrong-role', 'Your account may not do this', {
    detail: 'Ask whoever administers accounts for the role.',
  });

/** The body of a problem. */
export function problemBody(
  { status, type, message, details }: Problem,
  requestId: string,
): Record<string, unknown> {
  const { detail, errors, members } = details;
  return {
    type: `/problems/${type}`,
    title: message,
    status,
    ...(detail !== undefined && { detail }),
    ...(errors !== undefined && { errors }),
    ...members,
    requestId,
  };
}
