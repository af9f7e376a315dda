import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DamagedStateError,
  readKeptList,
  readKeptObject,
  readKeptSecret,
} from '../../src/services/kept-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'kept-'));
const file = join(folder, 'kept.json');
afterAll(() => rmSync(folder, { recursive: true }));

it('gives what was kept', () => {
  writeFileSync(file, '[{"a":1},["arn",[]]]');
  expect(readKeptList(file)).toEqual([{ a: 1 }, ['arn', []]]);
  writeFileSync(file, '{"a":1}');
  expect(readKeptObject(file)).toEqual({ a: 1 });
  writeFileSync(file, '0af1');
  expect(readKeptSecret(file, 2)).toBe('0af1');
});

const aSecret = (path: string) => readKeptSecret(path, 2);

it.each([
  ['a list', '', 'is not JSON: it is empty', readKeptList],
  ['a list', '[{"a":', ':1:7 is not JSON: a value expected after "[{"a":"', readKeptList],
  ['a list', '\0\0', ':1:1 is not JSON: a value expected at "\ufffd\ufffd"', readKeptList],
  ['a list', 'null', 'is damaged: it holds no list of records', readKeptList],
  ['a list', '{"a":1}', 'is damaged: it holds no list of records', readKeptList],
  ['a list', '[null]', 'is damaged: it holds no list of records', readKeptList],
  ['an object', '[]', 'is damaged: it holds no record', readKeptObject],
  ['an object', 'null', 'is damaged: it holds no record', readKeptObject],
  ['a secret', '0a', 'is damaged: it holds no secret of 2 bytes', aSecret],
  ['a secret', 'zzzz', 'is damaged: it holds no secret of 2 bytes', aSecret],
])('refuses as %s, by its name and with the way out: %j', (_what, text, fault, read) => {
  writeFileSync(file, text);
  expect(() => read(file)).toThrow(DamagedStateError);
  const place = fault.startsWith(':') ? '' : ' ';
  expect(() => read(file)).toThrow(
    `${file}${place}${fault}; put back a copy of it, or remove it with all that it held`,
  );
});
