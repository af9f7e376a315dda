// The operations on tags of buses and rules.
import * as z from 'zod';
import { resourceParts } from '../../arns.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { EventBus, EventBuses, Rule } from './event-buses.ts';

const ResourceARN = z.string();
const Tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));

/** Each authorized on the ARN of the bus or rule. */
export function tagOperations(buses: EventBuses): Operation[] {
  const named = (input: { ResourceARN: string }) => input.ResourceARN;

  function owner(arn: string): EventBus | Rule {
    const all = buses.all();
    const found = [...all, ...all.flatMap(({ rules }) => [...rules.values()])].find((one) => one.arn === arn);
    if (found) return found;
    // `event-bus/NAME`, `rule/NAME` or `rule/BUS/NAME`.
    const [kind, ...names] = (resourceParts(arn)[0] ?? '').split('/');
    if (kind === 'event-bus') return buses.bus(names.join('/'));
    const [name, busName] = names.toReversed();
    if (kind === 'rule' && name !== undefined) return buses.rule(buses.bus(busName), name);
    throw new ServiceError('ResourceNotFoundException', `${arn} does not exist.`);
  }

  return [
    defineOperation({
      name: 'TagResource',
      input: z.strictObject({ ResourceARN, Tags }),
      errors: [],
      resource: named,
      run: ({ input }) => buses.tag(owner(input.ResourceARN), tagsOf(input.Tags)),
    }),
    defineOperation({
      name: 'UntagResource',
      input: z.strictObject({ ResourceARN, TagKeys: z.array(z.string()) }),
      errors: [],
      resource: named,
      run: ({ input }) =>
        buses.tag(owner(input.ResourceARN), Object.fromEntries(input.TagKeys.map((key) => [key, undefined]))),
    }),
    defineOperation({
      name: 'ListTagsForResource',
      input: z.strictObject({ ResourceARN }),
      errors: [],
      resource: named,
      run: ({ input }) => ({
        Tags: [...owner(input.ResourceARN).tags].map(([Key, Value]) => ({ Key, Value })),
      }),
    }),
  ];
}

export function tagsOf(tags: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
