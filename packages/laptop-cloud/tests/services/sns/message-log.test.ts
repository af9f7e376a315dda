import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMessageLog, type PublishedMessage } from '../../../src/services/sns/message-log.ts';

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
