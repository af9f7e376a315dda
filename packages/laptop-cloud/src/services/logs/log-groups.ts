// Log groups as targets: what rules write into one is a line of its file, under the name of the group.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { INERT_TYPES } from '../../stack/inert-types.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { Bus } from '../bus.ts';
import { type Clock, realClock } from '../clock.ts';
import { authorizeDelivery, parsePolicy, type ResourcePolicy } from '../policies/resource-policy.ts';
import { ServiceError } from '../service.ts';

export interface LogGroupOptions {
  bus: Bus;
  /** Holds `<name of the group, URL-encoded>.jsonl`. */
  folder: string;
  clock?: Clock;
  log(line: string): void;
}

export function createLogGroups({ bus, folder, clock = realClock, log }: LogGroupOptions): {
  resourceTypes: ResourceTypes;
} {
  const groups = new Set<string>();
  const policies: ResourcePolicy[] = [];
  const warned = new Set<string>();
  mkdirSync(folder, { recursive: true });

  bus.target('logs', async (arn, input, { source }) => {
    const [, group = ''] = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(?::\*)?$/.exec(arn) ?? [];
    if (!groups.has(group))
      throw new ServiceError('ResourceNotFoundException', `The specified log group does not exist: ${arn}`);
    if (source) checkPolicies(source, arn.replace(/:\*$/, ''));
    const line = JSON.stringify({ timestamp: clock.now(), message: input });
    appendFileSync(join(folder, `${encodeURIComponent(group)}.jsonl`), `${line}\n`);
  });

  // The policies are the account's. One that the template does not make may be there already: the console makes one unasked.
  function checkPolicies(source: { service: string; arn: string }, arn: string): void {
    const stream = `${arn}:log-stream:laptop`;
    const isAllowed = (on: string) =>
      policies.some((policy) => policy.decide(source, 'logs:PutLogEvents', on) === 'Allow');
    if (isAllowed(stream) || isAllowed(arn)) return;
    if (policies.length > 0) authorizeDelivery(policies[0], source, 'logs:PutLogEvents', stream);
    if (!warned.has(arn))
      log(
        `logs: on AWS ${arn} takes no line of ${source.arn} unless a resource policy of the account lets ${source.service} in; AWS::Logs::ResourcePolicy makes one.`,
      );
    warned.add(arn);
  }

  return {
    resourceTypes: {
      'AWS::Logs::LogGroup': {
        ...INERT_TYPES['AWS::Logs::LogGroup']!,
        provision: async ({ physicalName }) => void groups.add(physicalName),
      },
      'AWS::Logs::ResourcePolicy': {
        ...INERT_TYPES['AWS::Logs::ResourcePolicy']!,
        properties: ['PolicyName', 'PolicyDocument'],
        inert: {},
        provision: async ({ properties }) => void policies.push(parsePolicy(properties['PolicyDocument'])),
      },
    },
  };
}
