import { closeSync, mkdtempSync, openSync, readFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendToFile, appendWhole } from '../src/append-whole.ts';

const file = () => join(mkdtempSync(join(tmpdir(), 'append-')), 'lines');

it('appends all of a text that the system takes in pieces', () => {
  const at = file();
  const descriptor = openSync(at, 'a');
  const write = ((to: number, bytes: Buffer, from: number) =>
    writeSync(to, bytes, from, Math.min(3, bytes.length - from))) as typeof writeSync;

  appendWhole(descriptor, 'ten bytes\n', write);
  closeSync(descriptor);

  expect(readFileSync(at, 'utf8')).toBe('ten bytes\n');
});

it('leaves the file as it was where the disk takes a part only', () => {
  const at = file();
  appendToFile(at, 'first\n');
  const descriptor = openSync(at, 'a');
  const write = ((to: number, bytes: Buffer, from: number) => {
    if (from > 0) throw Object.assign(new Error('no space is left'), { code: 'ENOSPC' });
    return writeSync(to, bytes, 0, 4);
  }) as typeof writeSync;

  expect(() => appendWhole(descriptor, 'second\n', write)).toThrow('no space is left');
  closeSync(descriptor);

  expect(readFileSync(at, 'utf8')).toBe('first\n');
});
