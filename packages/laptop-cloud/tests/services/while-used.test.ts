import { setTimeout as sleep } from 'node:timers/promises';
import { whileUsed } from '../../src/services/while-used.ts';

it('lets go once nobody comes any more, and again after somebody came', async () => {
  let times = 0;
  const use = whileUsed(() => {
    times += 1;
  }, 5);
  await sleep(30);
  expect(times).toBe(0);
  use.note();
  await sleep(60);
  expect(times).toBe(1);
  use.note();
  await sleep(60);
  expect(times).toBe(2);
});

it('does nothing once it is stopped', async () => {
  let times = 0;
  const use = whileUsed(() => {
    times += 1;
  }, 5);
  use.note();
  use.stop();
  await sleep(40);
  expect(times).toBe(0);
});
