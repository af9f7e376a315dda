// A queue whose clock jumps by an hour.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Queue } from '../../../src/services/sqs/queue.ts';
import { changeAttributes, settingsOf } from '../../../src/services/sqs/queue-attributes.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const HOUR = 3_600_000;
const now = { max: 10, waitMs: 0 };
const text = (body: string, more: object = {}) => ({ body, attributes: {}, senderId: 'tester', ...more });

function queueOf(clock: ManualClock, attributes: Record<string, string> = {}, folder?: string): Queue {
  const settings = settingsOf(changeAttributes({}, { VisibilityTimeout: '30', ...attributes }));
  return new Queue({
    name: 'Uploads.fifo',
    clock,
    settings: () => settings,
    deadLetter: () => true,
    ...(folder === undefined ? {} : { folder }),
  });
}

it('hides for half a minute although the clock is put back by an hour', async () => {
  const clock = manualClock();
  const queue = queueOf(clock);
  queue.send(text('held'));
  queue.send(text('delayed'), 30_000);
  await queue.receive(now);
  clock.advance(-HOUR);

  const meanwhile = await queue.receive(now);
  clock.advance(30_000);
  const later = await queue.receive(now);

  expect(meanwhile).toEqual([]);
  expect(later.map(({ body }) => body).sort()).toEqual(['delayed', 'held']);
});

it('hides for half a minute although the clock was put back before the next process', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'queue-clock-'));
  const clock = manualClock();
  const before = queueOf(clock, {}, folder);
  before.send(text('held'));
  await before.receive(now);
  before.close();
  clock.advance(-HOUR);
  const after = queueOf(clock, {}, folder);

  const meanwhile = await after.receive(now);
  clock.advance(30_000);
  const later = await after.receive(now);
  after.close();
  rmSync(folder, { recursive: true });

  expect(meanwhile).toEqual([]);
  expect(later.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([['held', 2]]);
});

it('ends a long poll when its time has passed, not when the clock says so', async () => {
  let wakeUp = (): void => undefined;
  let wall = 1_700_000_000_000;
  const slept: number[] = [];
  const clock = {
    ...manualClock(),
    now: () => wall,
    sleep: (ms: number) => {
      slept.push(ms);
      return new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
    },
  };
  const polling = queueOf(clock).receive({ max: 1, waitMs: 20_000 });
  await settle();

  wall += 20_000 - HOUR;
  wakeUp();

  expect(await polling).toEqual([]);
  expect(slept).toEqual([20_000]);
});

it('knows repetitions for five minutes, whatever the clock says', () => {
  const clock = manualClock();
  const queue = queueOf(clock, { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const first = queue.send(text('same', { groupId: 'a' }));
  clock.advance(-HOUR);
  const repeated = queue.send(text('same', { groupId: 'a' }));
  clock.advance(5 * 60_000);
  const later = queue.send(text('same', { groupId: 'a' }));

  expect(repeated.id).toBe(first.id);
  expect(later.id).not.toBe(first.id);
});

it('shows what is hidden when the clock is put forward, as to a laptop that was asleep, and loses nothing', async () => {
  const clock = manualClock();
  const queue = queueOf(clock);
  queue.send(text('held'));
  const [held] = await queue.receive(now);
  clock.advance(HOUR);

  const again = await queue.receive(now);
  queue.delete(held!.receiptHandle!);
  clock.advance(30_000);

  expect(again.map(({ body }) => body)).toEqual(['held']);
  expect(await queue.receive(now)).toEqual([]);
});
