// Executions whose time is over, and invocations, a file each.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadJson, saveJson, saveJsonSoon } from '../../src/json-list.ts';
import { type AsyncJournal, openAsyncJournal } from '../../src/services/lambda/async-journal.ts';
import { ExecutionFiles } from '../../src/services/stepfunctions/execution-files.ts';
import type { ExecutionRecord } from '../../src/services/stepfunctions/execution-record.ts';
import { ACCOUNT_ID, REGION } from '../support/gateway.ts';
import type { Scenario } from './crash-scenario.ts';

const DAY_MS = 86_400_000;
const NOW = 1_700_000_000_000;

interface Filed {
  files: ExecutionFiles;
  folder: string;
}

/** Two that ended long ago, one that ended today, one that still runs; the next start forgets the first two. */
export const executions: Scenario<Filed> = {
  open: (folder) => ({ files: new ExecutionFiles(folder, NOW), folder }),
  before: async ({ folder }) => {
    const earlier = new ExecutionFiles(folder, NOW - 200 * DAY_MS);
    earlier.saveDefinition('{}');
    earlier.tokenKey();
    for (const [name, startMs, hasEnded] of [
      ['old', NOW - 200 * DAY_MS, true],
      ['old-2', NOW - 190 * DAY_MS, true],
      ['running', NOW - 180 * DAY_MS, false],
      ['young', NOW - DAY_MS, true],
    ] as const) {
      const record = recordOf(name, startMs);
      earlier.begin(record.executionArn);
      earlier.records.save(record);
      earlier.append(record.executionArn, {
        id: 1,
        previousEventId: 0,
        timestamp: startMs,
        type: 'ExecutionStarted',
      });
      await earlier.written();
      if (hasEnded)
        earlier.records.save({ ...record, status: 'SUCCEEDED', stopMs: startMs + 1, output: '{}' });
      await earlier.written();
    }
    earlier.close();
  },
  isOutside: true,
  steps: ['reopen', 'reopen', ({ files }) => files.saveDefinition('{"more":1}'), 'reopen'],
  known: ({ files, folder }) => ({
    records: files.records.select(() => true).slice(),
    histories: files.records
      .select(() => true)
      .slice()
      .map(({ executionArn }) => files.history(executionArn).length),
    files: readdirSync(join(folder, 'histories')).length,
  }),
  anew: 'executions.jsonl',
  close: ({ files }) => files.close(),
  left: /^(executions\.(jsonl|index)|map-runs\.jsonl|token-key|definitions\/\w+\.json|histories\/m\.[\w-]+\.\w+\.jsonl|shared\/\d+\.jsonl)$/,
};

/** Short ones that lie together, a long one that gets a file of its own, one that is redriven. */
export const histories: Scenario<Filed> = {
  open: (folder) => ({ files: new ExecutionFiles(folder, NOW), folder }),
  before: async ({ files }) => {
    begin(files, 'long');
    for (let count = 1; count <= 31; count += 1) await happens(files, 'long');
    files.tokenKey();
  },
  steps: [
    ({ files }) => {
      begin(files, 'short');
      return happens(files, 'short');
    },
    ({ files }) => happens(files, 'long'),
    ({ files }) => happens(files, 'long'),
    ({ files }) => happens(files, 'short'),
    ({ files }) => ends(files, 'short'),
    ({ files }) => {
      begin(files, 'other');
      return happens(files, 'other');
    },
    ({ files }) => happens(files, 'long'),
    'reopen',
    ({ files }) => redriven(files, 'short'),
    ({ files }) => happens(files, 'other'),
    ({ files }) => ends(files, 'other'),
    'reopen',
    ({ files }) => redriven(files, 'other'),
    'reopen',
    ({ files }) => ends(files, 'other'),
  ],
  // A record may be there before its events, and is of no use without them.
  known: ({ files }) =>
    files.records
      .select(() => true)
      .slice()
      .map(({ name, executionArn }) => [name, files.history(executionArn).map(({ id }) => id)])
      .filter(([, ids]) => ids!.length > 0)
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  close: ({ files }) => files.close(),
  left: /^(executions\.(jsonl|index)|token-key|histories\/m\.[\w-]+\.\w+\.jsonl|shared\/\d+\.jsonl)$/,
  anew: 'shared/history',
};

