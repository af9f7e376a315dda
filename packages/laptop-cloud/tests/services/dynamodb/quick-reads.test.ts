import { create, type Store } from 'dynalite/db/index.js';
import { readQuickly } from '../../../src/services/dynamodb/quick-reads.ts';

let store: Store;
beforeEach(async () => {
  store = create({});
  readQuickly(store);
  await store.db.open();
});
afterEach(() => store.db.close());

const put = (count: number) =>
  store.db.batch(
    Array.from({ length: count }, (_, at) => ({
      type: 'put',
      key: `a${String(at).padStart(4, '0')}`,
      value: { at },
    })),
  );

/** What a stream says until it ends, or until `isEnough`. */
function heard(isEnough: (values: number) => boolean = () => false): Promise<{ at: number }[]> {
  const values: { at: number }[] = [];
  const stream = store.db.createValueStream({ gte: 'a', lt: 'b' }) as ReturnType<
    Store['db']['createValueStream']
  > & { destroy(): void };
  return new Promise((resolve, reject) => {
    stream.on('data', (value: { at: number }) => {
      values.push(value);
      if (!isEnough(values.length)) return;
      stream.destroy();
      setTimeout(() => resolve(values), 20);
    });
    stream.on('end', () => resolve(values));
    stream.on('error', reject);
  });
}

it('a value is told after the caller goes on, and nothing for what is not there', async () => {
  await put(1);
  const told: unknown[] = [];
  const done = new Promise<void>((resolve) => {
    store.db.get('a0000', (error, value) => told.push(error, value));
    store.db.get('b', (error, value) => {
      told.push(error, value);
      resolve();
    });
  });
  expect(told).toEqual([]);
  await done;
  expect(told).toEqual([null, { at: 0 }, null, undefined]);
});

it('a closed database is an error for whoever asks', async () => {
  await store.db.close();
  const error = await new Promise<Error | null>((resolve) => store.db.get('a', resolve));
  expect(error?.message).toMatch(/closed/);
});

it.each([0, 1, 100, 101, 1000])('a stream says each of %s values, in order, and its end', async (count) => {
  if (count > 0) await put(count);
  expect((await heard()).map(({ at }) => at)).toEqual(Array.from({ length: count }, (_, at) => at));
});

it('a stream that is stopped says nothing more', async () => {
  await put(300);
  expect(await heard((values) => values === 150)).toHaveLength(150);
});

it('a stream of a closed database is an error', async () => {
  await put(10);
  const telling = heard();
  await store.db.close();
  await expect(telling).rejects.toThrow();
});
