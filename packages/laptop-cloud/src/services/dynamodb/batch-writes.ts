// BatchWriteItem. All of it goes to disk as one batch, each item with its rows of the indexes: the engine writes them one after the
// other, and a process that dies between them leaves an index that says something else than its table.
import type { Item, Store } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { askedCapacity, batchCapacity } from './capacity.ts';
import { areMetricsAsked, metricsByTable } from './collection-metrics.ts';
import { type Input, lookAtTable, type Output } from './engine.ts';
import { checkIndexKeys } from './index-keys.ts';
import { type ItemKey, itemKeyIn } from './item-keys.ts';
import { type Meter, meterWrite } from './metering.ts';
import { VALIDATION } from './validation.ts';
import { usedBy, type Write, writeAll } from './writes.ts';

type Requests = Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;

/** Answers a checked input. Rejects with the ServiceError of the first request that cannot be done; then none of them is. */
export async function writeBatch(store: Store, input: Input, meter: Meter | undefined): Promise<Output> {
  const requests = input['RequestItems'] as Requests;
  const capacity = askedCapacity(input);
  const hasMetrics = areMetricsAsked(input);
  refuseDouble(requests);
  const writes: Write[] = [];
  const itemKeys: ItemKey[] = [];
  const places = new Set<string>();
  for (const [TableName, ofTable] of Object.entries(requests)) {
    const found = lookAtTable(store, TableName);
    const table = found instanceof Promise ? await found : found;
    for (const { PutRequest, DeleteRequest } of ofTable) {
      const write: Write = PutRequest
        ? { action: 'PutItem', input: { TableName, ...PutRequest }, capacity }
        : { action: 'DeleteItem', input: { TableName, ...DeleteRequest }, capacity };
      if (PutRequest) checkIndexKeys(PutRequest.Item, table);
      const itemKey = keyIn(table, write.input);
      if (places.has(itemKey.place))
        throw new ServiceError(VALIDATION, 'Provided list of item keys contains duplicates');
      places.add(itemKey.place);
      itemKeys.push(itemKey);
      writes.push(write);
    }
  }
  const results = await writeAll(store, writes, itemKeys);
  for (const result of results) {
    if ('error' in result) throw result.error;
    meterWrite(result, 1, meter);
  }
  return {
    UnprocessedItems: {},
    ...(capacity && { ConsumedCapacity: batchCapacity(usedBy(itemKeys, results), capacity) }),
    ...(hasMetrics && metricsByTable(writes, itemKeys)),
  };
}

function refuseDouble(requests: Requests): void {
  for (const request of Object.values(requests).flat())
    if (request.PutRequest && request.DeleteRequest)
      throw new ServiceError(
        VALIDATION,
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
}

/** Of a batch, AWS says nothing more about a key that is none of the table's. */
function keyIn(table: ItemKey['table'], input: Input): ItemKey {
  try {
    return itemKeyIn(table, input);
  } catch (error) {
    if (!(error instanceof ServiceError) || !/Missing the key|Type mismatch for key/.test(error.message))
      throw error;
    throw new ServiceError(error.code, 'The provided key element does not match the schema', error.status);
  }
}
