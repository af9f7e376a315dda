// Functions as requests name them: by name, partial or whole ARN, with a version or alias behind or beside it; and what
// Lambda answers to the odd forms. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html#API_GetFunction_RequestSyntax
import { type Account, FUNCTION_NAME, functionArn, splitFunctionName } from '../../arns.ts';
import { complaint, detected } from '../constraint-words.ts';
import { ServiceError } from '../service.ts';

const USER = { Type: 'User' };
const PATTERN = 'Member must satisfy regular expression pattern: ';
const FUNCTION_PATTERN = `${PATTERN}(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`;
/** Of one that is to be made, neither dots nor what is published are part of the name. */
const NEW_FUNCTION_PATTERN = FUNCTION_PATTERN.replace('_\\.]', '_]').replace('(\\.PUBLISHED)?', '');
const QUALIFIER = /^(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)$/;
const QUALIFIER_PATTERN = `${PATTERN}\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`;
const LONGEST_QUALIFIER = 128;
/** Of what names a function that is to be made: the whole, and the name in it. */
const LONGEST_NEW = 140;
const LONGEST_NEW_NAME = 64;

export interface NamedFunction {
  name: string;
  qualifier?: string;
}

/** Throws what Lambda refuses before it looks for the function. */
export function namedFunction(account: Account, nameOrArn: string, qualifier?: string): NamedFunction {
  const complaints = [
    ...(qualifier === undefined ? [] : qualifierComplaints(qualifier)),
    ...(isFunctionName(nameOrArn) ? [] : [complaint(`'${nameOrArn}'`, 'functionName', FUNCTION_PATTERN)]),
  ];
  if (complaints.length > 0) throw invalid('ValidationException', complaints);
  const { name, qualifier: own, region, accountId } = splitFunctionName(nameOrArn);
  checkPlace(account, nameOrArn, region, accountId);
  if (own !== undefined && qualifier !== undefined && own !== qualifier)
    throw new ServiceError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
      400,
      USER,
    );
  const asked = own ?? qualifier;
  return { name, ...(asked === undefined ? {} : { qualifier: asked }) };
}

/** Those that were looked at: each invocation names its function. */
const functionNames = new Set<string>();
const MOST_FUNCTION_NAMES = 1000;

function isFunctionName(nameOrArn: string): boolean {
  if (functionNames.has(nameOrArn)) return true;
  if (!FUNCTION_NAME.test(nameOrArn)) return false;
  if (functionNames.size >= MOST_FUNCTION_NAMES) functionNames.clear();
  functionNames.add(nameOrArn);
  return true;
}

/** The name of a function that is to be made. */
export function newFunctionName(account: Account, nameOrArn: string): string {
  const complaints = [
    ...(nameOrArn.length > LONGEST_NEW ? [tooLong(nameOrArn, 'functionName', LONGEST_NEW)] : []),
    ...(FUNCTION_NAME.test(nameOrArn) && !nameOrArn.includes('.')
      ? []
      : [complaint(`'${nameOrArn}'`, 'functionName', NEW_FUNCTION_PATTERN)]),
  ];
  if (complaints.length > 0) throw invalid('ValidationException', complaints);
  const { name, region, accountId } = splitFunctionName(nameOrArn);
  checkPlace(account, nameOrArn, region, accountId);
  if (name.length > LONGEST_NEW_NAME)
    throw invalid('InvalidParameterValueException', [tooLong(name, 'functionName', LONGEST_NEW_NAME)]);
  return name;
}

/** What Lambda says where a version or an alias is named for what functions alone have. */
export function functionsOnly(): ServiceError {
  return new ServiceError(
    'InvalidParameterValueException',
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    400,
    USER,
  );
}

/** There is no function of this name, or no such version or alias of it. */
export function noFunction(account: Account, { name, qualifier }: NamedFunction): ServiceError {
  const arn = functionArn(account, qualifier === undefined ? name : `${name}:${qualifier}`);
  return new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404, USER);
}

function qualifierComplaints(qualifier: string): string[] {
  if (qualifier.length > LONGEST_QUALIFIER) return [tooLong(qualifier, 'qualifier', LONGEST_QUALIFIER)];
  return QUALIFIER.test(qualifier) ? [] : [complaint(`'${qualifier}'`, 'qualifier', QUALIFIER_PATTERN)];
}

function tooLong(value: string, member: string, most: number): string {
  return complaint(`'${value}'`, member, `Member must have length less than or equal to ${most}`);
}

function invalid(code: string, complaints: readonly string[]): ServiceError {
  const extra = code === 'ValidationException' ? undefined : USER;
  return new ServiceError(code, detected(complaints.length, complaints.join('; ')), 400, extra);
}

function checkPlace(own: Account, nameOrArn: string, region?: string, accountId?: string): void {
  if (region !== undefined && region !== own.region)
    throw new ServiceError(
      'ResourceNotFoundException',
      ['Functions from', `'${region}'`, `are not reachable in this region ('${own.region}')`].join(' '),
      404,
      USER,
    );
  if (accountId !== undefined && accountId !== own.accountId)
    throw new ServiceError(
      'AccessDeniedException',
      `${nameOrArn} is of the account ${accountId}, not of ${own.accountId}, and no resource-based policy allows to use it`,
      403,
      USER,
    );
}
