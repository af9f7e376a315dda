// What the Resource of a Task state says: which kind of work, by whom, and whether the state waits for its end.
import { splitArn } from '../../../arns.ts';

/** How a state waits: for the answer, for the job's end, or for the task token's return. */
export type Pattern = 'request-response' | 'sync' | 'sync:2' | 'waitForTaskToken';

export type TaskResource = Readonly<
  | { kind: 'function'; arn: string }
  | { kind: 'activity'; arn: string }
  | { kind: 'optimized'; service: string; action: string; pattern: Pattern }
  | { kind: 'sdk'; service: string; action: string; pattern: Pattern }
>;

/** Those read so far: every task asks for its own several times. */
const known = new Map<string, TaskResource | undefined>();
const MOST_KNOWN = 1000;

/** Reads a Resource ARN; undefined when it is none that Step Functions knows. */
export function parseResource(resource: string): TaskResource | undefined {
  if (known.has(resource)) return known.get(resource);
  if (known.size >= MOST_KNOWN) known.clear();
  const read = readResource(resource);
  known.set(resource, read);
  return read;
}

function readResource(resource: string): TaskResource | undefined {
  const arn = splitArn(resource);
  if (!arn) return undefined;
  if (arn.service === 'lambda' && /^function:.+$/.test(arn.resource))
    return { kind: 'function', arn: resource };
  if (arn.service !== 'states') return undefined;
  if (arn.region !== '' && arn.accountId !== '' && /^activity:.+$/.test(arn.resource))
    return { kind: 'activity', arn: resource };
  const sdk = /^aws-sdk:([^:.]+):([^:.]+)(\.waitForTaskToken)?$/.exec(arn.resource);
  if (sdk) return { kind: 'sdk', service: sdk[1]!, action: sdk[2]!, pattern: patternOf(sdk[3]) };
  const optimized = /^([^:.]+):([^:.]+)(\.sync|\.sync:2|\.waitForTaskToken)?$/.exec(arn.resource);
  if (!optimized) return undefined;
  return {
    kind: 'optimized',
    service: optimized[1]!,
    action: optimized[2]!,
    pattern: patternOf(optimized[3]),
  };
}

function patternOf(suffix: string | undefined): Pattern {
  return suffix ? (suffix.slice(1) as Pattern) : 'request-response';
}
