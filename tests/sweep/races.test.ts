// Two runs of the sweep at once, call by call in every order that chance makes: nothing is started twice, and nobody is told twice.

import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { MOST_TRIES } from '../../src/domain/again.ts';
import { TABLE } from '../steps/cloud.ts';
import { longRun, numRuns } from '../support/long-run.ts';
import { ERASURES, type SweepCloud, startSweepCloud } from './sweep-cloud.ts';

let cloud: SweepCloud;
beforeAll(async () => {
  cloud = await startSweepCloud();
});
afterAll(() => cloud.close());
jest.setTimeout(120_000);

const RUNS = numRuns(2, 8);
const WHO = ['first', 'second'] as const;
type Who = (typeof WHO)[number];
type Turn = () => void;

const runs = new AsyncLocalStorage<Who>();
/** The call that each run waits to make. */
const waiting = new Map<Who, Turn>();

// What every client of the SDK inherits.
const client = Object.getPrototypeOf(DynamoDBClient.prototype) as { send: (...given: unknown[]) => unknown };
const { send } = client;
beforeAll(() => {
  client.send = async function inTurn(this: unknown, ...given: unknown[]) {
    const who = runs.getStore();
    if (who) await new Promise<void>((turn) => waiting.set(who, turn));
    return send.apply(this, given);
  };
});
afterAll(() => {
  client.send = send;
});

const sweep = () => cloud.run();

/** Runs both to their ends. They take turns; `turns` says how many calls each makes before the other has its turn. */
async function atOnce(turns: number[], second: () => Promise<unknown>): Promise<void> {
  const ended = new Set<Who>();
  const failures: unknown[] = [];
  for (const who of WHO)
    void runs
      .run(who, who === 'first' ? sweep : second)
      .catch((failure: unknown) => failures.push(failure))
      .finally(() => ended.add(who));
  const order = turns.flatMap((calls, at) => Array.from({ length: calls }, () => WHO[at % 2]!));
  for (;;) {
    while (WHO.some((who) => !ended.has(who) && !waiting.has(who)))
      await new Promise((next) => setImmediate(next));
    const ready = WHO.filter((who) => waiting.has(who));
    if (ready.length === 0) break;
    const next = order.shift();
    const who = next && ready.includes(next) ? next : ready[0]!;
    const turn = waiting.get(who)!;
    waiting.delete(who);
    turn();
  }
  expect(failures).toEqual([]);
}

/** Nobody reads what they write. */
async function quietly(run: () => Promise<void>): Promise<void> {
  const silent = [
    jest.spyOn(process.stdout, 'write').mockReturnValue(true),
    jest.spyOn(console, 'log').mockReturnValue(undefined),
  ];
  await run().finally(() => {
    for (const spy of silent) spy.mockRestore();
  });
}

/** A run makes some thirty calls: switches between any two of them. */
const TURNS = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 8 });

const inEveryOrder = (prepare: () => Promise<void>, assess: () => Promise<void>): Promise<void> =>
  quietly(() =>
    fc.assert(
      fc.asyncProperty(TURNS, async (turns) => {
        await cloud.empty();
        await prepare();
        await atOnce(turns, sweep);
        await assess();
      }),
      { numRuns: RUNS, endOnFailure: true },
    ),
  );

const again = async (machine?: 'journey' | 'erasure') =>
  (await cloud.names(machine)).filter((name) => name.includes('-again-')).sort();

it('takes turns at all, so that what follows can fail', async () => {
  const told: string[] = [];
  const both = WHO.map((who) =>
    runs.run(who, async () => {
      for (const call of [1, 2]) {
        await cloud.rows();
        told.push(`${who} ${call}`);
      }
    }),
  );
  for (const who of ['second', 'second', 'first', 'first'] as const) {
    while (!waiting.has(who)) await new Promise((next) => setImmediate(next));
    const turn = waiting.get(who)!;
    waiting.delete(who);
    const count = told.length;
    turn();
    while (told.length === count) await new Promise((next) => setImmediate(next));
  }
  await Promise.all(both);
  expect(told).toEqual(['second 1', 'second 2', 'first 1', 'first 2']);
});

