// What a person wants to read of an error's cause.

const MOST_CHARACTERS = 300;

/** The first line; of Lambda's JSON the error's message. */
export function firstLineOf(cause = ''): string {
  return (messageIn(cause) ?? cause).split('\n')[0]!.slice(0, MOST_CHARACTERS);
}

function messageIn(cause: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: string };
    return errorMessage;
  } catch {
    // Not JSON: the cause is told as it is.
    return undefined;
  }
}
