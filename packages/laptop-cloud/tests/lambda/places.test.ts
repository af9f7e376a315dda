import { Places } from '../../src/lambda/places.ts';

const CANNOT_WAIT = undefined;
/** Whether it is settled by now. */
async function isTaken(taking: Promise<void>): Promise<boolean> {
  let isSettled = false;
  void taking.then(() => {
    isSettled = true;
  });
  await new Promise(setImmediate);
  return isSettled;
}

test('more places let in who waits, fewer let nobody in before enough are free', async () => {
  const places = new Places({ limit: 1, whenFull: 'wait' });
  await places.take(CANNOT_WAIT);
  const second = places.take(CANNOT_WAIT);
  const third = places.take(CANNOT_WAIT);

  places.bound({ limit: 2, whenFull: 'wait' });
  expect([await isTaken(second), await isTaken(third)]).toEqual([true, false]);
  places.bound({ limit: 1, whenFull: 'wait' });
  places.free();
  expect(await isTaken(third)).toBe(false);
  places.free();
  expect(await isTaken(third)).toBe(true);
});

test('who waits is throttled once nobody is to wait any more', async () => {
  const places = new Places({ limit: 1, whenFull: 'wait' });
  await places.take(CANNOT_WAIT);
  const waiting = places.take(CANNOT_WAIT);

  places.bound({ limit: 1, whenFull: 'refuse' });

  await expect(waiting).rejects.toMatchObject({ code: 'TooManyRequestsException' });
  places.free();
  expect(places.areFree()).toBe(true);
});
