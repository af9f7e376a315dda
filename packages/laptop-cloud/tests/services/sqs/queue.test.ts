import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../../../src/services/sqs/message.ts';
import { Queue } from '../../../src/services/sqs/queue.ts';
import { changeAttributes, settingsOf } from '../../../src/services/sqs/queue-attributes.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

let clock: ManualClock;
let dead: Message[];
beforeEach(() => {
  clock = manualClock();
  dead = [];
});

function queueOf(attributes: Record<string, string> = {}, folder?: string): Queue {
  const settings = settingsOf(changeAttributes({}, attributes));
  return new Queue({
    name: 'Uploads',
    clock,
    settings: () => settings,
    deadLetter: (message) => {
      dead.push(message);
      return true;
    },
    ...(folder === undefined ? {} : { folder }),
  });
}

const text = (body: string, more: object = {}) => ({ body, attributes: {}, senderId: 'tester', ...more });
const now = { max: 10, waitMs: 0 };
const bodies = (messages: Message[]) => messages.map(({ body }) => body);

const redriveAfter = (maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:Dead',
    maxReceiveCount,
  }),
});

describe('visibility', () => {
  it('hides a received message until its timeout, then shows it again with a higher receive count', async () => {
    const queue = queueOf({ VisibilityTimeout: '5' });
    queue.send(text('one'));

    const [first] = await queue.receive(now);
    const meanwhile = await queue.receive(now);
    clock.advance(5000);
    const [second] = await queue.receive(now);

    expect(first?.receiveCount).toBe(1);
    expect(meanwhile).toEqual([]);
    expect(second).toMatchObject({ id: first?.id, receiveCount: 2, firstReceivedAt: first?.firstReceivedAt });
    expect(second?.receiptHandle).not.toBe(first?.receiptHandle);
  });

  it('deletes by the handle of an earlier receive, too', async () => {
    const queue = queueOf({ VisibilityTimeout: '1' });
    queue.send(text('one'));
    const [first] = await queue.receive(now);
    clock.advance(1000);
    await queue.receive(now);

    queue.delete(first!.receiptHandle!);

    expect(queue.counts()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  });

  it('changes what a later receiver holds by the handle of an earlier receive', async () => {
    const queue = queueOf({ VisibilityTimeout: '1' });
    queue.send(text('one'));
    const [first] = await queue.receive(now);
    clock.advance(1000);
    await queue.receive(now);

    queue.changeVisibility(first!.receiptHandle!, 9000);
    clock.advance(1000);

    expect(queue.counts().notVisible).toBe(1);
  });

  it('shows a message at once when its holder gives it back', async () => {
    const queue = queueOf();
    queue.send(text('one'));
    const [held] = await queue.receive(now);

    queue.changeVisibility(held!.receiptHandle!, 0);

    expect(bodies(await queue.receive(now))).toEqual(['one']);
  });

  it('has nothing to change for a message nobody holds', async () => {
    const queue = queueOf({ VisibilityTimeout: '1' });
    queue.send(text('one'));
    const [held] = await queue.receive(now);
    clock.advance(1000);

    queue.changeVisibility(held!.receiptHandle!, 9000);

    expect(queue.counts().visible).toBe(1);
  });

  it('refuses to change the visibility of a message that is gone', async () => {
    const queue = queueOf();
    queue.send(text('one'));
    const [held] = await queue.receive(now);
    queue.delete(held!.receiptHandle!);

    expect(() => queue.changeVisibility(held!.receiptHandle!, 9000)).toThrow(
      expect.objectContaining({ code: 'InvalidParameterValue' }),
    );
  });

  it('refuses a receipt handle it never gave', () => {
    expect(() => queueOf().delete('not-a-handle')).toThrow(
      expect.objectContaining({ code: 'ReceiptHandleIsInvalid' }),
    );
  });

  it('holds back a delayed message and counts it as delayed', async () => {
    const queue = queueOf({ DelaySeconds: '2' });
    queue.send(text('late'));
    queue.send(text('at once'), 0);

    expect(queue.counts()).toEqual({ visible: 1, notVisible: 0, delayed: 1 });
    expect(bodies(await queue.receive(now))).toEqual(['at once']);
    clock.advance(2000);
    expect(bodies(await queue.receive(now))).toEqual(['late']);
  });

  it('forgets a message after its retention period', async () => {
    const queue = queueOf({ MessageRetentionPeriod: '60' });
    queue.send(text('old'));
    clock.advance(60_000);

    expect(await queue.receive(now)).toEqual([]);
    expect(queue.counts().visible).toBe(0);
  });
});

describe('waiting', () => {
  it('answers a long poll when a message arrives', async () => {
    const queue = queueOf();
    const received = queue.receive({ max: 1, waitMs: 20_000 });
    await settle();

    queue.send(text('one'));

    expect(bodies(await received)).toEqual(['one']);
  });

  it('answers a long poll when a held message shows itself again', async () => {
    const queue = queueOf({ VisibilityTimeout: '5' });
    queue.send(text('one'));
    await queue.receive(now);
    const received = queue.receive({ max: 1, waitMs: 20_000 });
    await settle();

    clock.advance(5000);

    expect(bodies(await received)).toEqual(['one']);
  });

  it('answers nothing when the wait is over', async () => {
    const received = queueOf().receive({ max: 1, waitMs: 1000 });
    await settle();
    clock.advance(1000);
    expect(await received).toEqual([]);
  });

  it('waits without any timer on an empty queue, and ends when asked to', async () => {
    const queue = queueOf();
    const stop = new AbortController();
    const received = queue.receive({ max: 1, waitMs: Number.POSITIVE_INFINITY, signal: stop.signal });
    await settle();

    expect(clock.timers()).toBe(0);
    stop.abort();
    expect(await received).toEqual([]);
  });

  it('ends every wait when it closes', async () => {
    const queue = queueOf();
    const received = queue.receive({ max: 1, waitMs: Number.POSITIVE_INFINITY });
    await settle();
    queue.close();
    expect(await received).toEqual([]);
  });
});

describe('dead letters', () => {
  it('hands over a message instead of giving it out once too often', async () => {
    const queue = queueOf({ VisibilityTimeout: '1', ...redriveAfter(2) });
    queue.send(text('poison'));
    for (let count = 0; count < 2; count++) {
      await queue.receive(now);
      clock.advance(1000);
    }

    const received = await queue.receive(now);

    expect(received).toEqual([]);
    expect(dead.map(({ body, receiveCount }) => ({ body, receiveCount }))).toEqual([
      { body: 'poison', receiveCount: 2 },
    ]);
    expect(queue.counts().visible).toBe(0);
  });
});

describe('withdrawing', () => {
  it('removes what was taken, and keeps the rest', async () => {
    const queue = queueOf();
    for (const body of ['a', 'b']) queue.send(text(body));

    const offered = queue.withdraw(10, ({ body }) => body === 'a');

    expect(offered).toBe(2);
    expect(bodies(await queue.receive(now))).toEqual(['b']);
  });

  it('finds nothing in a queue that is gone, which takes nothing either', () => {
    const queue = queueOf();
    queue.send(text('a'));
    queue.remove();

    expect(queue.withdraw(10, () => true)).toBe(0);
    expect(() => queue.send(text('b'))).toThrow(expect.objectContaining({ code: 'QueueDoesNotExist' }));
  });
});

describe('FIFO', () => {
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

  it('keeps the order of a group and holds it back while one of its messages is held', async () => {
    const queue = queueOf({ ...fifo, VisibilityTimeout: '5' });
    for (const body of ['a1', 'a2', 'b1']) queue.send(text(body, { groupId: body[0] }));

    const [a1] = await queue.receive({ max: 1, waitMs: 0 });
    const others = await queue.receive(now);
    queue.delete(a1!.receiptHandle!);
    const next = await queue.receive(now);

    expect(a1?.body).toBe('a1');
    expect(bodies(others)).toEqual(['b1']);
    expect(bodies(next)).toEqual(['a2']);
  });

  it('puts a message that comes back in front of those behind it', async () => {
    const queue = queueOf({ ...fifo, VisibilityTimeout: '5' });
    for (const body of ['a1', 'a2']) queue.send(text(body, { groupId: 'a' }));
    await queue.receive({ max: 1, waitMs: 0 });
    clock.advance(5000);

    expect(bodies(await queue.receive(now))).toEqual(['a1', 'a2']);
  });

  it('gives a group whose message comes back its turn behind those that waited', async () => {
    const queue = queueOf({ ...fifo, VisibilityTimeout: '30' });
    for (const body of ['a1', 'a2', 'b1']) queue.send(text(body, { groupId: body[0] }));
    const [a1] = await queue.receive({ max: 2, waitMs: 0 });

    queue.changeVisibility(a1!.receiptHandle!, 1000);
    clock.advance(2000);

    expect(bodies(await queue.receive(now))).toEqual(['b1', 'a1']);
  });

  it('keeps the order of groups that come back together', async () => {
    const queue = queueOf({ ...fifo, VisibilityTimeout: '5' });
    const sent = Array.from({ length: 9 }, (_, at) => `${at}`);
    for (const body of sent) queue.send(text(body, { groupId: body }));
    await queue.receive({ max: 9, waitMs: 0 });
    clock.advance(5000);

    expect(bodies(await queue.receive(now))).toEqual(sent);
  });

  it('offers no message twice where the one before it has been received too often', async () => {
    const queue = queueOf({ ...fifo, VisibilityTimeout: '0', ...redriveAfter(1) });
    for (const body of ['a1', 'a2', 'a3']) queue.send(text(body, { groupId: 'a' }));
    await queue.receive({ max: 1, waitMs: 0 });

    expect(bodies(await queue.receive(now))).toEqual(['a2', 'a3']);
  });

  it('gives out a group as a whole before the next one', async () => {
    const queue = queueOf(fifo);
    for (const body of ['a1', 'b1', 'a2', 'a3']) queue.send(text(body, { groupId: body[0] }));

    expect(bodies(await queue.receive(now))).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('refuses a handle that has expired', async () => {
    const queue = queueOf({ ...fifo, VisibilityTimeout: '1' });
    queue.send(text('one', { groupId: 'a' }));
    const [held] = await queue.receive(now);
    clock.advance(1000);

    expect(() => queue.delete(held!.receiptHandle!)).toThrow('The receipt handle has expired.');
    expect(queue.counts().visible).toBe(1);
  });

  it('takes a repetition after a purge', async () => {
    const queue = queueOf(fifo);
    queue.send(text('same', { groupId: 'a' }));
    queue.purge();
    queue.send(text('same', { groupId: 'a' }));

    expect(bodies(await queue.receive(now))).toEqual(['same']);
  });

  it('takes a repetition only after five minutes', async () => {
    const queue = queueOf(fifo);
    const first = queue.send(text('same', { groupId: 'a' }));
    const repeated = queue.send(text('same', { groupId: 'a' }));
    clock.advance(5 * 60_000);
    const later = queue.send(text('same', { groupId: 'a' }));

    expect(repeated.id).toBe(first.id);
    expect(later.id).not.toBe(first.id);
    expect(Number(later.sequenceNumber)).toBeGreaterThan(Number(first.sequenceNumber));
  });
});

describe('a receive of a FIFO queue that is asked for again', () => {
  const again = { ...now, attemptId: 'first' };
  const filled = () => {
    const queue = queueOf({ FifoQueue: 'true', VisibilityTimeout: '5' });
    for (const body of ['one', 'two', 'three'])
      queue.send(text(body, { groupId: body, deduplicationId: body }));
    return queue;
  };

  it('gives the same messages by the same handles, and hides them anew', async () => {
    const queue = filled();
    const first = await queue.receive({ ...again, max: 2 });
    clock.advance(4_000);

    const second = await queue.receive(again);

    clock.advance(4_000);
    expect(second).toEqual(first);
    expect(queue.counts()).toMatchObject({ visible: 1, notVisible: 2 });
  });

  it.each<[what: string, meanwhile: (queue: Queue, first: Message[]) => void]>([
    ['one of them was deleted', (queue, [one]) => queue.delete(one!.receiptHandle!)],
    ['they have shown themselves again', () => clock.advance(5_000)],
  ])('gives what is there once %s', async (_, meanwhile) => {
    const queue = filled();
    const first = await queue.receive({ ...again, max: 2 });
    meanwhile(queue, first);

    const second = await queue.receive(again);

    expect(second.map(({ receiptHandle }) => receiptHandle)).not.toEqual(
      expect.arrayContaining([first[1]?.receiptHandle]),
    );
    expect(bodies(second)).toContain('three');
  });
});

describe('on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'queue-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps messages, receive counts and holders over a restart', async () => {
    const before = queueOf({ VisibilityTimeout: '30' }, folder);
    for (const body of ['held', 'deleted', 'waiting']) before.send(text(body));
    const [, deleted] = await before.receive({ max: 2, waitMs: 0 });
    before.delete(deleted!.receiptHandle!);
    before.close();

    const after = queueOf({ VisibilityTimeout: '30' }, folder);

    expect(bodies(await after.receive(now))).toEqual(['waiting']);
    clock.advance(30_000);
    const again = await after.receive(now);
    expect(again.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
      ['held', 2],
      ['waiting', 2],
    ]);
    after.close();
  });

  it('passes over a last line that a crash has torn', async () => {
    const before = queueOf({}, folder);
    before.send(text('whole'));
    before.close();
    const file = join(folder, 'Uploads.jsonl');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"put":{"id":"t`);

    const after = queueOf({}, folder);

    expect(bodies(await after.receive(now))).toEqual(['whole']);
    after.close();
  });

  describe('of a FIFO queue', () => {
    const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true', VisibilityTimeout: '5' };
    const sendAndDelete = async (queue: Queue, ...sent: ReturnType<typeof text>[]) => {
      const messages = sent.map((one) => queue.send(one));
      for (const { receiptHandle } of await queue.receive(now)) queue.delete(receiptHandle!);
      return messages;
    };
    const reopened = (queue: Queue, attributes = fifo) => {
      queue.close();
      return queueOf(attributes, folder);
    };
    const lines = () => readFileSync(join(folder, 'Uploads.jsonl'), 'utf8').trimEnd().split('\n');

    it.each([
      ['by an id', { groupId: 'a', deduplicationId: '1' }, { groupId: 'b', deduplicationId: '1' }],
      ['by its content', { groupId: 'a' }, { groupId: 'a' }],
    ])(
      'knows a repetition %s of what was deleted before each restart, until five minutes are over',
      async (_, first, again) => {
        let queue = queueOf(fifo, folder);
        const [sent] = await sendAndDelete(queue, text('same', first));
        for (let restart = 0; restart < 3; restart++) {
          queue = reopened(queue);
          clock.advance(90_000);
          const { id, sequenceNumber } = queue.send(text('same', again));
          expect([id, sequenceNumber]).toEqual([sent?.id, sent?.sequenceNumber]);
          expect(await queue.receive(now)).toEqual([]);
        }
        clock.advance(30_000);
        expect(queue.send(text('same', again)).id).not.toBe(sent?.id);
        expect(bodies(await queue.receive(now))).toEqual(['same']);
        queue = reopened(queue);
        expect(lines().filter((line) => line.includes('"seen"'))).toEqual([]);
        queue.close();
      },
    );

    it('tells groups apart after a restart where it did before', async () => {
      const byGroup = {
        ...fifo,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
      };
      const before = queueOf(byGroup, folder);
      await sendAndDelete(before, text('same', { groupId: 'a' }));
      const after = reopened(before, byGroup);
      after.send(text('same', { groupId: 'a' }));
      after.send(text('same', { groupId: 'b' }));
      expect((await after.receive(now)).map(({ groupId }) => groupId)).toEqual(['b']);
      after.close();
    });

    it('knows it when the file was written anew in between', async () => {
      const before = queueOf(fifo, folder);
      const [sent] = await sendAndDelete(before, text('same', { groupId: 'a' }));
      clock.advance(200_000);
      for (let count = 0; count < 20; count++)
        for (let each = 0; each < 20; each++)
          await sendAndDelete(before, text(`${count} ${each}`, { groupId: 'b' }));
      expect(lines().length).toBeLessThan(1200);
      const after = reopened(before);
      expect(after.send(text('same', { groupId: 'a' })).id).toBe(sent?.id);
      after.close();
    });

    it('forgets it with a purge, also after a restart', async () => {
      const before = queueOf(fifo, folder);
      await sendAndDelete(before, text('same', { groupId: 'a' }));
      before.purge();
      const after = reopened(before);
      after.send(text('same', { groupId: 'a' }));
      expect(bodies(await after.receive(now))).toEqual(['same']);
      after.close();
    });

    it('counts on from what was given and deleted before', async () => {
      const before = queueOf(fifo, folder);
      const [sent] = await sendAndDelete(before, text('one', { groupId: 'a' }));
      let after = reopened(before);
      const second = after.send(text('two', { groupId: 'a' })).sequenceNumber!;
      clock.advance(600_000);
      after = reopened(after);
      const third = after.send(text('three', { groupId: 'a' })).sequenceNumber!;
      expect([sent?.sequenceNumber, second, third].every((one) => /^\d{20}$/.test(one!))).toBe(true);
      expect([third, second, sent!.sequenceNumber!].sort()).toEqual([sent?.sequenceNumber, second, third]);
      after.close();
    });

    it('takes what was moved here for no message that was sent, before and after a restart', async () => {
      const moved = { ...queueOf(fifo).send(text('same', { groupId: 'a' })), receiveCount: 3 };
      const before = queueOf(fifo, folder);
      before.adopt(moved);
      const after = reopened(before);
      expect(after.send(text('same', { groupId: 'a' })).id).not.toBe(moved.id);
      after.close();
    });
  });

  it('refuses a journal that is damaged before its end', () => {
    writeFileSync(join(folder, 'Uploads.jsonl'), '{"put":{"id"\n{"purge":true}\n');
    expect(() => queueOf({}, folder)).toThrow('damaged at line 1');
  });

  it('does not grow with messages that have come and gone', async () => {
    const queue = queueOf({}, folder);
    for (let count = 0; count < 2000; count++) {
      queue.send(text('x'.repeat(100)));
      const [message] = await queue.receive({ max: 1, waitMs: 0 });
      queue.delete(message!.receiptHandle!);
    }
    const lines = readFileSync(join(folder, 'Uploads.jsonl'), 'utf8').split('\n').length;

    expect(lines).toBeLessThan(1100);
    queue.close();
  });

  describe('with more messages than are in memory', () => {
    const COUNT = 2500;
    const taken = async (queue: Queue, count: number) => {
      const got: Message[] = [];
      while (got.length < count) {
        const some = await queue.receive({ max: Math.min(10, count - got.length), waitMs: 0 });
        if (some.length === 0) break;
        for (const { receiptHandle } of some) queue.delete(receiptHandle!);
        got.push(...some);
      }
      return got;
    };
    const filled = () => {
      const queue = queueOf({}, folder);
      for (let number = 0; number < COUNT; number += 1) queue.send(text(`${number}`));
      return queue;
    };

    it('hands out each once, in the order of arrival, also those sent meanwhile and after a restart', async () => {
      const before = filled();
      const first = bodies(await taken(before, 1200));
      before.send(text('late'));
      before.close();
      const after = queueOf({}, folder);
      const counted = after.counts();
      const rest = bodies(await taken(after, COUNT));

      expect(counted).toEqual({ visible: COUNT - 1200 + 1, notVisible: 0, delayed: 0 });
      expect([...first, ...rest]).toEqual([
        ...Array.from({ length: COUNT }, (_, number) => `${number}`),
        'late',
      ]);
      expect(after.counts().visible).toBe(0);
      after.close();
    });

    it('finds them again when the file is written anew', async () => {
      const queue = filled();
      const first = bodies(await taken(queue, 1500));
      const bytes = statSync(join(folder, 'Uploads.jsonl')).size;
      const rest = bodies(await taken(queue, COUNT));

      expect([...first, ...rest]).toEqual(Array.from({ length: COUNT }, (_, number) => `${number}`));
      expect(bytes).toBeLessThan(COUNT * 170);
      queue.close();
    });

    it('shows those that receivers give back before those that wait, and counts all', async () => {
      const queue = filled();
      const [held] = await queue.receive({ max: 1, visibilityMs: 5000, waitMs: 0 });
      const counted = queue.counts();
      clock.advance(5000);

      expect(counted).toEqual({ visible: COUNT - 1, notVisible: 1, delayed: 0 });
      expect(queue.counts().visible).toBe(COUNT);
      expect((await taken(queue, COUNT)).filter(({ id }) => id === held?.id)).toHaveLength(1);
      queue.close();
    });

    it('loses all of them to a purge, and those that are too old to time', async () => {
      const queue = queueOf({ MessageRetentionPeriod: '60' }, folder);
      for (let number = 0; number < COUNT; number += 1) queue.send(text(`${number}`));
      clock.advance(30_000);
      queue.send(text('young'));
      clock.advance(30_000);
      const left = bodies(await queue.receive(now));
      queue.purge();

      expect(left).toEqual(['young']);
      expect(queue.counts()).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
      queue.close();
    });

    it('moves them all to another queue', () => {
      const queue = filled();
      const moved: string[] = [];
      while (queue.withdraw(500, ({ body }) => moved.push(body) > 0) > 0);

      expect(moved).toEqual(Array.from({ length: COUNT }, (_, number) => `${number}`));
      queue.close();
    });
  });

  it('stays empty over a restart after a purge', async () => {
    const before = queueOf({}, folder);
    before.send(text('one'));
    before.purge();
    before.close();
    const after = queueOf({}, folder);
    expect(await after.receive(now)).toEqual([]);
    after.close();
  });
});
