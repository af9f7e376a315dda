// All queues of the account: by name, by URL and by ARN, with their attributes.

import type { Clock } from 'states-language';
import { queueArn, resourceParts } from '../../arns.ts';
import { type Policy, parseResourcePolicy } from '../../policies/policy.ts';
import { ServiceError } from '../service.ts';
import type { Message } from './message.ts';
import { createQueue, type Queue } from './queue.ts';
import {
  allowsRedriveFrom,
  changeAttributes,
  DEFAULT_ATTRIBUTES,
  type QueueAttributes,
  type QueueSettings,
  settingsOf,
} from './queue-attributes.ts';

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
}

export interface Queues {
  all(): QueueEntry[];
  /** Throws QueueDoesNotExist; so do the two below. */
  named(name: string): QueueEntry;
  byUrl(url: string): QueueEntry;
  byArn(arn: string): QueueEntry;
  arnOf(name: string): string;
  /** Makes a queue, with the messages its journal kept; answers an existing one whose attributes agree. */
  create(name: string, attributes: QueueAttributes): QueueEntry;
  change(entry: QueueEntry, changes: QueueAttributes): void;
  /** Deletes the queue and its messages. */
  remove(entry: QueueEntry): void;
  close(): void;
}

export function createQueues(options: QueuesOptions): Queues {
  const { accountId, clock } = options;
  const entries = new Map<string, QueueEntry>();
  const arnOf = (name: string) => queueArn(options, name);

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

  // As SQS does at once, so that a message is never held back later by a queue that could not take it.
  function checkRedrive(arn: string, settings: QueueSettings): void {
    if (settings.deadLetterArn === undefined) return;
    const target = entries.get(resourceParts(settings.deadLetterArn)[0] ?? '');
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

  function create(name: string, given: QueueAttributes): QueueEntry {
    checkName(name, given);
    const existing = entries.get(name);
    if (existing) return checkSame(existing, given);
    const arn = arnOf(name);
    const attributes = changeAttributes(DEFAULT_ATTRIBUTES, given);
    const settings = settingsOf(attributes);
    checkRedrive(arn, settings);
    const now = clock.now();
    const entry: QueueEntry = {
      name,
      arn,
      attributes,
      settings,
      ...policyOf(attributes),
      tags: new Map(),
      createdAt: now,
      modifiedAt: now,
      queue: createQueue({
        name,
        clock,
        // The journal is read while the entry is still being made.
        settings: () => entries.get(name)?.settings ?? settings,
        deadLetter: (message) => deadLetter(entry, message),
        ...(options.folder === undefined ? {} : { folder: options.folder }),
      }),
    };
    entries.set(name, entry);
    return entry;
  }

  return {
    all: () => [...entries.values()],
    named,
    byUrl: (url) => named(nameInUrl(url, accountId)),
    byArn,
    arnOf,
    create,
    change(entry, changes) {
      if ('FifoQueue' in changes && changes['FifoQueue'] !== entry.attributes['FifoQueue']) {
        throw new ServiceError(
          'InvalidAttributeName',
          'You can specify the FifoQueue attribute only during queue creation.',
        );
      }
      const attributes = changeAttributes(entry.attributes, changes);
      const settings = settingsOf(attributes);
      checkRedrive(entry.arn, settings);
      delete entry.policy;
      Object.assign(entry, { attributes, settings, ...policyOf(attributes), modifiedAt: clock.now() });
    },
    remove(entry) {
      entries.delete(entry.name);
      entry.queue.remove();
    },
    close() {
      for (const { queue } of entries.values()) queue.close();
    },
  };
}

function policyOf(attributes: QueueAttributes): { policy?: Policy } {
  const text = attributes['Policy'];
  return text === undefined ? {} : { policy: parseResourcePolicy(text) };
}

function checkName(name: string, attributes: QueueAttributes): void {
  const isFifo = name.endsWith('.fifo');
  if (!/^[A-Za-z0-9_-]+(\.fifo)?$/.test(name) || name.length > 80) {
    throw invalid(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length, .fifo at the end of FIFO queues',
    );
  }
  if (isFifo !== (attributes['FifoQueue'] === 'true')) {
    throw invalid(
      'The name of a FIFO queue can only end with the .fifo suffix, and FifoQueue must be true for it.',
    );
  }
}

function checkSame(existing: QueueEntry, given: QueueAttributes): QueueEntry {
  const different = Object.keys(given).find((name) => existing.attributes[name] !== given[name]);
  if (different === undefined) return existing;
  throw new ServiceError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${different}`,
  );
}

// Any host will do: what names the queue is the path.
function nameInUrl(url: string, accountId: string): string {
  const [name, account] = url.split('/').reverse();
  if (name && account === accountId) return name;
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message);
}
