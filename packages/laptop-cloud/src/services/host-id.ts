/** The second id of an answer of S3, which is another text than the first: it goes with every answer, and so is not encoded. */
export function hostIdOf(requestId: string): string {
  return requestId.slice(24) + requestId.slice(0, 23);
}
