import { guardLog } from '../../../src/services/dynamodb/torn-log.ts';
import type { Operation } from '../../../src/services/operation.ts';
import { freeOperation } from '../../support/operations.ts';

const run = async (operation: Operation) => operation.run({ input: {}, resource: [], request: {} as never });

it('writes nothing behind a write that the disk did not take, and goes on reading', async () => {
  const told: string[] = [];
  const guard = guardLog((line) => told.push(line));
  const full = new Error('write failed', { cause: new Error('IO error: No space left on device') });
  const written: string[] = [];
  const failing = guard.guarded(freeOperation('PutItem', () => Promise.reject(full)));
  const other = guard.guarded(freeOperation('DeleteItem', () => written.push('deleted')));
  const reading = guard.guarded(freeOperation('GetItem', () => 'an item'));

  await run(other);
  await expect(run(failing)).rejects.toBe(full);
  await expect(run(other)).rejects.toMatchObject({ name: 'ServiceError', status: 500 });
  await guard.guardedWork(async () => void written.push('swept'));

  expect(await run(reading)).toBe('an item');
  expect(written).toEqual(['deleted']);
  expect(told).toEqual([expect.stringContaining('written again after the next start')]);
});

it('goes on after any other failure', async () => {
  const guard = guardLog(() => undefined);
  const failing = guard.guarded(freeOperation('PutItem', () => Promise.reject(new TypeError('x'))));
  const other = guard.guarded(freeOperation('PutItem', () => 'put'));

  await expect(run(failing)).rejects.toThrow('x');

  expect(await run(other)).toBe('put');
});
