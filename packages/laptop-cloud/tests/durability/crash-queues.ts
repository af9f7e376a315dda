import { join } from 'node:path';
import {
  type DeliveryJournal,
  type KeptDelivery,
  openDeliveryJournal,
} from '../../src/services/delivery-journal.ts';
import { type MessageLog, openMessageLog } from '../../src/services/sns/message-log.ts';
import { createQueues, type Queues } from '../../src/services/sqs/queues.ts';
import { manualClock } from '../services/manual-clock.ts';
import { ACCOUNT_ID, REGION } from '../support/gateway.ts';
import type { Scenario } from './crash-scenario.ts';

const NOW = 1_700_000_000_000;

export const queues: Scenario<Queues> = {
  open: (folder) => createQueues({ accountId: ACCOUNT_ID, region: REGION, clock: manualClock(NOW), folder }),
  before: (all) => {
    const { queue } = all.create('work', {});
    queue.send(message('stays'));
    for (let at = 0; at < 500; at += 1) {
      queue.send(message(`goes ${at}`));
      queue.withdraw(10, ({ body }) => body !== 'stays');
    }
    queue.send(message('stays, too'));
  },
  steps: [
    // With this the file is written anew.
    (all) => all.named('work').queue.send(message('last')),
    (all) => all.named('work').queue.receive({ max: 1, visibilityMs: 60_000, waitMs: 0 }),
    (all) => all.named('work').queue.withdraw(1, () => true),
    (all) => all.create('ordered.fifo', { FifoQueue: 'true' }),
    (all) =>
      all.named('ordered.fifo').queue.send({ ...message('first'), groupId: 'g', deduplicationId: 'd' }),
    'reopen',
    (all) => all.named('work').queue.purge(),
    (all) => all.named('work').queue.send(message('after')),
    (all) => all.remove(all.named('work')),
    (all) => all.create('work', {}),
    (all) => all.remove(all.named('work')),
    'reopen',
    (all) => all.create('work', {}),
  ],
  known: (all) =>
    all.all().map(({ name, queue, tags }) => {
      const bodies: string[] = [];
      queue.withdraw(5_000, ({ body }) => bodies.push(body) < 0);
      return { name, bodies, counts: queue.counts(), tags: [...tags] };
    }),
  later: (all) => all.create('work', {}),
  close: (all) => all.close(),
  left: /^(queues\.json|work\.jsonl|ordered\.fifo\.jsonl)$/,
  anew: 'work.jsonl',
};

function message(body: string) {
  return { body, attributes: {}, senderId: 'me' };
}

const LARGE = 'x'.repeat(300_000);

interface Journaled {
  journal: DeliveryJournal;
  live: Map<number, KeptDelivery>;
}

export const deliveries: Scenario<Journaled> = {
  open(folder) {
    const journal = openDeliveryJournal(join(folder, 'deliveries.jsonl'), () => undefined);
    return { journal, live: new Map(journal.left().map((one) => [one.id, one])) };
  },
  before: async (world) => {
    await begin(world, 'stays');
    for (let at = 0; at < 3; at += 1) await over(world, (await begin(world, `${at} ${LARGE}`)).id);
    await begin(world, LARGE);
  },
  steps: [
    // With this the file is written anew.
    (world) => over(world, [...world.live.keys()][1]!),
    (world) => begin(world, `waits ${LARGE.slice(0, 1000)}`),
    (world) => begin(world, 'waits, too'),
    async (world) => {
      const one = [...world.live.values()].at(-1)!;
      one.progress = { sinceMs: NOW, retries: 1, wait: { dueMs: NOW + 5, error: new Error('busy') } };
      world.journal.keep(one);
      await world.journal.written();
    },
    (world) => over(world, [...world.live.keys()][0]!),
    'reopen',
    (world) => begin(world, 'later'),
  ],
  known: ({ live }) =>
    [...live.values()].map(({ id, what, progress }) => [
      id,
      what,
      progress.retries,
      String(progress.wait?.error),
    ]),
  close: ({ journal }) => journal.close(),
  left: /^deliveries\.jsonl$/,
  anew: 'deliveries.jsonl',
};

async function begin({ journal, live }: Journaled, what: string): Promise<KeptDelivery> {
  const one = journal.add(what, NOW);
  journal.keep(one);
  await journal.written();
  live.set(one.id, one);
  return one;
}

async function over({ journal, live }: Journaled, id: number): Promise<void> {
  journal.remove(live.get(id)!);
  live.delete(id);
  await new Promise(setImmediate);
}

export const messageLog: Scenario<MessageLog> = {
  open: (folder) => openMessageLog(folder),
  steps: [
    (log) => log.add(published('one')),
    (log) => log.add(published('two')),
    (log) => log.markDelivery(log.messages()[0]!, log.messages()[0]!.deliveries[0]!, 'delivered'),
    'reopen',
    (log) => log.add(published('three')),
    'reopen',
  ],
  known: (log) => log.messages(),
  close: () => undefined,
  left: /^messages\.jsonl$/,
  anew: 'messages.jsonl',
};

function published(id: string) {
  const deliveries = [{ protocol: 'sqs', endpoint: 'queue', status: 'pending' as const }];
  return { id, time: NOW, message: id, attributes: {}, deliveries };
}
