import { createBus } from '../../src/services/bus.ts';
import { Deliveries, type Delivery, type DeliveryOutcome } from '../../src/services/deliveries.ts';
import { ServiceError } from '../../src/services/service.ts';
import { manualClock, settle } from './manual-clock.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';
const LIMITS = { maxRetries: 1, maxAgeMs: 60_000 };

/** A bus whose queues take or refuse, as told by their ARNs; with what they were given and what was said of it. */
function aWorld(errors: Record<string, Error>) {
  const clock = manualClock();
  const bus = createBus();
  const received: [arn: string, text: string][] = [];
  bus.target('sqs', async (arn, text) => {
    if (errors[arn]) throw errors[arn];
    received.push([arn, text]);
  });
  const logged: string[] = [];
  const outcomes: DeliveryOutcome[] = [];
  const deliveries = new Deliveries({ bus, clock, log: (line) => logged.push(line) });
  const begin = (more: Partial<Delivery> = {}) =>
    deliveries.begin(
      {
        from: 'test: sender',
        to: QUEUE,
        limits: LIMITS,
        send: () => bus.deliver(QUEUE, 'text', {}),
        deadLetters: {
          arn: DEAD,
          letter: ({ retries, exhausted }) => ({ text: `${retries} ${exhausted}`, options: {} }),
        },
        ...more,
      },
      (outcome) => outcomes.push(outcome),
    );
  return { clock, deliveries, begin, received, logged, outcomes, errors };
}

it('arrives, and says so', async () => {
  const { begin, received, outcomes } = aWorld({});

  begin();
  await settle();

  expect([received, outcomes]).toEqual([[[QUEUE, 'text']], [{ status: 'delivered' }]]);
});

it('goes to the dead-letter queue after its retries, which is told why', async () => {
  const { begin, clock, received, outcomes, logged } = aWorld({ [QUEUE]: new Error('down') });

  begin();
  await settle();
  clock.advance(10_000);
  await settle();

  expect(received).toEqual([[DEAD, '1 MaximumRetryAttempts']]);
  expect([outcomes, logged]).toEqual([[{ status: 'dead-lettered', reason: 'down' }], []]);
});

it('is lost aloud where the dead-letter queue refuses it, or there is none', async () => {
  const refused = (code: string) => new ServiceError('AccessDenied', code, 403);
  const { begin, outcomes, logged } = aWorld({
    [QUEUE]: refused('no policy'),
    [DEAD]: refused('nor here'),
  });
  const { begin: beginAlone, logged: alone } = aWorld({ [QUEUE]: refused('no policy') });

  begin();
  beginAlone({ deadLetters: undefined as never });
  await settle();

  expect(outcomes).toEqual([{ status: 'failed', reason: 'no policy' }]);
  expect(logged).toEqual([`test: sender could not deliver to its dead-letter queue ${DEAD}: nor here`]);
  expect(alone).toEqual([`test: sender could not deliver to ${QUEUE}: no policy`]);
});

it('ends without a word when everything closes while it waits for another try', async () => {
  const { begin, deliveries, clock, received, outcomes, logged } = aWorld({ [QUEUE]: new Error('down') });

  begin();
  await settle();
  await deliveries.close();

  expect([received, outcomes, logged, clock.timers()]).toEqual([[], [], [], 0]);
});
