// Which messages of a batch a target that was waited for says it failed on: a function, or an Express machine by its output.
// Source: EventBridge User Guide, "Amazon EventBridge Pipes batching and concurrency", partial batch failure, and "Amazon Simple Queue
// Service as a source", success and failure conditions.

/** None where the answer says nothing of failures. Throws for one that names no message of the batch: all of them come again. */
export function failedRecords(answer: unknown, messageIds: ReadonlySet<string>): ReadonlySet<string> {
  if (typeof answer !== 'object' || answer === null) return new Set();
  const { batchItemFailures: items = null } = answer as { batchItemFailures?: unknown };
  if (items === null) return new Set();
  if (!Array.isArray(items)) throw new Error('batchItemFailures of the answer is no list');
  return new Set(
    items.map((item: unknown) => {
      const id = (item as { itemIdentifier?: unknown } | null)?.itemIdentifier;
      if (typeof id === 'string' && messageIds.has(id)) return id;
      throw new Error(`batchItemFailures names no message of the batch: ${JSON.stringify(item)}`);
    }),
  );
}
