/** The second id of an answer of S3, which is another text than the first. */
export function hostIdOf(requestId: string): string {
  return btoa(requestId);
}
