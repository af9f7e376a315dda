// The ids of an answer, as its headers have them: S3 has names of its own for them, and two.

export function idHeaders(scope: string | undefined, requestId: string): Record<string, string> {
  return scope === 's3'
    ? { 'x-amz-request-id': requestId, 'x-amz-id-2': hostIdOf(requestId) }
    : { 'x-amzn-requestid': requestId };
}

/** The second id of an answer of S3, which is another text. */
export function hostIdOf(requestId: string): string {
  return btoa(requestId);
}
