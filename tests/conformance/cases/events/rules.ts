// Buses and rules: made, listed, described, refused.
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { arnOf, newQueue } from '../sqs/queue.ts';

export async function newBus({ events, fresh, later }: World): Promise<string> {
  const Name = fresh('bus');
  await events.send(new CreateEventBusCommand({ Name }));
  later(() => events.send(new DeleteEventBusCommand({ Name })));
  return Name;
}

export async function newRule(
  world: World,
  EventBusName: string,
  EventPattern: unknown,
  targets: readonly { Arn: string; Input?: string; InputPath?: string; InputTransformer?: object }[] = [],
): Promise<string> {
  const { events, fresh, later } = world;
  const Name = fresh('rule');
  await events.send(new PutRuleCommand({ Name, EventBusName, EventPattern: JSON.stringify(EventPattern) }));
  later(() => events.send(new DeleteRuleCommand({ Name, EventBusName })));
  const Targets = targets.map((target, index) => ({ Id: `t${index}`, ...target })) as never;
  if (targets.length > 0) {
    await events.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
    const Ids = targets.map((_, index) => `t${index}`);
    later(() => events.send(new RemoveTargetsCommand({ Rule: Name, EventBusName, Ids })));
  }
  return Name;
}

export const rules: Case[] = [
  {
    name: 'a rate is one unit or several units, without blanks around them',
    source: PAGES.eventsGuide('eb-scheduled-rule-pattern'),
    async observe(world) {
      const put = (ScheduleExpression: string) =>
        refusal(world.events.send(new PutRuleCommand({ Name: world.fresh('rate'), ScheduleExpression })));
      return [await put('rate(1 minutes)'), await put('rate(5 minute)'), await put('rate( 5 minutes )')];
    },
    expected: Array(3).fill({ error: 'ValidationException', status: 400 }),
  },
  {
    name: 'a bus has a name of its own, and is not made twice',
    source: PAGES.events('CreateEventBus'),
    async observe(world) {
      const Name = await newBus(world);
      return {
        twice: await refusal(world.events.send(new CreateEventBusCommand({ Name }))),
        fault: await refusal(world.events.send(new CreateEventBusCommand({ Name: 'default' }))),
      };
    },
    expected: {
      twice: { error: 'ResourceAlreadyExistsException', status: 400 },
      fault: { error: 'ResourceAlreadyExistsException', status: 400 },
    },
  },
  {
    name: 'the default bus cannot be deleted, one that is not there can',
    source: PAGES.events('DeleteEventBus'),
    async observe({ events, fresh }) {
      const remove = (Name: string) => refusal(events.send(new DeleteEventBusCommand({ Name })));
      return [await remove('default'), await remove(fresh('none'))];
    },
    expected: [{ error: 'ValidationException', status: 400 }, 'accepted'],
  },
  {
    name: 'a rule is described as it was put, enabled',
    source: PAGES.events('DescribeRule'),
    async observe(world) {
      const EventBusName = await newBus(world);
      const Name = await newRule(world, EventBusName, { source: ['photos'] });
      return world.events.send(new DescribeRuleCommand({ Name, EventBusName }));
    },
    expected: {
      EventPattern: '{"source":["photos"]}',
      State: 'ENABLED',
      Arn: /^arn:aws:events:.*:rule\/.+\/.+$/,
    },
  },
  {
    name: 'a rule that is disabled says so',
    source: PAGES.events('DisableRule'),
    async observe(world) {
      const EventBusName = await newBus(world);
      const Name = await newRule(world, EventBusName, { source: ['photos'] });
      await world.events.send(new DisableRuleCommand({ Name, EventBusName }));
      return (await world.events.send(new DescribeRuleCommand({ Name, EventBusName }))).State;
    },
    expected: 'DISABLED',
  },
  {
    name: 'a rule needs a pattern or a schedule, and one of its own bus no schedule',
    source: PAGES.events('PutRule'),
    async observe(world) {
      const EventBusName = await newBus(world);
      const put = (more: object) =>
        refusal(world.events.send(new PutRuleCommand({ Name: world.fresh('rule'), ...more })));
      return [await put({}), await put({ EventBusName, ScheduleExpression: 'rate(1 day)' })];
    },
    expected: Array(2).fill({ error: 'ValidationException', status: 400 }),
  },
  {
    name: 'schedules are checked',
    source: PAGES.eventsGuide('eb-create-rule-schedule'),
    async observe({ events, fresh, later }) {
      const put = async (ScheduleExpression: string) => {
        const Name = fresh('rule');
        later(() => events.send(new DeleteRuleCommand({ Name })));
        return refusal(events.send(new PutRuleCommand({ Name, ScheduleExpression, State: 'DISABLED' })));
      };
      return [
        await put('rate(1 minute)'),
        await put('rate(1 minutes)'),
        await put('rate(0 minutes)'),
        await put('cron(0 12 * * ? *)'),
        await put('cron(0 12 * * * *)'),
      ];
    },
    expected: [
      'accepted',
      { error: 'ValidationException' },
      { error: 'ValidationException' },
      'accepted',
      { error: 'ValidationException' },
    ],
  },
  {
    name: 'a rule with targets is not deleted',
    source: PAGES.events('DeleteRule'),
    async observe(world) {
      const EventBusName = await newBus(world);
      const Arn = arnOf(world, await newQueue(world));
      const Name = await newRule(world, EventBusName, { source: ['photos'] }, [{ Arn }]);
      return refusal(world.events.send(new DeleteRuleCommand({ Name, EventBusName })));
    },
    expected: { error: 'ValidationException', status: 400 },
  },
  {
    name: 'targets are listed as they were put',
    source: PAGES.events('ListTargetsByRule'),
    async observe(world) {
      const EventBusName = await newBus(world);
      const Arn = arnOf(world, await newQueue(world));
      const target = { Arn, InputPath: '$.detail' };
      const Rule = await newRule(world, EventBusName, { source: ['photos'] }, [target]);
      return (await world.events.send(new ListTargetsByRuleCommand({ Rule, EventBusName }))).Targets;
    },
    expected: [{ Id: 't0', InputPath: '$.detail' }],
  },
  {
    name: 'rules of a bus are listed in pages, by prefix',
    source: PAGES.events('ListRules'),
    async observe(world) {
      const EventBusName = await newBus(world);
      for (let count = 0; count < 3; count += 1) await newRule(world, EventBusName, { source: ['photos'] });
      const page = (NextToken?: string) =>
        world.events.send(new ListRulesCommand({ EventBusName, Limit: 2, NextToken }));
      const first = await page();
      const second = await page(first.NextToken);
      return [first.Rules?.length, second.Rules?.length, second.NextToken ?? 'the end'];
    },
    expected: [2, 1, 'the end'],
  },
  {
    name: 'a rule on a bus that is not there is ResourceNotFoundException',
    source: PAGES.events('PutRule'),
    observe: ({ events, fresh }) =>
      refusal(
        events.send(
          new PutRuleCommand({
            Name: fresh('rule'),
            EventBusName: fresh('none'),
            EventPattern: '{"source":["a"]}',
          }),
        ),
      ),
    expected: { error: 'ResourceNotFoundException', status: 400 },
  },
];
