import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutTornLine, pendingLines, readJsonLines } from '../../src/services/json-lines.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-lines-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const WHOLE = '{"a":1}\n{"b":2}\n';

describe('a line that a crash has torn', () => {
  it.each([
    ['in the middle of a value', `${WHOLE}{"c":`, 5],
    ['before its end, though it could be read', `${WHOLE}{"c":3}`, 7],
    ['when it is the only one', '{"c":', 5],
    ['when it is longer than what is read at once', `${WHOLE}"${'x'.repeat(200_000)}`, 200_001],
  ])('is cut off %s', (_where, text, bytes) => {
    const file = join(folder, 'lines.jsonl');
    writeFileSync(file, text);
    expect(cutTornLine(file)).toBe(bytes);
    expect(readFileSync(file, 'utf8')).toBe(text.startsWith(WHOLE) ? WHOLE : '');
  });

  it('is none where every line is whole, or where there is no file', () => {
    const file = join(folder, 'lines.jsonl');
    expect(cutTornLine(file)).toBe(0);
    writeFileSync(file, WHOLE);
    expect(cutTornLine(file)).toBe(0);
    expect(readJsonLines(file)).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('does not spoil the first line that is written after it', () => {
    const file = join(folder, 'lines.jsonl');
    writeFileSync(file, `${WHOLE}{"c":`);
    const lines = pendingLines(0);
    lines.append(file, { d: 4 });
    lines.flush();
    expect(readJsonLines(file)).toEqual([{ a: 1 }, { b: 2 }, { d: 4 }]);
  });
});
