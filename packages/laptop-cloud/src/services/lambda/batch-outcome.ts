// Which messages of a batch have to come again, by what the function answered.
// Source: Lambda Developer Guide, "Handling errors for an SQS event source": success and failure conditions.

/** Everything has to come again, with the reason. */
export interface BatchFailure {
  reason: string;
}

/**
 * The ids named in `batchItemFailures`: none for an empty answer, list or object. What names no message of this batch
 * fails all of it, as AWS would rather repeat than lose.
 */
export function failedItems(
  payload: string,
  messageIds: ReadonlySet<string>,
): ReadonlySet<string> | BatchFailure {
  const answer: unknown = payload === '' ? null : JSON.parse(payload);
  if (answer === null || answer === '') return new Set();
  if (typeof answer !== 'object' || Array.isArray(answer))
    return { reason: 'the answer is no object with batchItemFailures' };
  const { batchItemFailures: items = null } = answer as { batchItemFailures?: unknown };
  if (items === null) return new Set();
  if (!Array.isArray(items)) return { reason: 'batchItemFailures is no list' };
  const failed = new Set<string>();
  for (const item of items as readonly unknown[]) {
    const id = (item as { itemIdentifier?: unknown } | null)?.itemIdentifier;
    if (typeof id !== 'string' || !messageIds.has(id))
      return { reason: `batchItemFailures names no message of the batch: ${JSON.stringify(item)}` };
    failed.add(id);
  }
  return failed;
}