it('starts no photo twice, and counts no try twice', () =>
  inEveryOrder(
    async () => {
      for (const name of ['a', 'b', 'c']) {
        const executionArn = await cloud.start({ upload: name }, name);
        await cloud.stop(executionArn);
        await cloud.photo({ openStatus: 'processing', updatedAt: cloud.ago(30), executionArn });
      }
    },
    async () => {
      expect(await again()).toEqual(['a-again-1', 'b-again-1', 'c-again-1']);
      const rows = (await cloud.rows()).filter(({ openStatus }) => openStatus === 'processing');
      expect(rows.map(({ executionArn }) => String(executionArn).split(':').at(-1)).sort()).toEqual(
        await again(),
      );
    },
  ));

it('tells the reviewers of no review twice', () =>
  inEveryOrder(
    async () => {
      for (const hours of [55, 60, 70])
        await cloud.photo({
          openStatus: 'in-review',
          updatedAt: cloud.ago(hours * 60),
          reviewDueAt: cloud.ago((hours - 72) * 60),
        });
    },
    async () => {
      const photos = cloud.announced().map(([, detail]) => (detail as { photoId: string }).photoId);
      expect(photos).toHaveLength(3);
      expect(new Set(photos).size).toBe(3);
      // One message each names one or several; together they name each once.
      const counts = cloud.told('Reviewers').map((subject) => Number(/^\d+/.exec(subject)?.[0] ?? 1));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    },
  ));

it('gives a photo up once, and tells so once', () =>
  inEveryOrder(
    async () => {
      const executionArn = await cloud.start({ upload: 'a' }, `a-again-${MOST_TRIES}`);
      await cloud.stop(executionArn);
      await cloud.photo({ openStatus: 'processing', updatedAt: cloud.ago(30), executionArn });
    },
    async () => {
      expect(cloud.told('Operators')).toEqual(['A rider photo was given up']);
      expect(cloud.announced().map(([type]) => type)).toEqual(['PhotoFailed']);
      expect((await cloud.rows()).map(({ status, openStatus }) => [status, openStatus])).toContainEqual([
        'failed',
        undefined,
      ]);
    },
  ));

it('has a decision counted once, and makes the row of a lost upload once', () =>
  inEveryOrder(
    async () => {
      await cloud.photo({
        openStatus: 'decided',
        updatedAt: cloud.ago(3000),
        reviewDecision: { decision: 'approve', by: ['Kim'], at: cloud.ago(30) },
        executionArn: await cloud.start({}, 'waits'),
      });
      await cloud.upload({ riderId: 'ada', photoId: 'lost' });
      cloud.pass(70);
    },
    async () => {
      expect(await cloud.messages('Votes')).toHaveLength(1);
      const tries = (await cloud.messages('Waiting')) as { again: number }[];
      expect(tries.map((message) => message.again)).toEqual([1]);
    },
  ));

it('starts no erasure twice', () =>
  inEveryOrder(
    async () => {
      await cloud.stop(await cloud.start({ riderId: 'ada', erasureId: 'e' }, 'e', 'erasure'));
      await cloud.put(
        { erasure: 'mark', state: 'delayed', erasureId: 'e', requestedAt: cloud.ago(60) },
        ERASURES,
      );
    },
    async () => expect(await again('erasure')).toEqual(['e-again-1']),
  ));

longRun.it('takes no photo from an execution that answers it after all', async () => {
  let executionArn = '';
  let photo = { riderId: '', photoId: '' };
  let isAnswered = false;
  const table = new DynamoDBClient({});
  const answer = async () => {
    const command = new UpdateItemCommand({
      TableName: TABLE,
      Key: marshall({ pk: `RIDER#${photo.riderId}`, sk: `PHOTO#${photo.photoId}` }),
      UpdateExpression: 'SET #status = :approved REMOVE openStatus',
      ConditionExpression: 'executionArn = :execution',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':approved': 'approved', ':execution': executionArn }),
    });
    isAnswered = await table.send(command).then(
      () => true,
      () => false,
    );
  };
  const found = new Set<string>();
  await quietly(async () => {
    // Before each of the sweep's calls in turn.
    for (let before = 0; before < 60 && found.size < 2; before++) {
      await cloud.empty();
      executionArn = await cloud.start({ upload: 'a' }, 'a');
      await cloud.stop(executionArn);
      photo = await cloud.photo({ openStatus: 'processing', updatedAt: cloud.ago(30), executionArn });
      await atOnce([before, 1], answer);
      const row = await cloud.row(photo);
      const outcome = JSON.stringify([row?.['status'], await again()]);
      expect(outcome).toBe(isAnswered ? '["approved",[]]' : '["processing",["a-again-1"]]');
      found.add(outcome);
    }
  });
  table.destroy();
  expect(found.size).toBe(2);
});
