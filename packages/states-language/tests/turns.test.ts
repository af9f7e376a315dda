// Whoever goes on without a wait leaves room for everything else in the process.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { virtualClock } from '../src/clock.ts';
import { Turns, turnsOf } from '../src/turns.ts';
import { machine, run } from './engine.ts';
import { DISTRIBUTED, memory } from './map/distributed.ts';

/** How often other work had its turn before this one was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await nextTurn();
    turns++;
  }
  return turns;
}

const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
const distributed = { ...pass, ProcessorConfig: DISTRIBUTED };
const numbers = Array.from({ length: 3000 }, (_, number) => number);
const fromFile = (InputType: string, more: object = {}) => ({
  Type: 'Map',
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'data', Key: 'file' },
    ReaderConfig: { InputType, CSVHeaderLocation: 'FIRST_ROW', ...more },
  },
  ItemBatcher: { MaxItemsPerBatch: 3000 },
  ItemProcessor: distributed,
});

test.each<[string, object, string?]>([
  ['children of a distributed Map', { Type: 'Map', ItemProcessor: distributed }],
  ['iterations of an inline Map', { Type: 'Map', ItemProcessor: pass }],
  [
    'items that are selected',
    {
      Type: 'Map',
      ItemSelector: { 'item.$': '$$.Map.Item.Value' },
      ItemBatcher: { MaxItemsPerBatch: 3000 },
      ItemProcessor: distributed,
    },
  ],
  ['rows of a table', fromFile('CSV'), ['number', ...numbers].join('\n')],
  ['lines of JSON', fromFile('JSONL'), numbers.join('\n')],
])('thousands of %s', async (_what, state, file = '') => {
  const ran = run(machine(state), numbers, { objects: memory({ file }) });

  expect(await turnsDuring(ran)).toBeGreaterThan(1);
  expect((await ran).outcome.status).toBe('SUCCEEDED');
});

test('a table is read as far as its items are wanted', async () => {
  const { output } = await run(
    machine(fromFile('CSV', { MaxItems: 2 })),
    {},
    {
      objects: memory({ file: 'a\n1\n2\n3\n4' }),
    },
  );

  expect(output).toEqual([{ Items: [{ a: '1' }, { a: '2' }] }]);
});

test('those of one clock stand in one line, and keep their order', async () => {
  const turns = new Turns(virtualClock(0));
  const gone: number[] = [];
  for (let number = 0; number < 300; number += 1) {
    const turn = turns.take();
    if (turn) turn.then(() => gone.push(number));
    else gone.push(number);
  }
  const seen = [gone.length];
  for (let round = 0; round < 3; round += 1) {
    await nextTurn();
    seen.push(gone.length);
  }

  expect(seen).toEqual([128, 256, 300, 300]);
  expect(gone).toEqual(Array.from({ length: 300 }, (_, number) => number));
});

test('each clock has its own line', () => {
  const clock = virtualClock(0);

  expect(turnsOf(clock)).toBe(turnsOf(clock));
  expect(turnsOf(clock)).not.toBe(turnsOf(virtualClock(0)));
});

test('a virtual clock stands still for those in line', async () => {
  const clock = virtualClock(0);
  const turns = new Turns(clock);
  let rung = false;
  clock.sleep(1000).then(() => {
    rung = true;
  });
  for (let step = 0; step < 128; step += 1) turns.take();
  const turn = turns.take();

  await turn;

  expect(rung).toBe(false);
});
