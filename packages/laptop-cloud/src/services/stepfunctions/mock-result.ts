// Holds a mocked task result against the answer that the service's API describes.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_MockInput.html
import { ServiceError } from '../service.ts';
import { sdkServiceOf } from './tasks/optimized.ts';
import { parseResource } from './tasks/resource.ts';
import { isSdkService, loadSdk, type SdkExports, schemasOf } from './tasks/sdk-clients.ts';
import { isRecord, pascalCase, resolve, type Shape } from './tasks/sdk-schema.ts';

/** STRICT: required members must be there and present ones fit. PRESENT: present ones fit. NONE: anything goes. */
export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/**
 * Refuses, as ValidationException, a mocked result that the service could not have given. Services without a client
 * here are not checked.
 */
export async function checkMockResult(
  resourceArn: string,
  result: unknown,
  mode: FieldValidationMode,
): Promise<void> {
  const target = mode === 'NONE' ? undefined : apiOf(resourceArn);
  if (!target) return;
  const sdk = await loadSdk(target.service);
  const Command = sdk.command(target.action);
  if (!Command) return;
  const { output } = schemasOf(Command);
  const complaint = check({ ...target, sdk, mode }, output, result, '');
  if (complaint)
    throw new ServiceError('ValidationException', `Mock result schema validation error: ${complaint}`);
}

interface Api {
  service: string;
  action: string;
  /** A member that holds anything. */
  free?: string;
}

function apiOf(resourceArn: string): Api | undefined {
  const resource = parseResource(resourceArn);
  if (resource?.kind === 'sdk') return isSdkService(resource.service) ? resource : undefined;
  if (resource?.kind !== 'optimized' || resource.pattern !== 'request-response') return undefined;
  const { service, action } = resource;
  // What a function answers is parsed.
  if (service === 'lambda' && action === 'invoke') return { service, action, free: 'Payload' };
  const sdkService = sdkServiceOf(service, action);
  return sdkService ? { service: sdkService, action } : undefined;
}

interface Rules extends Pick<Api, 'service' | 'free'> {
  sdk: SdkExports;
  mode: FieldValidationMode;
}

/** The first complaint about a value, in AWS's words. */
function check(rules: Rules, schema: unknown, value: unknown, field: string): string | undefined {
  const shape = resolve(schema);
  switch (shape.kind) {
    case 'structure':
      return isRecord(value) ? checkMembers(rules, shape, value) : mustBe(field, 'an object');
    case 'list':
      if (!Array.isArray(value)) return mustBe(field, 'an array');
      return first(value, (item) => check(rules, shape.item, item, field));
    case 'map':
      if (!isRecord(value)) return mustBe(field, 'an object');
      return first(Object.values(value), (item) => check(rules, shape.item, item, field));
    case 'number':
      return typeof value === 'number' ? checkBounds(rules, field, value) : mustBe(field, 'a number');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mustBe(field, 'a boolean');
    case 'document':
      return undefined;
    default:
      return typeof value === 'string' ? checkText(rules, field, value) : mustBe(field, 'a string');
  }
}

function checkMembers(
  rules: Rules,
  { members, required }: Extract<Shape, { kind: 'structure' }>,
  value: Record<string, unknown>,
): string | undefined {
  const names = [...members.keys()];
  const missing =
    rules.mode === 'STRICT' ? required.map(pascalCase).find((name) => !(name in value)) : undefined;
  if (missing) return `Required field '${missing}' is missing`;
  // Members that the API does not have are let through, as AWS may add them.
  return first(names, (name) => {
    const given = value[pascalCase(name)];
    return given === undefined || name === rules.free
      ? undefined
      : check(rules, members.get(name), given, pascalCase(name));
  });
}

function checkText(rules: Rules, field: string, value: string): string | undefined {
  if (value === '' && NEVER_EMPTY[rules.service]?.has(field))
    return `Field '${field}' is smaller than the minimum length`;
  return checkEnumeration(rules, field, value);
}

/** The clients' schemas do not link a member to its enumeration, but most have the same name. */
function checkEnumeration({ sdk }: Rules, field: string, value: string): string | undefined {
  const values = sdk.enumeration(field);
  return !values || values.length === 0 || values.includes(value)
    ? undefined
    : `Field '${field}' is not an expected value`;
}

function checkBounds({ service }: Rules, field: string, value: number): string | undefined {
  const [least, most] = BOUNDS[service]?.[field] ?? [];
  if (least !== undefined && value < least) return `Field '${field}' is less than the minimum value`;
  if (most !== undefined && value > most) return `Field '${field}' exceeds the maximum value`;
  return undefined;
}

/** Least and most of numbers that services answer; the clients' schemas do not have them. From each API reference. */
const BOUNDS: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  dynamodb: {
    ReadCapacityUnits: [0, Number.MAX_SAFE_INTEGER],
    WriteCapacityUnits: [0, Number.MAX_SAFE_INTEGER],
  },
  lambda: {
    BatchSize: [1, 10_000],
    MaximumRetryAttempts: [-1, 10_000],
    MemorySize: [128, 10_240],
    ReservedConcurrentExecutions: [0, Number.MAX_SAFE_INTEGER],
    Size: [512, 10_240],
    Timeout: [1, 900],
  },
  rekognition: { Confidence: [0, 100], Similarity: [0, 100], FaceMatchThreshold: [0, 100] },
};

/** Texts and bytes that have at least one character; the clients' schemas do not tell. From each API reference. */
const NEVER_EMPTY: Readonly<Record<string, ReadonlySet<string>>> = {
  kms: new Set([
    ...['CiphertextBlob', 'CiphertextForRecipient', 'KeyId', 'Mac', 'Plaintext', 'PrivateKeyCiphertextBlob'],
    ...['PrivateKeyPlaintext', 'PublicKey', 'Signature'],
  ]),
  lambda: new Set(['ExecutedVersion', 'FunctionName']),
  sfn: new Set(['ExecutionArn', 'MapRunArn', 'Name', 'StateMachineArn', 'TaskToken']),
};

function mustBe(field: string, kind: string): string {
  return `Field '${field}' must be ${kind}`;
}

function first<Item>(
  items: readonly Item[],
  complaint: (item: Item) => string | undefined,
): string | undefined {
  for (const item of items) {
    const found = complaint(item);
    if (found) return found;
  }
  return undefined;
}
