// Photos that end in each way, sent one after another: what the laptop was asked meanwhile is theirs.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type HistoryEvent, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { agreeFor } from '../rider-consent.ts';
import { answeredRow, comeToRest } from '../smoke/answer.ts';
import type { Clients } from '../smoke/clients.ts';
import type { StackOutputs } from '../smoke/deployed-stack.ts';
import { type Bill, billOf } from './bill.ts';
import { statesAndEvents, usageOfJourney } from './journey.ts';
import type { StartedLaptop } from './laptop.ts';

/** A photo to send: by whom, and how it must end. */
export interface Sent {
  riderId: string;
  file: string;
  /** How it must end; undefined takes any. */
  verdict?: string;
}

export interface Cost extends Bill {
  /** What it was sent to show, or the verdict it got. */
  name: string;
  states: number;
  events: number;
  bytesKept: number;
}

const SAMPLES = path.join(import.meta.dirname, '../../samples');
const sample = (name: string) => path.join(SAMPLES, name);

export interface Case extends Sent {
  /** Photos that must have been sent before it; they are counted apart and not shown. */
  before?: readonly Sent[];
  /** Options of the laptop that it needs. */
  options?: readonly string[];
}

/** By name, in the order in which they are sent: a laptop that is alike serves several. */
export const CASES: Readonly<Record<string, Case>> = {
  approved: { riderId: 'bao', file: sample('bao.jpg'), verdict: 'approved' },
  renewed: {
    riderId: 'ada',
    file: sample('ada-2.jpg'),
    verdict: 'approved',
    before: [{ riderId: 'ada', file: sample('ada.jpg') }],
  },
  duplicate: {
    riderId: 'emil',
    file: sample('emil.jpg'),
    before: [{ riderId: 'emil', file: sample('emil.jpg') }],
  },
  rejected: {
    riderId: 'mallory',
    file: sample('carla.jpg'),
    verdict: 'rejected',
    before: [{ riderId: 'carla', file: sample('carla.jpg') }],
    options: ['--parameter-overrides', 'RejectionNeedsPerson=off'],
  },
  retake: { riderId: 'dora', file: sample('ada-dark.jpg'), verdict: 'retake' },
  unreadable: { riderId: 'uma', file: sample('renamed-text.jpg'), verdict: 'retake' },
  review: {
    riderId: 'rita',
    file: sample('ada-2.jpg'),
    verdict: 'review',
    before: [{ riderId: 'ada', file: sample('ada.jpg') }],
  },
  failed: {
    riderId: 'fay',
    file: sample('carla.jpg'),
    verdict: 'failed',
    options: ['--fault', 'state=ModeratePhoto,do=error,error=DependencyRefusedError'],
  },
};

const ANSWER_MS = 120_000;

export interface Counter {
  clients: Clients;
  outputs: StackOutputs;
  laptop: Pick<StartedLaptop, 'requests'>;
  /** What riders have to have agreed to; undefined where that is not asked for. */
  consentVersion?: string | undefined;
}

/** Sends one photo, waits until its execution is at rest, and makes the bill of everything between. */
export async function costOf(
  { clients, outputs, laptop, consentVersion: version }: Counter,
  name: string,
  sent: Sent,
): Promise<Cost> {
  const photoId = `photo-${Date.now()}`;
  const key = `incoming/${sent.riderId}/${photoId}`;
  if (version !== undefined)
    await agreeFor(clients.dynamoDb, { table: outputs.RidersTable, riderId: sent.riderId, version });
  laptop.requests();
  await clients.s3.send(
    new PutObjectCommand({ Bucket: outputs.PhotosBucket, Key: key, Body: readFileSync(sent.file) }),
  );
  const photo = { table: outputs.RidersTable, riderId: sent.riderId, photoId };
  const row = await answeredRow(clients, photo, Date.now() + ANSWER_MS);
  if (!row?.executionArn) throw new Error(`${sent.file} had no answer within ${ANSWER_MS / 1000} s`);
  await comeToRest(clients, row, Date.now() + ANSWER_MS);
  // What follows the end: the last lines of the log.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const verdict = row.verdict ?? row.status;
  if (sent.verdict !== undefined && verdict !== sent.verdict)
    throw new Error(`${sent.file} was to end as ${sent.verdict}, but ended as ${verdict}`);
  const requests = laptop.requests();
  const others = requests.filter(({ operation }) => operation === 'StartExecution').length;
  if (others > 1) throw new Error('somebody else sent photos meanwhile: these figures would be theirs, too');
  const events = await historyOf(clients, row.executionArn);
  const bytesKept = requests
    .filter(({ service, operation }) => service === 's3' && operation === 'PutObject')
    .reduce((sum, { bytesIn = 0 }) => sum + bytesIn, 0);
  return {
    name: name || verdict,
    ...billOf(requests, usageOfJourney(row.executionArn, events)),
    ...statesAndEvents(events),
    bytesKept: verdict === 'approved' ? bytesKept : 0,
  };
}

async function historyOf({ sfn }: Pick<Clients, 'sfn'>, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: sfn }, { executionArn }))
    events.push(...(page.events ?? []));
  return events;
}
