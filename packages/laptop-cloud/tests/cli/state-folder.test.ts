import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStateFolder, removeStateFolder, stateFolderOwner } from '../../src/state-folder.ts';
import { serverName } from '../../src/state-lock.ts';

const fresh = () => mkdtempSync(path.join(tmpdir(), 'state-'));

/** A lock as another process would have left it. */
async function lockedBy(record: unknown): Promise<string> {
  const folder = fresh();
  (await openStateFolder(folder)).release();
  writeFileSync(path.join(folder, 'lock'), typeof record === 'string' ? record : JSON.stringify(record));
  return folder;
}

/** What listens at the endpoint of a lock. */
async function listener(server: string): Promise<{ endpoint: string; close(): void }> {
  const http = createServer((_, response) => response.setHeader('server', server).end());
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, close: () => http.close() };
}

describe('the state folder', () => {
  it('is made, locked, released and removed', async () => {
    const folder = path.join(fresh(), 'new');
    const state = await openStateFolder(folder);
    expect(existsSync(path.join(folder, 'lock'))).toBe(true);
    await expect(openStateFolder(folder)).rejects.toThrow(/in use by process \d+/);
    state.release();
    expect(existsSync(path.join(folder, 'lock'))).toBe(false);
    expect(await removeStateFolder(folder)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('is not shared with a living cloud, and says where that is', async () => {
    const { endpoint, close } = await listener(serverName('me'));
    const folder = await lockedBy({ pid: process.ppid, id: 'me', cloud: { endpoint, outputs: {} } });
    await expect(openStateFolder(folder)).rejects.toThrow(
      `npm start at ${endpoint} (process ${process.ppid})`,
    );
    await expect(removeStateFolder(folder)).rejects.toThrow(/in use by npm start/);
    expect(await stateFolderOwner(folder)).toMatchObject({ pid: process.ppid, cloud: { endpoint } });
    expect(existsSync(folder)).toBe(true);
    close();
  });

  it.each([
    ['died', { pid: 999_999_999, id: 'gone' }],
    ['died while it wrote', '{"pid":'],
    ['was of an older version and died', '999999999'],
  ])('is taken over from a process that %s', async (_, record) => {
    const folder = await lockedBy(record);
    const state = await openStateFolder(folder);
    expect(JSON.parse(readFileSync(path.join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    state.release();
  });

  it('is taken over when another process has the pid and another server the port', async () => {
    const { endpoint, close } = await listener(serverName('another start'));
    const stale = { pid: process.ppid, id: 'me', cloud: { endpoint, outputs: {} } };
    const [looked, taken] = [await lockedBy(stale), await lockedBy(stale)];
    // Each waits for a while, as a cloud that has just begun does not answer yet.
    const [owner, state] = await Promise.all([stateFolderOwner(looked), openStateFolder(taken)]);
    expect(owner).toBeUndefined();
    state.release();
    close();
  }, 30_000);

  it('has one owner, however many take it over at once', async () => {
    const folder = await lockedBy({ pid: 999_999_999, id: 'gone' });

    const taken = await Promise.allSettled(Array.from({ length: 8 }, () => openStateFolder(folder)));

    const owners = taken.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(owners).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['laptop-cloud.json', 'lock']);
    owners[0]?.release();
  });

  it('is never a folder that somebody else filled', async () => {
    const folder = fresh();
    writeFileSync(path.join(folder, 'thesis.txt'), 'years of work');
    await expect(openStateFolder(folder)).rejects.toThrow(/not made by the laptop cloud/);
    await expect(removeStateFolder(folder)).rejects.toThrow(/not made by the laptop cloud/);
    expect(existsSync(path.join(folder, 'thesis.txt'))).toBe(true);
  });

  it('is never a file', async () => {
    const file = path.join(fresh(), 'a-file');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    await expect(openStateFolder(file)).rejects.toThrow(/not a folder/);
  });

  it('names another folder as the way out where the machine refuses to write', async () => {
    const file = path.join(fresh(), 'a-file');
    writeFileSync(file, '');
    await expect(openStateFolder(path.join(file, 'below'))).rejects.toMatchObject({
      name: 'StateNotWritableError',
      message: expect.stringMatching(/\(ENOTDIR\); give another folder with --state$/),
    });
  });

  it('says so when there is nothing to remove', async () => {
    expect(await removeStateFolder(path.join(fresh(), 'missing'))).toBe(false);
  });
});
