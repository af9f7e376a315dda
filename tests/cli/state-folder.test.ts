import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStateFolder, removeStateFolder } from '../../local/state-folder.ts';

const fresh = () => mkdtempSync(path.join(tmpdir(), 'state-'));

describe('the state folder', () => {
  it('is made, locked, released and removed', () => {
    const folder = path.join(fresh(), 'new');
    const state = openStateFolder(folder);
    expect(existsSync(path.join(folder, 'lock'))).toBe(true);
    state.release();
    expect(existsSync(path.join(folder, 'lock'))).toBe(false);
    expect(removeStateFolder(folder)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  it('is not shared with a living process', () => {
    const folder = fresh();
    openStateFolder(folder).release();
    writeFileSync(path.join(folder, 'lock'), String(process.ppid));
    expect(() => openStateFolder(folder)).toThrow(/in use by process \d+/);
    expect(() => removeStateFolder(folder)).toThrow(/in use by process \d+/);
    expect(existsSync(folder)).toBe(true);
  });

  it('is taken over from a process that died', () => {
    const folder = fresh();
    openStateFolder(folder).release();
    writeFileSync(path.join(folder, 'lock'), '999999999');
    expect(() => openStateFolder(folder)).not.toThrow();
  });

  it('is never a folder that somebody else filled', () => {
    const folder = fresh();
    writeFileSync(path.join(folder, 'thesis.txt'), 'years of work');
    expect(() => openStateFolder(folder)).toThrow(/not made by this project/);
    expect(() => removeStateFolder(folder)).toThrow(/not made by this project/);
    expect(existsSync(path.join(folder, 'thesis.txt'))).toBe(true);
  });

  it('is never a file', () => {
    const file = path.join(fresh(), 'a-file');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    expect(() => openStateFolder(file)).toThrow(/not a folder/);
  });

  it('says so when there is nothing to remove', () => {
    expect(removeStateFolder(path.join(fresh(), 'missing'))).toBe(false);
  });
});
