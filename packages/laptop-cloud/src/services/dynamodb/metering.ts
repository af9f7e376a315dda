// What reads and writes use of a table on demand, for the access log: item sizes by DynamoDB's rules, as dynalite reckons them. A
// changed index row counts as one unit each for what goes and what comes: rows of an index are small.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html

import type { ServiceRequest } from '../service.ts';
import type { Input, Output } from './engine.ts';

export type Meter = NonNullable<ServiceRequest['meter']>;

/** Runs a read and notes its units; the answer holds them only if they were asked for. */
export async function meteredRead(
  input: Input,
  meter: Meter | undefined,
  read: (input: Input) => Promise<Output>,
): Promise<Output> {
  const canTell = meter !== undefined && READS.some((member) => input[member] !== undefined);
  if (!canTell || input['ReturnConsumedCapacity'] !== undefined) return read(input);
  const { ConsumedCapacity, ...answer } = await read({ ...input, ReturnConsumedCapacity: 'TOTAL' });
  meter('readUnits', unitsOf(ConsumedCapacity));
  return answer;
}

/** Members that only reads of items have. */
const READS = ['Key', 'KeyConditionExpression', 'KeyConditions'];

/** Notes the units of a write, `factor` times for its item: a transaction pays twice. */
export function meterWrite(
  { units }: { units: { item: number; indexes: number } },
  factor: number,
  meter: Meter | undefined,
): void {
  meter?.('writeUnits', factor * units.item + units.indexes);
}

export function unitsOf(capacity: unknown): number {
  return (capacity as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0;
}
