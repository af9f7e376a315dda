/**
 * Begins something again and again, and tells of each time whether nothing has begun after it: an answer that comes late must not
 * undo what a newer one has said.
 */
export function latestOf(): () => () => boolean {
  let begun = 0;
  return () => {
    begun += 1;
    const mine = begun;
    return () => mine === begun;
  };
}
