import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MapRun } from 'states-language';
import { BurstWriter } from '../../../src/services/stepfunctions/burst-writer.ts';
import { ExecutionFiles } from '../../../src/services/stepfunctions/execution-files.ts';
import type { ExecutionRecord } from '../../../src/services/stepfunctions/execution-record.ts';
import { FiledRecords } from '../../../src/services/stepfunctions/filed-records.ts';
import { SharedHistories } from '../../../src/services/stepfunctions/shared-histories.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';

function aRecord(number: number, more: Partial<ExecutionRecord> = {}): ExecutionRecord {
  return {
    executionArn: `arn:aws:states:us-east-1:000000000000:execution:m:é${number}`,
    name: `é${number}`,
    stateMachineArn: MACHINE,
    type: 'STANDARD',
    roleArn: '',
    definitionKey: 'k',
    input: '{}',
    status: 'RUNNING',
    startMs: number,
    redriveCount: 0,
    ...more,
  };
}

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'records-'));
  file = join(folder, 'executions.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened() {
  const writer = new BurstWriter(new SharedHistories(join(folder, 'shared')));
  const records = new FiledRecords(file, writer);
  return {
    records,
    writer,
    close: () => {
      writer.closeAll();
      records.close();
    },
  };
}

/** Leaves so many executions behind; those with an even number have ended. */
function leave(count: number): void {
  const { records, close } = opened();
  for (let number = 0; number < count; number += 1) records.save(aRecord(number));
  for (let number = 0; number < count; number += 2)
    records.save(aRecord(number, { status: 'SUCCEEDED', output: '"ü"' }));
  close();
}

const namesOf = (records: FiledRecords, status?: string): string[] =>
  records
    .select((one) => status === undefined || one.status === status)
    .slice()
    .map(({ name }) => name);

