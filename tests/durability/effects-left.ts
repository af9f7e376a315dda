// What is there in the end of what was acknowledged to clients.
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import {
  type Clients,
  clientsOf,
  close,
  type Effects,
  groupOf,
  QUEUES,
  type Queue,
  urlOf,
} from './effects.ts';

/** What may still be on its way: hidden by who held it, or waiting for another try. */
const PATIENCE_MS = 90_000;

export interface EffectsLeft {
  figures: Record<string, string>;
  faults: string[];
}

/** Takes everything out of the queues of a process that is there. */
export async function effectsLeft(effects: Effects, endpoint: string): Promise<EffectsLeft> {
  const clients = clientsOf(endpoint);
  const figures: Record<string, string> = {};
  const faults = effects.refused.map((error) => `refused: ${error}`);
  const count = (what: string, acknowledged: number, lost: string[], more = ''): void => {
    figures[what] = `${acknowledged} acknowledged, ${lost.length} lost${more}`;
    for (const name of lost) faults.push(`${what}: ${name} was acknowledged and is lost`);
  };
  const { objects, items, tables, deletedMessages, doubtfulMessages } = effects;
  await objects.compare(clients.s3, count);
  await items.compare(clients.dynamo, count);
  await tables.compare(clients.dynamo, count);
  const drained = (Object.keys(QUEUES) as Queue[]).map(async (queue) => {
    const given = effects.messages.get(queue)!;
    const expected = given.filter((name) => queue !== 'sent' || !doubtfulMessages.has(name));
    return { queue, given, expected, found: await drain(clients, urlOf(endpoint, queue), expected) };
  });
  for (const { queue, given, expected, found } of await Promise.all(drained)) {
    const names = new Set(found);
    const lost = expected.filter((name) => !names.has(name));
    count(QUEUES[queue], given.length, lost, `, ${found.length - names.size} doubled`);
    if (queue === 'sent') {
      const back = found.filter((name) => deletedMessages.has(name));
      count('SQS deletes', deletedMessages.size, back);
    }
    if (queue === 'sent.fifo') for (const name of outOfOrder(found)) faults.push(`${name} is out of order`);
  }
  close(clients);
  return { figures, faults };
}

/** The names in the messages, in their order, until all that are expected were there and nothing more comes. */
async function drain({ sqs }: Clients, QueueUrl: string, expected: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const missing = new Set(expected);
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
      }),
    );
    const names = Messages.map(nameIn);
    found.push(...names);
    for (const name of names) missing.delete(name);
    // Else the others of its group would wait for it.
    const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    if (names.length === 0 && (missing.size === 0 || performance.now() > end)) return found;
  }
}

function nameIn({ Body = '' }: Message): string {
  if (!/^[{"]/.test(Body)) return Body;
  const body = JSON.parse(Body);
  if (typeof body === 'string') return body;
  return body.Records?.[0]?.s3.object.key ?? body.detail?.object?.key ?? body.detail?.name ?? Body;
}

function outOfOrder(found: readonly string[]): string[] {
  const last = new Map<string, number>();
  return found.filter((name) => {
    const at = Number(name.split('-')[1]);
    const isLate = at < (last.get(groupOf(name)) ?? -1);
    last.set(groupOf(name), at);
    return isLate;
  });
}
