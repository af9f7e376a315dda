// FIFO topics: numbers, repetitions, kinds of subscribers, and what survives a restart.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from 'states-language';
import { createFifoOrder } from '../../../src/services/sns/fifo.ts';
import type { Topic } from '../../../src/services/sns/topics.ts';
import { createTopics } from '../../../src/services/sns/topics.ts';

const ACCOUNT = { accountId: '000000000000', region: 'us-east-1' };
const FIFO = { FifoTopic: 'true', ContentBasedDeduplication: 'true' };

function world(attributes: Record<string, string> = FIFO) {
  let now = 0;
  const clock = { now: () => now } as Clock;
  const order = createFifoOrder(clock);
  const topic = createTopics(ACCOUNT).create('t.fifo', { FifoTopic: 'true', ...attributes });
  const sent: string[] = [];
  const publish = (message: string, more: object = {}, to: Topic = topic) =>
    order.publish(to, { message, attributes: {}, messageGroupId: 'g', ...more }, ({ message: text }) => {
      sent.push(text);
      return `id-${sent.length}`;
    });
  const pass = (ms: number) => {
    now += ms;
  };
  return { pass, topic, sent, publish };
}

test('a repetition within five minutes is answered as the first, and not sent', () => {
  const { pass, sent, publish } = world();
  const first = publish('a');

  pass(299_000);
  const again = publish('a');
  pass(2_000);
  const later = publish('a');

  expect(again).toMatchObject(first);
  expect(later.id).not.toBe(first.id);
  expect(sent).toEqual(['a', 'a']);
});

test('a clock that is put back makes the five minutes no longer', () => {
  const { pass, sent, publish } = world();
  pass(3_600_000);
  publish('a');

  pass(-3_000_000);
  publish('a');
  pass(301_000);
  publish('a');

  expect(sent).toEqual(['a', 'a']);
});

test('what was published before the process began is known, each for as long as is left of its time', () => {
  const clock = { now: () => 1_000_000 } as Clock;
  const topic = createTopics(ACCOUNT).create('t.fifo', { ...FIFO });
  const earlier = (id: string, time: number, text: string) => ({
    id,
    time,
    topicArn: topic.arn,
    message: text,
    attributes: {},
    deliveries: [],
    fifo: { seenAs: `${topic.arn}  ${text}`, sequenceNumber: '19999999999999999990' },
  });
  const order = createFifoOrder(clock, [earlier('old', 700_000, 'a'), earlier('young', 700_001, 'b')]);
  const publish = (deduplicationId: string) =>
    order.publish(
      topic,
      { message: '', attributes: {}, messageGroupId: 'g', deduplicationId },
      () => 'published',
    );

  expect([publish('a').id, publish('b').id]).toEqual(['published', 'young']);
  expect(publish('c').sequenceNumber! > '19999999999999999990').toBe(true);
});

test('numbers grow, also within one moment', () => {
  const { publish } = world();

  const numbers = ['a', 'b', 'c'].map((one) => publish(one).sequenceNumber ?? '');

  expect(numbers.every((one) => /^\d{20}$/.test(one))).toBe(true);
  expect([...numbers].sort()).toEqual(numbers);
  expect(new Set(numbers).size).toBe(3);
});

test.each([
  ['the topic', {}, 1],
  ['each group', { FifoThroughputScope: 'MessageGroup' }, 2],
])('repetitions are told within %s', (_, scope, count) => {
  const { sent, publish } = world({ ...FIFO, ...scope });

  publish('a', { messageGroupId: 'g' });
  publish('a', { messageGroupId: 'h' });

  expect(sent).toHaveLength(count);
});

test('an id of its own counts before the content', () => {
  const { sent, publish } = world();

  publish('a', { deduplicationId: '1' });
  publish('b', { deduplicationId: '1' });
  publish('a', { deduplicationId: '2' });

  expect(sent).toEqual(['a', 'a']);
});

test('what a kind of topic does not take is refused', () => {
  const { publish } = world({ ContentBasedDeduplication: 'false' });
  const standard = createTopics(ACCOUNT).create('t', {});

  expect(() => publish('a', { messageGroupId: undefined })).toThrow('MessageGroupId parameter is required');
  expect(() => publish('a')).toThrow('ContentBasedDeduplication enabled or MessageDeduplicationId');
  expect(() => publish('a', { deduplicationId: '1' }, standard)).toThrow('not valid for this topic type');
});

test('FIFO topics reach queues alone, and only they reach FIFO queues', () => {
  const topics = createTopics(ACCOUNT);
  const fifo = topics.create('t.fifo', FIFO);
  const standard = topics.create('t', {});
  const queue = 'arn:aws:sqs:us-east-1:000000000000:q.fifo';

  expect(() => topics.subscribe(fifo, 'email', 'a@example.com', {})).toThrow('Invalid protocol type: email');
  expect(() => topics.subscribe(standard, 'sqs', queue, {})).toThrow('FIFO SQS Queues can not be subscribed');
  expect(topics.subscribe(fifo, 'sqs', queue, {}).endpoint).toBe(queue);
});

test('a topic stays the kind that it is, over a restart too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fifo-topics-'));
  const file = join(folder, 'topics.json');
  try {
    createTopics(ACCOUNT, file).create('t.fifo', { ...FIFO, FifoTopic: 'True' });
    const topics = createTopics(ACCOUNT, file);
    const [topic] = topics.all();

    expect(topic?.attributes).toMatchObject(FIFO);
    expect(() => topics.change(topic!, { FifoTopic: 'false' })).toThrow('AttributeName');
    expect(() => topics.create('u', { ContentBasedDeduplication: 'true' })).toThrow('is for FIFO topics');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
