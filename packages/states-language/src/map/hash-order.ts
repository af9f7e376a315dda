// The order in which Java's HashMap gives its keys: that of the columns in a CSV row, as AWS passes it on.
// https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/String.html#hashCode()

/** Keys as a HashMap gives them that was filled in this order. */
export function inHashOrder(keys: readonly string[]): string[] {
  const buckets = bucketsFor(keys.length);
  // What falls into the same bucket keeps its order.
  return [...keys].sort((one, other) => bucketOf(one, buckets) - bucketOf(other, buckets));
}

/** A table has sixteen buckets, and twice as many when three quarters of them are not enough. */
function bucketsFor(count: number): number {
  let buckets = 16;
  while (count > buckets * 0.75) buckets *= 2;
  return buckets;
}

function bucketOf(key: string, buckets: number): number {
  let hash = 0;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}
