// Log groups as targets: what rules write into one is a line of its file, under the name of the group.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, realClock } from 'states-language';
import { resourceParts } from '../../arns.ts';
import { decide, parseResourcePolicy, type Statement } from '../../policies/policy.ts';
import { contextOf, type ServiceCaller } from '../../policies/request-context.ts';
import { IGNORED_TYPES } from '../../stack/ignored-types.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { appendToFile } from '../append-whole.ts';
import { authorizeDelivery } from '../authorize-call.ts';
import type { Bus } from '../bus.ts';
import { cutTornLine } from '../json-lines.ts';
import { ServiceError } from '../service.ts';

export interface LogGroupOptions {
  bus: Bus;
  /** Holds `<name of the group, URL-encoded>.jsonl`. */
  folder: string;
  clock?: Clock;
  log(line: string): void;
}

export function createLogGroups({ bus, folder, clock = realClock(), log }: LogGroupOptions): {
  resourceTypes: ResourceTypes;
} {
  const groups = new Set<string>();
  /** Groups with lines of this process. */
  const written = new Set<string>();
  // The policies are the account's: together they decide.
  const policy: Statement[] = [];
  const warned = new Set<string>();
  mkdirSync(folder, { recursive: true });

  bus.target('logs', async (arn, input, { source }) => {
    const [, group = ''] = resourceParts(arn);
    if (!groups.has(group))
      throw new ServiceError('ResourceNotFoundException', `The specified log group does not exist: ${arn}`);
    if (source) checkPolicies(source, arn.replace(/:\*$/, ''));
    const line = JSON.stringify({ timestamp: clock.now(), message: input });
    const file = join(folder, `${encodeURIComponent(group)}.jsonl`);
    if (!written.has(group)) cutTornLine(file);
    written.add(group);
    appendToFile(file, `${line}\n`);
  });

  // One that the template does not make may be there already: the console makes one unasked.
  function checkPolicies(caller: ServiceCaller, arn: string): void {
    const action = 'logs:PutLogEvents';
    const stream = `${arn}:log-stream:laptop`;
    const decisions = [stream, arn].map((resource) =>
      decide(policy, { action, resource, caller, context: contextOf(caller) }),
    );
    if (decisions.includes('allow') && !decisions.includes('explicit deny')) return;
    if (policy.length > 0) authorizeDelivery(policy, caller, action, stream);
    if (!warned.has(arn))
      log(
        `logs: on AWS ${arn} takes no line of ${caller.arn} unless a resource policy of the account lets ${caller.service} in; AWS::Logs::ResourcePolicy makes one.`,
      );
    warned.add(arn);
  }

  return {
    resourceTypes: {
      'AWS::Logs::LogGroup': {
        ...IGNORED_TYPES['AWS::Logs::LogGroup']!,
        provision: async ({ physicalName }) => void groups.add(physicalName),
      },
      'AWS::Logs::ResourcePolicy': {
        ...IGNORED_TYPES['AWS::Logs::ResourcePolicy']!,
        properties: ['PolicyName', 'PolicyDocument'],
        ignored: {},
        provision: async ({ properties }) =>
          void policy.push(...parseResourcePolicy(properties['PolicyDocument'])),
      },
    },
  };
}
