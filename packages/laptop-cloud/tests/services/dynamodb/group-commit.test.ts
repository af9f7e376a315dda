import type { BatchOperation, Store } from 'dynalite/db/index.js';
import { writeTogether } from '../../../src/services/dynamodb/group-commit.ts';

const put = (key: string): BatchOperation => ({ type: 'put', key, value: 1 });
const keysOf = (operations: readonly BatchOperation[]) => operations.map(({ key }) => key).join('');

/** A store that notes what it is given at one go, and refuses what a test says. */
function aStore(refuses: (keys: string) => string | undefined = () => undefined) {
  const written: string[] = [];
  const db = {
    batch: (operations: BatchOperation[], callback?: (error: Error | null) => void) => {
      const refusal = refuses(keysOf(operations));
      if (refusal === undefined) written.push(keysOf(operations));
      callback?.(null);
      return refusal === undefined ? Promise.resolve() : Promise.reject(new Error(refusal));
    },
  } as unknown as Store['db'];
  writeTogether({ db });
  return { db, written };
}

it('what is written in one turn is one batch, in its order, and none is done before all of it is', async () => {
  const { db, written } = aStore();
  const done: string[] = [];
  const one = db.batch([put('a'), put('b')]).then(() => done.push('one'));
  await Promise.resolve();
  const two = db.batch([put('c')]).then(() => done.push('two'));
  expect(done).toEqual([]);
  await Promise.all([one, two]);
  expect(written).toEqual(['abc']);
  expect(done).toEqual(['one', 'two']);
});

it('what comes in a later turn is a batch of its own', async () => {
  const { db, written } = aStore();
  await db.batch([put('a')]);
  await db.batch([put('b')]);
  expect(written).toEqual(['a', 'b']);
});

it('what is refused of one is refused to that one alone', async () => {
  const { db, written } = aStore((keys) => (keys.includes('b') ? 'b is no key' : undefined));
  const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((key) => db.batch([put(key)])));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(written).toEqual(['a', 'c']);
});

it('a disk that takes nothing is told to all, and not tried again', async () => {
  let tries = 0;
  const { db } = aStore(() => {
    tries += 1;
    return 'IO error: No space left on device';
  });
  const outcomes = await Promise.allSettled(['a', 'b'].map((key) => db.batch([put(key)])));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(tries).toBe(1);
});

it('what comes while a group is under way waits for it, and is not written behind what the disk did not take', async () => {
  const { promise: under, reject } = Promise.withResolvers<void>();
  const tried: string[] = [];
  const db = {
    batch: (operations: BatchOperation[]) => {
      tried.push(keysOf(operations));
      return under;
    },
  } as unknown as Store['db'];
  writeTogether({ db });
  const first = db.batch([put('a')]);
  await new Promise((resolve) => setImmediate(resolve));
  const second = db.batch([put('b')]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(tried).toEqual(['a']);
  reject(new Error('IO error: No space left on device'));
  const outcomes = await Promise.allSettled([first, second]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(tried).toEqual(['a']);
});

it('leaves what the engine writes with a callback to itself', async () => {
  const { db, written } = aStore();
  const withCallback = db.batch as unknown as (operations: BatchOperation[], done: () => void) => void;
  await new Promise<void>((resolve) => withCallback([put('a')], resolve));
  expect(written).toEqual(['a']);
});
