// All queues of the account: by name, by URL and by ARN, with their attributes. With a folder they survive a restart.

import { join } from 'node:path';
import type { Clock } from 'states-language';
import { queueArn, resourceParts } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import { type Policy, parseResourcePolicy } from '../../policies/policy.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import { ServiceError } from '../service.ts';
import { journalFile, removeJournal } from './journal.ts';
import type { Message } from './message.ts';
import { Queue } from './queue.ts';
import {
  allowsRedriveFrom,
  changeAttributes,
  checkFifoOnly,
  defaultAttributes,
  isFifo,
  normalAttributes,
  type QueueAttributes,
  type QueueSettings,
  settingsOf,
} from './queue-attributes.ts';
import { checkName, nameInUrl } from './queue-names.ts';
import { createRestingNames } from './resting-names.ts';

export interface QueueEntry {
  readonly name: string;
  readonly arn: string;
  readonly queue: Queue;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  attributes: QueueAttributes;
  settings: QueueSettings;
  policy?: Policy;
  modifiedAt: number;
}

export interface QueuesOptions {
  accountId: string;
  region: string;
  clock: Clock;
  folder?: string;
  /** Why a key cannot be used; without it all can. */
  keyRefusal?: KeyRefusal;
}

export interface Queues {
  all(): QueueEntry[];
  /** Throws QueueDoesNotExist; so do the two below. */
  named(name: string): QueueEntry;
  byUrl(url: string): QueueEntry;
  byArn(arn: string): QueueEntry;
  arnOf(name: string): string;
  /** Throws KmsNotFound, which a queue whose key is not there answers who sends; its attributes are not checked when they are set. */
  refuseMissingKey(entry: QueueEntry): void;
  /** Makes a queue, with the messages its journal kept; answers an existing one whose attributes agree. */
  create(name: string, attributes: QueueAttributes, tags?: Readonly<Record<string, string>>): QueueEntry;
  /** Throws QueueDeletedRecently within a minute of the deletion of a queue of this name. */
  refuseDeletedLately(name: string): void;
  change(entry: QueueEntry, changes: QueueAttributes): void;
  /** Sets tags, and removes those without a value. */
  tag(entry: QueueEntry, changes: Readonly<Record<string, string | undefined>>): void;
  /** Deletes the queue and its messages. */
  remove(entry: QueueEntry): void;
  close(): void;
}

/** What is kept of a queue beside its messages, which have a journal of their own. */
interface QueueRecord extends Pick<QueueEntry, 'name' | 'attributes' | 'createdAt' | 'modifiedAt'> {
  tags: Record<string, string>;
}

/** A queue that is being removed: a process that is killed then leaves its messages to the next one, not to the next queue of its name. */
interface RemovedRecord {
  name: string;
  isRemoved: true;
}

