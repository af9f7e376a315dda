/** What a caught value says, for a line to a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