function begin(files: ExecutionFiles, name: string): void {
  const record = recordOf(name, NOW);
  files.begin(record.executionArn);
  files.records.save(record);
}

/** Something more, of one that this process or the one before has begun. */
async function happens(files: ExecutionFiles, name: string): Promise<void> {
  add(files, arnOf(name));
  await files.written();
}

function add(files: ExecutionFiles, arn: string): void {
  const id = files.eventCount(arn) + 1;
  files.append(arn, { id, previousEventId: id - 1, timestamp: NOW, type: `Event${id}` });
}

async function ends(files: ExecutionFiles, name: string): Promise<void> {
  const arn = arnOf(name);
  add(files, arn);
  files.records.save({ ...files.records.get(arn)!, status: 'SUCCEEDED', stopMs: NOW, output: '{}' });
  files.evict(arn);
  await files.written();
}

async function redriven(files: ExecutionFiles, name: string): Promise<void> {
  const { stopMs: _, ...record } = files.records.get(arnOf(name))!;
  files.records.save({ ...record, status: 'RUNNING', redriveCount: 1 });
  await happens(files, name);
}

const arnOf = (name: string) => recordOf(name, NOW).executionArn;

function recordOf(name: string, startMs: number): ExecutionRecord {
  const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:m`;
  return {
    executionArn: `arn:aws:states:${REGION}:${ACCOUNT_ID}:execution:m:${name}`,
    name,
    stateMachineArn,
    type: 'STANDARD',
    roleArn: '',
    definitionKey: '',
    input: '{}',
    status: 'RUNNING',
    startMs,
    redriveCount: 0,
  };
}

interface Listed {
  file: string;
  list: unknown[];
}

export const lists: Scenario<Listed> = {
  open: (folder) => ({ file: join(folder, 'list.json'), list: loadJson(join(folder, 'list.json')) }),
  steps: [
    (world) => keepList(world, saveJson, [{ one: 1 }]),
    (world) => keepList(world, saveJson, [{ one: 1 }, { two: 2 }]),
    (world) => keepList(world, saveJsonSoon, [{ three: 3 }]),
    'reopen',
    (world) => keepList(world, saveJsonSoon, []),
  ],
  known: ({ list }) => list,
  close: () => undefined,
  left: /^list\.json$/,
  anew: 'list.json',
};

function keepList(world: Listed, save: typeof saveJson, list: unknown[]): void {
  save(world.file, list);
  world.list = list;
}

interface Invoked {
  journal: AsyncJournal;
  live: Map<string, Parameters<AsyncJournal['put']>[0]>;
}

export const invocations: Scenario<Invoked> = {
  open(folder) {
    const journal = openAsyncJournal(folder);
    return { journal, live: new Map(journal.left().map((event) => [event.requestId, event])) };
  },
  steps: [
    (world) => invoke(world, 'one', 0),
    (world) => invoke(world, 'two', 0),
    (world) => invoke(world, 'one', 1),
    'reopen',
    ({ journal, live }) => {
      journal.remove(live.get('two')!);
      live.delete('two');
    },
    (world) => invoke(world, 'three', 0),
  ],
  known: ({ live }) => [...live.values()].sort((a, b) => a.acceptedMs - b.acceptedMs),
  close: () => undefined,
  left: /^\w+\.json$/,
  anew: 'one.json',
};

function invoke({ journal, live }: Invoked, requestId: string, attempts: number): void {
  const acceptedMs = ['one', 'two', 'three'].indexOf(requestId);
  const event = {
    requestId,
    functionArn: 'f',
    payload: '{}',
    options: {},
    acceptedMs,
    dueMs: 0,
    attempts,
    failures: 0,
  };
  journal.put(event);
  live.set(requestId, event);
}