export function createQueues(options: QueuesOptions): Queues {
  const { accountId, clock, folder } = options;
  const entries = new Map<string, QueueEntry>();
  const arnOf = (name: string) => queueArn(options, name);
  const file = folder === undefined ? null : join(folder, 'queues.json');
  /** Their journals may still be there. */
  const removed = new Set<string>();
  const deletedLately = createRestingNames(clock);
  const save = () => saveJsonSoon(file, recordsOf(entries, removed));

  function named(name: string): QueueEntry {
    const entry = entries.get(name);
    if (entry) return entry;
    throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  function byArn(arn: string): QueueEntry {
    const entry = named(arn.slice(arn.lastIndexOf(':') + 1));
    if (entry.arn === arn) return entry;
    throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  function deadLetter(source: QueueEntry, message: Message): boolean {
    const target = entries.get(resourceParts(source.settings.deadLetterArn ?? '')[0] ?? '');
    target?.queue.adopt({ ...message, deadLetterSourceArn: source.arn });
    return target !== undefined;
  }

  function create(name: string, given: QueueAttributes, tags: Record<string, string> = {}): QueueEntry {
    const wanted = normalAttributes(given);
    checkName(name, wanted);
    const existing = entries.get(name);
    if (existing) return checkSame(existing, wanted);
    const attributes = changeAttributes(defaultAttributes(isFifo(wanted)), wanted);
    checkFifoOnly(attributes);
    checkRedrive(entries, arnOf(name), settingsOf(attributes));
    const now = clock.now();
    // The disk has not taken yet that an earlier one is gone.
    if (folder !== undefined && removed.delete(name)) removeJournal(journalFile(folder, name));
    const entry = open({ name, attributes, tags, createdAt: now, modifiedAt: now });
    save();
    return entry;
  }

  function open({ name, attributes, tags, createdAt, modifiedAt }: QueueRecord): QueueEntry {
    const settings = settingsOf(attributes);
    const entry: QueueEntry = {
      name,
      arn: arnOf(name),
      attributes,
      settings,
      ...policyOf(attributes),
      tags: new Map(Object.entries(tags)),
      createdAt,
      modifiedAt,
      queue: new Queue({
        name,
        clock,
        // The journal is read while the entry is still being made.
        settings: () => entries.get(name)?.settings ?? settings,
        deadLetter: (message) => deadLetter(entry, message),
        ...(folder === undefined ? {} : { folder }),
      }),
    };
    entries.set(name, entry);
    return entry;
  }

  for (const record of loadJson(file) as (QueueRecord | RemovedRecord)[])
    if (!('isRemoved' in record)) open(record);
    else if (folder !== undefined) removeJournal(journalFile(folder, record.name));

  return {
    all: () => [...entries.values()],
    named,
    byUrl: (url) => named(nameInUrl(url, accountId)),
    byArn,
    arnOf,
    create,
    refuseMissingKey: (entry) => refuseMissingKey(entry, options.keyRefusal),
    refuseDeletedLately: deletedLately.refuse,
    change(entry, changes) {
      const wanted = normalAttributes(changes);
      refuseOtherKind(entry, wanted);
      const attributes = changeAttributes(entry.attributes, wanted);
      checkFifoOnly(attributes);
      const settings = settingsOf(attributes);
      checkRedrive(entries, entry.arn, settings);
      delete entry.policy;
      Object.assign(entry, { attributes, settings, ...policyOf(attributes), modifiedAt: clock.now() });
      save();
    },
    tag(entry, changes) {
      for (const [key, value] of Object.entries(changes)) {
        if (value === undefined) entry.tags.delete(key);
        else entry.tags.set(key, value);
      }
      save();
    },
    remove(entry) {
      entries.delete(entry.name);
      deletedLately.rest(entry.name);
      removed.add(entry.name);
      save();
      entry.queue.remove();
      removed.delete(entry.name);
    },
    close() {
      for (const { queue } of entries.values()) queue.close();
    },
  };
}

function refuseMissingKey({ attributes }: QueueEntry, keyRefusal: KeyRefusal = () => undefined): void {
  const keyId = attributes['KmsMasterKeyId'];
  const refusal = keyId ? keyRefusal(keyId) : undefined;
  if (refusal !== undefined) throw new ServiceError('KmsNotFound', refusal);
}

function recordsOf(
  entries: ReadonlyMap<string, QueueEntry>,
  removed: ReadonlySet<string>,
): (QueueRecord | RemovedRecord)[] {
  const gone = [...removed].map((name): RemovedRecord => ({ name, isRemoved: true }));
  return [...[...entries.values()].map(recordOf), ...gone];
}

function recordOf({ name, attributes, tags, createdAt, modifiedAt }: QueueEntry): QueueRecord {
  return { name, attributes, tags: Object.fromEntries(tags), createdAt, modifiedAt };
}

// As SQS does at once, so that a message is never held back later by a queue that could not take it.
function checkRedrive(queues: ReadonlyMap<string, QueueEntry>, arn: string, settings: QueueSettings): void {
  if (settings.deadLetterArn === undefined) return;
  const target = queues.get(resourceParts(settings.deadLetterArn)[0] ?? '');
  const reason =
    target?.arn !== settings.deadLetterArn
      ? 'Dead letter target does not exist.'
      : target.settings.isFifo !== settings.isFifo
        ? 'Dead-letter queue must be of the same type as the source.'
        : allowsRedriveFrom(target.attributes, arn)
          ? undefined
          : 'The redrive allow policy of the dead letter target does not allow this queue.';
  if (reason) throw invalid(`Value for parameter RedrivePolicy is invalid. Reason: ${reason}`);
}

function policyOf(attributes: QueueAttributes): { policy?: Policy } {
  const text = attributes['Policy'];
  return text === undefined ? {} : { policy: parseResourcePolicy(text) };
}

function refuseOtherKind({ attributes, settings }: QueueEntry, wanted: QueueAttributes): void {
  if (!('FifoQueue' in wanted) || wanted['FifoQueue'] === attributes['FifoQueue']) return;
  throw settings.isFifo
    ? new ServiceError(
        'InvalidAttributeValue',
        'Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.',
      )
    : new ServiceError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
}

function checkSame(existing: QueueEntry, given: QueueAttributes): QueueEntry {
  const different = Object.keys(given).find((name) => existing.attributes[name] !== given[name]);
  if (different === undefined) return existing;
  throw new ServiceError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${different}`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
