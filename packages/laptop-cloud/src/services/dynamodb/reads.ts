// What reads may ask for beyond what the engine checks.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
import type { Store } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { checkKeyConditions } from './attribute-values.ts';
import { act, checkInput, type Input, lookAtTable, type Output } from './engine.ts';
import { VALIDATION } from './validation.ts';

/** Query and Scan. Every read here sees the newest, so a consistent one differs in what it counts for alone. */
export async function readMany(store: Store, name: 'Query' | 'Scan', input: Input): Promise<Output> {
  checkSelect(input);
  if (name === 'Query') {
    if (typeof input['Limit'] === 'number' && input['Limit'] < 1)
      throw invalid(
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
      );
    const checked = checkInput(name, input, store);
    checkKeyConditions(checked['KeyConditions']);
    return act(name, checked, store);
  }
  const { ConsistentRead: isConsistent, ...rest } = input;
  if (isConsistent !== undefined && isConsistent !== null && typeof isConsistent !== 'boolean')
    throw invalid('ConsistentRead must be a boolean');
  if (rest['Segment'] !== undefined && rest['TotalSegments'] === undefined) {
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  const checked = checkInput(name, rest, store);
  if (isConsistent) {
    await refuseGlobalIndex(store, checked);
    checked['ConsistentRead'] = true;
  }
  return act(name, checked, store);
}

async function refuseGlobalIndex(store: Store, { TableName, IndexName }: Input): Promise<void> {
  if (IndexName === undefined) return;
  const { GlobalSecondaryIndexes: indexes = [] } = await lookAtTable(store, String(TableName));
  if (indexes.some((index) => index.IndexName === IndexName))
    throw invalid('Consistent reads are not supported on global secondary indexes');
}

function checkSelect(input: Input): void {
  const { Select, ProjectionExpression, AttributesToGet, IndexName } = input;
  const projection = ProjectionExpression
    ? 'ProjectionExpression'
    : AttributesToGet
      ? 'AttributesToGet'
      : undefined;
  if (Select === 'SPECIFIC_ATTRIBUTES' && !projection) {
    throw invalid(
      'One or more parameter values were invalid: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES' && !IndexName) {
    throw invalid(
      'One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    );
  }
  if (projection && typeof Select === 'string' && Select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalid(
      `One or more parameter values were invalid: Cannot specify the ${projection} when choosing to get ${Select}`,
    );
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError(VALIDATION, message);
}
