// Work that is done once, whoever asks and however many at the same time.

/** Shares the first call's promise with all later calls; a failure is forgotten, so that the next call tries again. */
export function once<Input, Result>(
  work: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  let shared: Promise<Result> | undefined;
  return (input) => {
    shared ??= work(input).catch((error: unknown) => {
      shared = undefined;
      throw error;
    });
    return shared;
  };
}
