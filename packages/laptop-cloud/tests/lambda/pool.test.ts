import { Places } from '../../src/lambda/places.ts';
import { createPool } from '../../src/lambda/pool.ts';

class Member {
  isStopped = false;
  isBroken = false;
  hasExited = () => this.isBroken;
  stop = async () => {
    this.isStopped = true;
  };
}
const start = () => new Member();

test('uses the environment used last again, and starts one only when all are busy', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 3, whenFull: 'wait' }), idleMs: 1000 });
  const first = await pool.acquire('v1', start);
  const second = await pool.acquire('v1', start);
  first.release();
  second.release();

  const third = await pool.acquire('v1', start);

  expect(third.member).toBe(second.member);
  expect([first.isNew, second.isNew, third.isNew]).toEqual([true, true, false]);
  await pool.close();
  expect([first.member.isStopped, third.member.isStopped]).toEqual([true, true]);
});

test('lets the longest waiting in when a place is free', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 1, whenFull: 'wait' }), idleMs: 1000 });
  const order: string[] = [];
  const first = await pool.acquire('v1', start);
  const later = ['a', 'b'].map(async (name) => {
    const lease = await pool.acquire('v1', start);
    order.push(name);
    lease.release();
  });

  first.release();
  await Promise.all(later);

  expect(order).toEqual(['a', 'b']);
  expect(pool.size()).toBe(1);
  await pool.close();
});

test('who gives up waiting takes no place, and those behind move up', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 1, whenFull: 'wait' }), idleMs: 1000 });
  const first = await pool.acquire('v1', start);
  const impatient = new AbortController();
  const second = pool.acquire('v1', start, impatient.signal);
  const third = pool.acquire('v1', start);

  impatient.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  first.release();

  expect((await third).member).toBe(first.member);
  await expect(pool.acquire('v1', start, impatient.signal)).rejects.toThrow('gone');
  (await third).release();
  expect((await pool.acquire('v1', start)).isNew).toBe(false);
  await pool.close();
});

test('a signal that comes later than the place changes nothing', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 1, whenFull: 'wait' }), idleMs: 1000 });
  const late = new AbortController();
  const first = await pool.acquire('v1', start);
  const second = pool.acquire('v1', start, late.signal);
  first.release();
  const lease = await second;

  late.abort(new Error('gone'));
  lease.release();

  expect((await pool.acquire('v1', start)).member).toBe(first.member);
  await pool.close();
});

test('who still waits when it closes is refused, and starts nothing', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 1, whenFull: 'wait' }), idleMs: 1000 });
  const first = await pool.acquire('v1', start);
  const second = pool.acquire('v1', start);

  const refused = expect(second).rejects.toMatchObject({ code: 'ServiceException' });
  await pool.close();
  await first.discard();

  await refused;
  await expect(pool.acquire('v1', start)).rejects.toMatchObject({ code: 'ServiceException' });
  expect(first.member.isStopped).toBe(true);
  expect(pool.size()).toBe(0);
});

test('refuses when full, where that is asked for', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 0, whenFull: 'refuse' }), idleMs: 1000 });

  await expect(pool.acquire('v1', start)).rejects.toMatchObject({ code: 'TooManyRequestsException' });
});

test('a new version ends the environments of the old one', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 2, whenFull: 'wait' }), idleMs: 1000 });
  const old = await pool.acquire('v1', start);
  old.release();

  const fresh = await pool.acquire('v2', start);

  expect(old.member.isStopped).toBe(true);
  expect(fresh.isNew).toBe(true);
  await pool.close();
});

test('an environment that ended while it rested is not used again', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 2, whenFull: 'wait' }), idleMs: 1000 });
  const lease = await pool.acquire('v1', start);
  lease.release();
  lease.member.isBroken = true;

  const next = await pool.acquire('v1', start);

  expect(next.isNew).toBe(true);
  await pool.close();
});

test('provides one environment ahead, unless there is one or no place for it', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 1, whenFull: 'wait' }), idleMs: 1000 });
  const none = createPool<Member>({ places: new Places({ limit: 0, whenFull: 'refuse' }), idleMs: 1000 });

  pool.prewarm('v1', start);
  pool.prewarm('v1', start);
  none.prewarm('v1', start);

  expect([pool.size(), none.size()]).toEqual([1, 0]);
  const lease = await pool.acquire('v1', start);
  pool.prewarm('v1', start);
  expect([lease.isNew, pool.size()]).toEqual([false, 1]);
  lease.release();
  await pool.close();
  pool.prewarm('v1', start);
  expect(pool.size()).toBe(0);
});

test('what is surplus ends when asked, unless one works or has worked just now', async () => {
  const pool = createPool<Member>({ places: new Places({ limit: 3, whenFull: 'wait' }), idleMs: 60_000 });
  const leases = await Promise.all([1, 2, 3].map(() => pool.acquire('v1', start)));
  const stopped = () => leases.map(({ member }) => member.isStopped);
  const [first, ...others] = leases;
  for (const lease of others) lease.release();

  pool.endSurplus(0);
  expect(stopped()).toEqual([false, false, false]);
  first?.release();
  pool.endSurplus(60_000);
  expect(stopped()).toEqual([false, false, false]);
  pool.endSurplus(0);

  expect(stopped()).toEqual([false, true, true]);
  expect((await pool.acquire('v1', start)).member).toBe(first?.member);
  await pool.close();
});

test('an unused environment ends after a while', async () => {
  jest.useFakeTimers();
  const pool = createPool<Member>({ places: new Places({ limit: 2, whenFull: 'wait' }), idleMs: 1000 });
  const lease = await pool.acquire('v1', start);
  lease.release();

  jest.advanceTimersByTime(1001);
  jest.useRealTimers();

  expect(lease.member.isStopped).toBe(true);
  expect(pool.size()).toBe(0);
});
