import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '../../src/services/bus.ts';
import { Deliveries, type Delivery } from '../../src/services/deliveries.ts';
import { ServiceError } from '../../src/services/service.ts';
import { manualClock, settle } from './manual-clock.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deliveries-'));
  file = join(folder, 'deliveries.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One process after the other over the same file; what the queues take or how they refuse is told by their ARNs. */
function aProcess(clock = manualClock(), maxRetries = 3) {
  const bus = createBus();
  const answers: Record<string, Error | undefined> = {};
  const received: [arn: string, text: string][] = [];
  const attempts: number[] = [];
  const logged: string[] = [];
  bus.target('sqs', async (arn, text) => {
    attempts.push(clock.now());
    if (answers[arn]) throw answers[arn];
    received.push([arn, text]);
  });
  const deliveries = new Deliveries({ bus, clock, file, log: (line) => logged.push(line) });
  const deliveryOf = (text: unknown): Delivery => ({
    kept: text,
    from: 'test: sender',
    to: QUEUE,
    limits: { maxRetries, maxAgeMs: 600_000 },
    send: () => bus.deliver(QUEUE, text as string, {}),
    deadLetters: {
      arn: DEAD,
      letter: ({ retries, exhausted, error }) => ({
        text: `${retries} ${exhausted} ${(error as ServiceError).code}`,
        options: {},
      }),
    },
  });
  return { deliveries, deliveryOf, answers, received, attempts, logged, clock };
}

const down = () => new ServiceError('ServiceUnavailable', 'down', 503);

test('what arrives at once is never written down', async () => {
  const { deliveries, deliveryOf, received } = aProcess();

  deliveries.begin(deliveryOf('one'));
  await deliveries.kept();
  await settle();

  expect(received).toEqual([[QUEUE, 'one']]);
  expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
});

test('what waits for another try when its process dies is delivered by the next one', async () => {
  const first = aProcess();
  first.answers[QUEUE] = down();
  first.deliveries.begin(first.deliveryOf('one'));
  await first.deliveries.kept();
  await settle();
  const second = aProcess(manualClock(first.clock.now() + 60_000));

  const left = second.deliveries.resume((kept) => ({ delivery: second.deliveryOf(kept) }));
  await settle();
  const third = aProcess();

  expect([left, second.received]).toEqual([1, [[QUEUE, 'one']]]);
  expect(third.deliveries.resume((kept) => ({ delivery: third.deliveryOf(kept) }))).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('what is under way when its process dies is acknowledged only when it is on disk, and made again', async () => {
  const first = aProcess();
  first.deliveries.begin({ ...first.deliveryOf('slow'), send: () => new Promise(() => {}) });
  await first.deliveries.kept();
  const second = aProcess();

  second.deliveries.resume((kept) => ({ delivery: second.deliveryOf(kept) }));
  await settle();

  expect(second.received).toEqual([[QUEUE, 'slow']]);
});

test('attempts are counted on over restarts, and after the last the dead-letter queue gets it', async () => {
  const first = aProcess(manualClock(), 1);
  first.answers[QUEUE] = down();
  first.deliveries.begin(first.deliveryOf('one'));
  await settle();
  const second = aProcess(manualClock(first.clock.now() + 60_000), 1);
  second.answers[QUEUE] = down();

  second.deliveries.resume((kept) => ({ delivery: second.deliveryOf(kept) }));
  await settle();

  expect(second.received).toEqual([[DEAD, '1 MaximumRetryAttempts ServiceUnavailable']]);
});

test('age goes on while no process runs, and the last error is still known', async () => {
  const first = aProcess();
  first.answers[QUEUE] = down();
  first.deliveries.begin(first.deliveryOf('one'));
  await settle();
  const second = aProcess(manualClock(first.clock.now() + 600_000));

  second.deliveries.resume((kept) => ({ delivery: second.deliveryOf(kept) }));
  await settle();

  expect(second.received).toEqual([[DEAD, '0 MaximumEventAgeInSeconds ServiceUnavailable']]);
  expect(second.attempts).toHaveLength(1);
});

test('a dead letter that waits is put there as it was, without another try of the first destination', async () => {
  const first = aProcess();
  first.answers[QUEUE] = new ServiceError('AccessDenied', 'no policy', 403);
  first.answers[DEAD] = down();
  first.deliveries.begin(first.deliveryOf('one'));
  await settle();
  await first.deliveries.close();
  const second = aProcess(manualClock(first.clock.now() + 60_000));

  second.deliveries.resume((kept) => ({ delivery: second.deliveryOf(kept) }));
  await settle();

  expect(second.received).toEqual([[DEAD, '0 undefined AccessDenied']]);
  expect(second.attempts).toHaveLength(1);
});

test('a torn last line is cut off, and costs nothing before it', async () => {
  const first = aProcess();
  first.answers[QUEUE] = down();
  first.deliveries.begin(first.deliveryOf('whole'));
  await settle();
  appendFileSync(file, '{"put":{"id":9,"wh');
  const second = aProcess(manualClock(first.clock.now() + 60_000));

  second.deliveries.resume((kept) => ({ delivery: second.deliveryOf(kept) }));
  await settle();

  expect(second.received).toEqual([[QUEUE, 'whole']]);
  expect(second.logged).toEqual([expect.stringContaining('is cut off')]);
});
