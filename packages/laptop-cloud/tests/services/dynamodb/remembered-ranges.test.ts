import { create, type Store } from 'dynalite/db/index.js';
import { readQuickly } from '../../../src/services/dynamodb/quick-reads.ts';
import { RememberedRanges } from '../../../src/services/dynamodb/remembered-ranges.ts';

const RANGE = { gte: 'item-riders~a', lt: 'item-riders~b' };
let store: Store;
let reads: number;
beforeEach(async () => {
  store = create({});
  const { values } = store.db;
  reads = 0;
  store.db.values = (range) => {
    reads += 1;
    return values.call(store.db, range);
  };
  readQuickly(store);
  await store.db.open();
});
afterEach(() => store.db.close());

const put = (key: string, value: unknown) => store.db.put(key, value);

function read(range: Record<string, unknown> = RANGE): Promise<unknown[]> {
  const values: unknown[] = [];
  const stream = store.db.createValueStream(range);
  return new Promise((resolve, reject) => {
    stream.on('data', (value: unknown) => values.push(value));
    stream.on('end', () => resolve(values));
    stream.on('error', reject);
  });
}

it('a range is read once, and given again as it was', async () => {
  await put('item-riders~a1', { n: { N: '1' } });

  const [first, second] = [await read(), await read()];

  expect(second).toEqual([{ n: { N: '1' } }]);
  expect(first).toEqual(second);
  expect(reads).toBe(1);
});

it.each<[string, () => Promise<unknown>, unknown[]]>([
  ['put', () => put('item-riders~a2', 2), [1, 2]],
  ['removed', () => store.db.del('item-riders~a1'), []],
  ['cleared', () => store.db.clear({ gte: 'item-riders~', lt: 'item-riders~\xff' }), []],
  ['put in a batch', () => store.db.batch([{ type: 'put', key: 'item-riders~a0', value: 0 }]), [0, 1]],
  [
    'put by the engine',
    () =>
      new Promise<void>((resolve) =>
        store.getItemDb('riders').put('a3', 3 as never, () => {
          resolve();
        }),
      ),
    [1, 3],
  ],
])('what was %s meanwhile is seen', async (_how, change, expected) => {
  await put('item-riders~a1', 1);
  await read();

  await change();

  expect(await read()).toEqual(expected);
});

it('what is written to another table forgets nothing', async () => {
  await put('item-riders~a1', 1);
  await read();
  await put('item-photos~a1', 1);

  await read();

  expect(reads).toBe(1);
});

it('what was read while something was being written is not kept', async () => {
  const ranges = new RememberedRanges();
  let end = (): void => undefined;
  const db = {
    put: () => new Promise<void>((resolve) => (end = resolve)),
    del: async () => undefined,
    batch: async () => undefined,
    clear: async () => undefined,
  } as unknown as Store['db'];
  ranges.watch(db);
  const before = ranges.reading(RANGE);
  const writing = db.put('item-riders~a1', 1);
  const during = ranges.reading(RANGE);
  before(['old']);
  during(['either']);
  end();
  await writing;
  during(['either']);

  expect(ranges.get(RANGE)).toBeUndefined();
  ranges.reading(RANGE)(['new']);
  expect(ranges.get(RANGE)).toEqual(['new']);
});

it('nobody can change what is remembered', async () => {
  await put('item-riders~a1', { n: { N: '1' } });
  await read();

  const [value] = (await read()) as [{ n: object }];

  expect(Object.isFrozen(value) && Object.isFrozen(value.n)).toBe(true);
});

it('the oldest make way', () => {
  const ranges = new RememberedRanges();
  const ask = (number: number) => ({ gte: `item-riders~${number}`, lt: `item-riders~${number}~` });
  for (let number = 0; number <= 64; number += 1) ranges.reading(ask(number))([number]);

  expect(ranges.get(ask(0))).toBeUndefined();
  expect(ranges.get(ask(1))).toBeDefined();
});

it('a range over more than one table is not kept', async () => {
  await put('item-photos~a', 1);
  const wide = { gte: 'item-', lt: 'item-~' };
  await read(wide);
  await put('item-riders~a', 2);

  expect(await read(wide)).toEqual([1, 2]);
});

it('a range that takes several reads is not kept', async () => {
  const keys = Array.from({ length: 150 }, (_, at) => `item-riders~a${String(at).padStart(4, '0')}`);
  await store.db.batch(keys.map((key) => ({ type: 'put', key, value: key })));

  await read();
  expect(await read()).toEqual(keys);
  expect(reads).toBe(2);
});
