// The policy of a browser's form: what S3 checks before it takes the file
// (Amazon S3 API Reference, "Creating a POST policy").
import { ServiceError } from '../service.ts';
import { refuse } from './operation.ts';

/** Form fields, names in lower case. */
export type FormFields = Readonly<Record<string, string>>;

// Fields that need no condition.
const FREE_FIELDS = /^(awsaccesskeyid|signature|x-amz-signature|policy|file|bucket|x-ignore-.*)$/;

/**
 * Throws AccessDenied when the policy has expired, a condition fails or a field has none; EntityTooLarge or
 * EntityTooSmall when the file's size is outside content-length-range; InvalidPolicyDocument on a malformed one.
 */
export function checkPolicy(policyBase64: string, fields: FormFields, size: number, nowMs: number): void {
  const policy = readPolicy(policyBase64);
  if (nowMs > policy.expiresAt) deny('Policy expired.');
  const covered = new Set<string>();
  for (const condition of policy.conditions) {
    const [operator, first, second] = condition;
    const check = Object.hasOwn(CHECKS, operator) ? CHECKS[operator] : undefined;
    if (!check) malformed(`unknown operator ${operator}`);
    check(first, second, fields, size);
    covered.add(fieldName(first));
  }
  const extra = Object.keys(fields).filter((name) => !FREE_FIELDS.test(name) && !covered.has(name));
  if (extra.length > 0) deny(`Extra input fields: ${extra.join(', ')}`);
}

type Operand = string | number;
type Condition = [operator: string, first: Operand, second: Operand];
type Check = (first: Operand, second: Operand, fields: FormFields, size: number) => void;

const CHECKS: Readonly<Record<string, Check | undefined>> = {
  eq: (field, wanted, fields) => {
    if (!isField(field) || fields[fieldName(field)] !== String(wanted)) failed('eq', field, wanted);
  },
  'starts-with': (field, prefix, fields) => {
    const name = fieldName(field);
    const value = fields[name];
    // A list of content types must begin so in each of its entries.
    const values = name === 'content-type' ? value?.split(',') : value === undefined ? undefined : [value];
    const isSo = values?.every((one) => one.trim().startsWith(String(prefix)));
    if (!isField(field) || !isSo) failed('starts-with', field, prefix);
  },
  'content-length-range': (least, most, _fields, size) => {
    if (!isCount(least) || !isCount(most)) failed('content-length-range', least, most);
    if (size > Number(most)) {
      refuse('EntityTooLarge', 400, { ProposedSize: size, MaxSizeAllowed: most });
    }
    if (size < Number(least)) {
      refuse('EntityTooSmall', 400, { ProposedSize: size, MinSizeAllowed: least });
    }
  },
};

function readPolicy(policyBase64: string): { expiresAt: number; conditions: Condition[] } {
  let policy: unknown;
  try {
    policy = JSON.parse(Buffer.from(policyBase64, 'base64').toString('utf8'));
  } catch {
    malformed('it is not JSON');
  }
  const { expiration, conditions } = (policy ?? {}) as { expiration?: unknown; conditions?: unknown };
  const expiresAt = Date.parse(String(expiration));
  if (Number.isNaN(expiresAt)) malformed('it has no expiration');
  if (!Array.isArray(conditions)) malformed('it has no conditions');
  return { expiresAt, conditions: conditions.flatMap(readCondition) };
}

function readCondition(condition: unknown): Condition[] {
  if (Array.isArray(condition)) {
    const [operator, first, second] = condition as unknown[];
    if (condition.length !== 3 || !isOperand(first) || !isOperand(second))
      malformed('a condition is not a triple');
    return [[String(operator).toLowerCase(), first, second]];
  }
  if (typeof condition !== 'object' || condition === null) malformed('a condition is no list and no object');
  const [[name, value] = [], ...others] = Object.entries(condition);
  if (name === undefined || others.length > 0)
    throw new ServiceError(
      'InvalidPolicyDocument',
      'Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    );
  return [['eq', `$${name}`, String(value)]];
}

// Without it a condition would speak of a text, which is always what it is.
function isField(operand: Operand): boolean {
  return String(operand).startsWith('$');
}

function isCount(operand: Operand): boolean {
  return /^\d+$/.test(String(operand));
}

function isOperand(value: unknown): value is Operand {
  return typeof value === 'string' || typeof value === 'number';
}

function fieldName(operand: Operand): string {
  return String(operand).replace(/^\$/, '').toLowerCase();
}

function failed(operator: string, field: Operand, wanted: Operand): never {
  deny(`Policy Condition failed: ["${operator}", "${field}", "${wanted}"]`);
}

function deny(reason: string): never {
  throw new ServiceError('AccessDenied', `Invalid according to Policy: ${reason}`, 403);
}

function malformed(reason: string): never {
  throw new ServiceError(
    'InvalidPolicyDocument',
    `The content of the form does not meet the conditions of a policy: ${reason}`,
  );
}
