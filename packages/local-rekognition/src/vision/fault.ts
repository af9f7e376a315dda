// What is told of an error to another thread or process.

/** With the stack where there is one: nobody there can look it up. */
export function faultOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
