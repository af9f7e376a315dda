// TensorFlow.js is not re-entrant: what one thread looks at, it looks at alone.

/** Does one piece of work at a time, in the order in which they come; a failed one does not hold up the next. */
export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
