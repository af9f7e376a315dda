// What reads may ask for beyond what the engine checks.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
import type { Store } from 'dynalite/db/index.js';
import { complaint, detected } from '../constraint-words.ts';
import type { JsonText } from '../protocols/json.ts';
import { ServiceError } from '../service.ts';
import { checkKeyConditions } from './attribute-values.ts';
import { act, checkInput, type Input, lookAtTable, type Output } from './engine.ts';
import { type Meter, meteredRead, unitsOf } from './metering.ts';
import { type StoredAnswer, storedItem, storedRange } from './stored-answers.ts';
import { VALIDATION } from './validation.ts';

/** GetItem. */
export async function getItem(
  store: Store,
  input: Input,
  meter: Meter | undefined,
): Promise<Output | JsonText> {
  const checked = checkInput('GetItem', input, store);
  const stored = await storedItem(store, checked);
  return stored ? metered(stored, meter) : byEngine(store, 'GetItem', checked, meter);
}

/** Every read here sees the newest, so a consistent one differs in what it counts for alone. */
export async function query(
  store: Store,
  input: Input,
  meter: Meter | undefined,
): Promise<Output | JsonText> {
  checkSelect(input);
  if (typeof input['Limit'] === 'number' && input['Limit'] < 1)
    throw invalid(
      "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  const checked = checkInput('Query', input, store);
  checkKeyConditions(checked['KeyConditions']);
  if (checked['IndexName'] !== undefined) await askBeyondIndex(store, checked);
  const stored = await storedRange(store, checked);
  return stored ? metered(stored, meter) : byEngine(store, 'Query', checked, meter);
}

function metered({ answer, units }: StoredAnswer, meter: Meter | undefined): JsonText {
  meter?.('readUnits', units);
  return answer;
}

function byEngine(
  store: Store,
  name: 'GetItem' | 'Query',
  checked: Input,
  meter: Meter | undefined,
): Promise<Output> {
  return meteredRead(checked, meter, (asked) => act(name, asked, store));
}

/** BatchGetItem of a checked input. */
export async function getBatch(store: Store, checked: Input, meter: Meter | undefined): Promise<Output> {
  const wasAsked = checked['ReturnConsumedCapacity'] !== undefined;
  const metered = wasAsked ? checked : { ...checked, ReturnConsumedCapacity: 'TOTAL' };
  const { ConsumedCapacity, ...answer } = await act('BatchGetItem', metered, store);
  for (const capacity of (ConsumedCapacity as unknown[] | undefined) ?? [])
    meter?.('readUnits', unitsOf(capacity));
  return wasAsked ? { ...answer, ConsumedCapacity } : answer;
}

export async function scan(store: Store, input: Input): Promise<Output> {
  checkSelect(input);
  const { ConsistentRead: isConsistent, ...rest } = input;
  if (isConsistent !== undefined && isConsistent !== null && typeof isConsistent !== 'boolean')
    throw invalid('ConsistentRead must be a boolean');
  checkSegments(rest['TotalSegments']);
  if (rest['Segment'] !== undefined && rest['TotalSegments'] === undefined) {
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  const checked = checkInput('Scan', rest, store);
  if (checked['IndexName'] !== undefined) await askBeyondIndex(store, checked);
  if (isConsistent) {
    await refuseGlobalIndex(store, checked);
    checked['ConsistentRead'] = true;
  }
  return act('Scan', checked, store);
}

const MOST_SEGMENTS = 1_000_000;

function checkSegments(count: unknown): void {
  if (typeof count !== 'number' || count <= MOST_SEGMENTS) return;
  const bound = `Member must have value less than or equal to ${MOST_SEGMENTS}`;
  throw invalid(detected(1, complaint(`'${count}'`, 'totalSegments', bound)));
}

/** What a local index does not have comes from its table; of a global one it cannot be asked. */
async function askBeyondIndex(store: Store, checked: Input): Promise<void> {
  const { TableName, IndexName, Select, AttributesToGet, _projection } = checked;
  const paths = (_projection as { paths: string[][] } | undefined)?.paths.map(([head]) => head!);
  const asked = paths ?? (AttributesToGet as string[] | undefined);
  if (!asked || Select === 'COUNT') return;
  const table = await lookAtTable(store, String(TableName));
  const { GlobalSecondaryIndexes: global = [], LocalSecondaryIndexes: local = [] } = table;
  const index = [...global, ...local].find((one) => one.IndexName === IndexName);
  if (!index || index.Projection.ProjectionType === 'ALL') return;
  const keys = [...table.KeySchema, ...index.KeySchema].map(({ AttributeName }) => AttributeName);
  const had = new Set([...keys, ...(index.Projection.NonKeyAttributes ?? [])]);
  const missing = asked.filter((name) => !had.has(name));
  if (missing.length === 0) return;
  if (global.includes(index))
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${IndexName} does not project [${missing.join(', ')}]`,
    );
  checked['Select'] = 'ALL_ATTRIBUTES';
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
