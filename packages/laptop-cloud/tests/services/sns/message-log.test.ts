import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MAX_MESSAGES,
  openMessageLog,
  type PublishedMessage,
} from '../../../src/services/sns/message-log.ts';

const MAIL: PublishedMessage = {
  id: 'one',
  time: 1,
  message: 'hello',
  attributes: {},
  deliveries: [{ protocol: 'email', endpoint: 'ada@example.com', status: 'kept' }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'message-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps what became of a delivery', () => {
  const before = openMessageLog(folder);
  const message = structuredClone({
    ...MAIL,
    deliveries: [{ ...MAIL.deliveries[0]!, status: 'pending' as const }],
  });
  before.add(message);
  before.markDelivery(message, message.deliveries[0]!, 'failed', 'not allowed');

  expect(openMessageLog(folder).messages()).toEqual([
    { ...MAIL, deliveries: [{ ...MAIL.deliveries[0], status: 'failed', error: 'not allowed' }] },
  ]);
});

it('goes on with the file of an older state folder, whatever it was called', () => {
  writeFileSync(join(folder, 'outbox.jsonl'), `${JSON.stringify(MAIL)}\n`);

  const log = openMessageLog(folder);
  log.add({ ...MAIL, id: 'two' });

  expect(
    openMessageLog(folder)
      .messages()
      .map(({ id }) => id),
  ).toEqual(['one', 'two']);
});

it('knows of FIFO topics what was published lately, also behind more messages than it keeps', () => {
  const fifo = { seenAs: 'arn  x', sequenceNumber: '10000000000000000001' };
  const lines = [
    { ...MAIL, id: 'outdated', time: 100, fifo },
    { ...MAIL, id: 'lately', time: 101, fifo },
    { ...MAIL, id: 'standard', time: 101 },
    ...Array.from({ length: MAX_MESSAGES - 1 }, (_, index) => ({ ...MAIL, id: `mail-${index}`, time: 102 })),
    { ...MAIL, id: 'last', time: 103, fifo },
  ];
  writeFileSync(join(folder, 'messages.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

  const first = openMessageLog(folder, 100);
  const [again, later] = [openMessageLog(folder, 100), openMessageLog(folder, 101)];

  const ids = (log: typeof first) => log.takeFifo().map(({ id }) => id);
  expect([ids(first), ids(again), ids(later)]).toEqual([['lately', 'last'], ['lately', 'last'], ['last']]);
  expect(first.messages()).toHaveLength(MAX_MESSAGES);
  expect(first.messages()[0]?.id).toBe('mail-0');
});
