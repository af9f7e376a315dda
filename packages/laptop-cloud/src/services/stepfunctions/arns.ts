// The ARNs and names of Step Functions: those that grow out of others, and how AWS refuses bad ones.
import { formatArn, parseArn, resourceParts, serviceOf } from '../../arns.ts';
import { ServiceError } from '../service.ts';

/** Express executions have an id of their own behind the name. */
export function executionArn(machineArn: string, name: string, expressId?: string): string {
  const kind = expressId ? 'express' : 'execution';
  const parts = [kind, nameOf(machineArn), name, ...(expressId ? [expressId] : [])];
  return formatArn({ ...parseArn(machineArn), resource: parts.join(':') });
}

/** The name in the ARN of a state machine or activity; of an execution, its machine's. */
export function nameOf(arn: string): string {
  return resourceParts(arn)[1] ?? '';
}

/** The machine's ARN and, behind `#`, the case of the mock configuration that an execution runs. */
export function splitTestCase(arn: string): { arn: string; testCase?: string } {
  const hash = arn.indexOf('#');
  return hash < 0 ? { arn } : { arn: arn.slice(0, hash), testCase: arn.slice(hash + 1) };
}

type Kind = 'stateMachine' | 'execution' | 'express' | 'activity' | 'mapRun';

/** Refuses, as InvalidArn, what is no ARN of Step Functions or of none of these kinds. */
export function checkArn(arn: string, ...kinds: Kind[]): string {
  if (!arn.startsWith('arn:')) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  const [kind, name] = resourceParts(arn);
  if (serviceOf(arn) !== 'states' || !name) throw invalidArn(`Invalid ARN: ${arn}`);
  if (!kinds.includes(kind as Kind)) throw invalidArn(`Resource type not valid in this context: ${kind}`);
  return arn;
}

/** Refuses, as InvalidArn, what is no ARN of a role. Whether it is one of the stack shows when the machine calls somebody. */
export function checkRoleArn(arn: string): string {
  if (/^arn:[^:]+:iam::[^:]*:role\/./.test(arn)) return arn;
  throw new ServiceError('InvalidArn', `Invalid Role Arn: '${arn}'`);
}

function invalidArn(reason: string): ServiceError {
  return new ServiceError('InvalidArn', `Invalid Arn: '${reason}'`);
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html#API_CreateStateMachine_RequestSyntax
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among what is refused
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udfff]/;

/** Refuses, as InvalidName, a name AWS would not take for a machine, execution or activity. */
export function checkName(name: string): string {
  if (name.length < 1 || name.length > 80 || NOT_IN_NAMES.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
  }
  return name;
}