test('finds in the next process each execution as it was last saved, the newest first', () => {
  leave(5);

  const { records, close } = opened();

  expect(namesOf(records)).toEqual(['é4', 'é3', 'é2', 'é1', 'é0']);
  expect(namesOf(records, 'RUNNING')).toEqual(['é3', 'é1']);
  expect(records.get(aRecord(2).executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"ü"' });
  expect(records.get('arn:of:none')).toBeUndefined();
  close();
});

test('gives what has just been saved, before and after it is on disk', async () => {
  const { records, writer, close } = opened();
  const ended = aRecord(1, { status: 'FAILED', error: 'E' });
  records.save(aRecord(1));
  records.save(ended);

  const before = records.get(ended.executionArn);
  await writer.written();
  await new Promise(setImmediate);

  expect(before).toEqual(ended);
  expect(records.get(ended.executionArn)).toEqual(ended);
  close();
});

test('an execution keeps its place when it is redriven', async () => {
  leave(3);
  const first = opened();
  first.records.save(aRecord(0, { status: 'SUCCEEDED', redriveCount: 1 }));
  first.close();

  const { records, close } = opened();

  expect(namesOf(records)).toEqual(['é2', 'é1', 'é0']);
  expect(records.select(({ redriveCount }) => redriveCount > 0).length).toBe(1);
  close();
});

test('finds what began and what ended in one turn, whose lines are not written in that order', async () => {
  const { records, writer, close } = opened();
  records.save(aRecord(0));
  records.save(aRecord(0, { status: 'SUCCEEDED', output: '1' }));
  records.save(aRecord(1));
  await writer.written();
  await new Promise(setImmediate);
  const first = records.get(aRecord(0).executionArn);
  close();

  const next = opened();

  expect(first).toMatchObject({ name: 'é0', output: '1' });
  expect(next.records.select(() => true).slice()).toEqual([aRecord(1), first]);
  next.close();
});

test('one that is forgotten is in no list and is not found, now and after a restart', () => {
  leave(3);
  const first = opened();
  first.records.forget(aRecord(1).executionArn);
  const now = namesOf(first.records);
  first.close();

  const next = opened();
  const later = namesOf(next.records);
  next.close();
  rmSync(join(folder, 'executions.index'));
  const anew = opened();

  expect([now, later, namesOf(anew.records)]).toEqual([
    ['é2', 'é0'],
    ['é2', 'é0'],
    ['é2', 'é0'],
  ]);
  expect(anew.records.get(aRecord(1).executionArn)).toBeUndefined();
  anew.close();
});

describe('an index that does not fit the lines is made anew', () => {
  const index = () => join(folder, 'executions.index');

  test.each<[string, () => void]>([
    ['is gone', () => rmSync(index())],
    ['is torn', () => truncateSync(index(), statSync(index()).size - 7)],
    ['is something else', () => writeFileSync(index(), 'no index')],
    ['knows less than the lines say', () => appendFileSync(file, `${JSON.stringify(aRecord(9))}\n`)],
    ['is of another file', () => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"ü"', '"ö"'))],
    ['knows more than there is', () => truncateSync(file, readFileSync(file).indexOf('\n') + 1)],
  ])('when it %s', (_, damage) => {
    leave(4);
    damage();
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    const last = new Map(
      lines.map((line) => JSON.parse(line) as ExecutionRecord).map((one) => [one.executionArn, one]),
    );

    const { records, close } = opened();

    expect(records.select(() => true).slice()).toEqual([...last.values()].reverse());
    close();
  });
});

test.each(['[]', 'null', '{"a":[1]}', '{"executionArn":1}'])(
  'passes over a line that is no record of an execution: %s',
  (line) => {
    const before = opened();
    before.records.save(aRecord(1));
    before.close();
    rmSync(join(folder, 'executions.index'));
    writeFileSync(file, `${line}\n${readFileSync(file, 'utf8')}${line}\n`);

    const { records, close } = opened();

    expect(records.select(() => true).slice()).toEqual([aRecord(1)]);
    close();
  },
);

test('forgets 90 days after the end what ended, with its history, and nothing else', async () => {
  const DAY_MS = 86_400_000;
  const before = new ExecutionFiles(folder, 0);
  const ended = { status: 'SUCCEEDED', output: '1' } as const;
  for (const number of [0, 1, 2, 3]) {
    before.begin(aRecord(number).executionArn);
    before.append(aRecord(number).executionArn, {
      id: 1,
      previousEventId: 0,
      timestamp: 0,
      type: 'ExecutionStarted',
    });
    before.records.save(aRecord(number));
  }
  before.records.save(aRecord(2, { ...ended, stopMs: 5 * DAY_MS }));
  before.records.save(aRecord(0, { ...ended, stopMs: DAY_MS }));
  before.records.save(aRecord(1, { ...ended, stopMs: DAY_MS }));
  await before.written();
  before.records.save(aRecord(1, { redriveCount: 1 }));
  before.close();

  const after = new ExecutionFiles(folder, 92 * DAY_MS);
  const names = namesOf(after.records);
  const histories = [0, 1, 2, 3].map((number) => after.history(aRecord(number).executionArn).length);
  after.close();
  const again = new ExecutionFiles(folder, 92 * DAY_MS);

  expect(names).toEqual(['é3', 'é2', 'é1']);
  expect(histories).toEqual([0, 1, 1, 1]);
  expect(namesOf(again.records)).toEqual(names);
  expect(again.records.get(aRecord(2).executionArn)).toMatchObject({ stopMs: 5 * DAY_MS });
  again.close();
});

test('forgets the oldest that ended until the rest is no more than asked for, but never what runs or is asked for', async () => {
  const before = new ExecutionFiles(folder, 0);
  const runArn = 'arn:aws:states:us-east-1:123456789012:mapRun:machine/Map:1';
  const ended = { status: 'SUCCEEDED', output: '1', stopMs: 1 } as const;
  const arns = Array.from({ length: 6 }, (_, number) => aRecord(number).executionArn);
  for (const [number, arn] of arns.entries()) {
    before.begin(arn);
    before.append(arn, { id: 1, previousEventId: 0, timestamp: number, type: 'ExecutionStarted' });
    const child = number === 1 ? { mapRunArn: runArn, mapRunIndex: 0 } : {};
    before.records.save(aRecord(number, number === 0 ? {} : { ...ended, ...child }));
  }
  before.saveMapRun({ arn: runArn, executionArn: arns[0]!, status: 'RUNNING' } as unknown as MapRun);
  await before.written();
  before.close();
  const bytes = (name: string) => statSync(join(folder, name)).size;
  const histories = ['histories', 'shared'].flatMap((kind) =>
    readdirSync(join(folder, kind)).map((name) => `${kind}/${name}`),
  );
  const all = bytes('executions.jsonl') + histories.reduce((sum, name) => sum + bytes(name), 0);

  const whole = new ExecutionFiles(folder, 2, all);
  const kept = namesOf(whole.records);
  whole.close();
  const less = new ExecutionFiles(folder, 2, all - 1);
  const names = namesOf(less.records);
  const events = arns.map((arn) => less.history(arn).length);
  less.close();

  expect([kept.length, whole.forgotten]).toEqual([6, 0]);
  expect([names, less.forgotten]).toEqual([['é5', 'é4', 'é3', 'é1', 'é0'], 1]);
  expect(events).toEqual([1, 1, 0, 1, 1, 1]);
});

test('histories that lie together go with the last of them that is forgotten', async () => {
  const DAY_MS = 86_400_000;
  const before = new ExecutionFiles(folder, 0);
  for (const number of [1, 2, 3]) {
    const { executionArn } = aRecord(number);
    const input = 'x'.repeat(5 * 2 ** 20);
    before.begin(executionArn);
    before.append(executionArn, {
      id: 1,
      previousEventId: 0,
      timestamp: 0,
      type: 'ExecutionStarted',
      executionStartedEventDetails: { input, inputDetails: { truncated: false }, roleArn: '' },
    });
    before.records.save(aRecord(number, { status: 'SUCCEEDED', output: '1', stopMs: number * DAY_MS }));
    before.evict(executionArn);
    await before.written();
  }
  before.close();

  const after = new ExecutionFiles(folder, 92.5 * DAY_MS);

  expect(namesOf(after.records)).toEqual(['é3']);
  expect(readdirSync(join(folder, 'shared'))).toEqual(['3.jsonl']);
  expect(after.history(aRecord(3).executionArn)).toHaveLength(1);
  after.close();
});

test('what an earlier release has left, a file for each history, is read and goes on', async () => {
  const { executionArn } = aRecord(1);
  const first = new ExecutionFiles(folder, 0);
  const event = (id: number) => ({ id, previousEventId: id - 1, timestamp: id, type: `Event${id}` });
  first.begin(executionArn);
  first.append(executionArn, event(1));
  first.records.save(aRecord(1));
  // In its own file, as all had one.
  first.close();
  rmSync(join(folder, 'shared'), { recursive: true });
  const record = aRecord(1, { status: 'FAILED', stopMs: 1 });
  writeFileSync(file, `${JSON.stringify(aRecord(1))}\n${JSON.stringify(record)}\n`);

  const next = new ExecutionFiles(folder, 2);
  const ended = next.history(executionArn);
  next.records.save(aRecord(1, { redriveCount: 1 }));
  next.append(executionArn, event(2));
  await next.written();
  next.close();

  expect(ended).toEqual([event(1)]);
  const last = new ExecutionFiles(folder, 2);
  expect(last.left(executionArn)).toEqual([event(1), event(2)]);
  last.close();
});
