import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sharedBySuites } from './shared-by-suites.ts';
import { sharedResult } from './shared-results.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const text = (made: Uint8Array) => Buffer.from(made).toString();

it('is made once for all who ask, at once or later', async () => {
  const name = randomUUID();
  let made = 0;
  const make = async () => {
    made++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return bytes('made');
  };
  const asked = await Promise.all([sharedResult(name, make), sharedResult(name, make)]);
  const later = await sharedResult(name, make);
  expect([...asked, later].map(text)).toEqual(['made', 'made', 'made']);
  expect(made).toBe(1);
});

it('is made by the next who needs it when it could not be made', async () => {
  const name = randomUUID();
  const failing = sharedResult(name, () => Promise.reject(new Error('no')));
  const waiting = sharedResult(name, async () => bytes('after all'));
  await expect(failing).rejects.toThrow('no');
  expect(text(await waiting)).toBe('after all');
});

it('does not wait for a process that is gone', async () => {
  const name = randomUUID();
  await sharedResult(randomUUID(), async () => bytes('so that the folder is there'));
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(path.join(sharedBySuites, 'results', `${name}.maker`), String(pid));
  expect(text(await sharedResult(name, async () => bytes('mine')))).toBe('mine');
});
