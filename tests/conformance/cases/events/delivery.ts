// Events put, and what targets get of them.
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ABSENT, type Case, PAGES } from '../../case.ts';
import type { World } from '../../world.ts';
import { arrived, letIn } from '../sns/topic.ts';
import { arnOf, newQueue } from '../sqs/queue.ts';
import { newBus, newRule } from './rules.ts';

const TRANSFORM = PAGES.eventsGuide('eb-transform-target-input');

/** What a queue gets of an event through a target like this. */
async function delivered(
  world: World,
  target: object,
  detail: unknown = { rider: 'ana', n: 7 },
): Promise<string | undefined> {
  const EventBusName = await newBus(world);
  const QueueUrl = await newQueue(world);
  await letIn(world, QueueUrl, 'events.amazonaws.com');
  await newRule(world, EventBusName, { source: ['photos'] }, [{ Arn: arnOf(world, QueueUrl), ...target }]);
  await world.events.send(
    new PutEventsCommand({
      Entries: [{ EventBusName, Source: 'photos', DetailType: 'Photo', Detail: JSON.stringify(detail) }],
    }),
  );
  return (await arrived(world, QueueUrl, 1))[0];
}

const transformer = (
  InputTemplate: string,
  InputPathsMap: Record<string, string> = { rider: '$.detail.rider', n: '$.detail.n', all: '$.detail' },
) => ({
  InputTransformer: { InputPathsMap, InputTemplate },
});

export const delivery: Case[] = [
  {
    name: 'a target gets the whole event',
    source: PAGES.eventsGuide('eb-events-structure'),
    observe: async (world) => JSON.parse((await delivered(world, {})) ?? '{}'),
    expected: {
      version: '0',
      id: /^[0-9a-f-]{36}$/,
      'detail-type': 'Photo',
      source: 'photos',
      account: /^\d{12}$/,
      time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      region: /./,
      resources: [],
      detail: { rider: 'ana', n: 7 },
      'event-bus-name': ABSENT,
    },
  },
  {
    name: 'InputPath gives a part, Input a text of its own',
    source: TRANSFORM,
    observe: async (world) => [
      await delivered(world, { InputPath: '$.detail.rider' }),
      await delivered(world, { Input: '{"a":1}' }),
    ],
    expected: ['"ana"', '{"a":1}'],
  },
  {
    name: 'a template puts texts into texts, and values where there are no quotes',
    source: TRANSFORM,
    observe: (world) => delivered(world, transformer('{"who":"<rider>","n":<n>,"all":<all>}')),
    expected: '{"who":"ana","n":7,"all":{"rider":"ana","n":7}}',
  },
  {
    name: 'a template that is a text stays one',
    source: TRANSFORM,
    observe: (world) => delivered(world, transformer('"Rider <rider> has <n>"')),
    expected: '"Rider ana has 7"',
  },
  {
    name: 'a structure within quotes loses its own',
    source: PAGES.seen('"Payload of {acc_id:0a,n:1}"'),
    observe: (world) => delivered(world, transformer('"All: <all>"')),
    expected: '"All: {rider:ana,n:7}"',
  },
  {
    name: 'a path that leads nowhere leaves nothing',
    source: TRANSFORM,
    observe: (world) => delivered(world, transformer('{"none":"<none>"}', { none: '$.detail.none' })),
    expected: '{"none":""}',
  },
  {
    name: 'reserved variables name the rule, the bus and the time of arrival',
    source: TRANSFORM,
    async observe(world) {
      const body = await delivered(
        world,
        transformer(
          '{"rule":"<aws.events.rule-name>","at":"<aws.events.event.ingestion-time>","whole":<aws.events.event>}',
        ),
      );
      return JSON.parse(body ?? '{}');
    },
    expected: {
      rule: /^conformance-/,
      at: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      whole: { source: 'photos', detail: ABSENT },
    },
  },
  {
    name: 'entries fail one by one, with their reasons',
    source: PAGES.events('PutEvents'),
    async observe({ events }) {
      const good = { Source: 'photos', DetailType: 'Photo', Detail: '{}' };
      const { FailedEntryCount, Entries } = await events.send(
        new PutEventsCommand({
          Entries: [
            good,
            { ...good, Detail: 'no json' },
            { ...good, Source: undefined },
            { ...good, DetailType: undefined },
            { ...good, Detail: '[]' },
          ],
        }),
      );
      return { FailedEntryCount, codes: Entries?.map(({ ErrorCode }) => ErrorCode ?? 'accepted') };
    },
    expected: {
      FailedEntryCount: 4,
      codes: ['accepted', 'MalformedDetail', 'InvalidArgument', 'InvalidArgument', 'MalformedDetail'],
    },
  },
];
