import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { parseJsonText, readJsonFile } from '../../src/services/json-text.ts';

it.each([
  ['{"a":}', 'f.json:1:6 is not JSON: a value expected at "}"'],
  ['{\n  "a": 1,\n}', 'f.json:3:1 is not JSON: a name in double quotes expected at "}"'],
  ['{\n  "a": tru\n}', 'f.json:2:8 is not JSON: a value expected at "tru"'],
  ['{"a" 1}', 'f.json:1:6 is not JSON: ":" expected at "1}"'],
  ['[1,2', 'f.json:1:5 is not JSON: "," or "]" expected after "[1,2"'],
  ['{"a":1} x', 'f.json:1:9 is not JSON: the end expected at "x"'],
  ['{"n":01}', 'f.json:1:6 is not JSON: a value expected at "01}"'],
  [' \n', 'f.json is not JSON: it is empty'],
  ['[\0\u001b[31m', 'f.json:1:2 is not JSON: a value or "]" expected at "\ufffd\ufffd[31m"'],
])('says where %j stops being JSON', (text, message) => {
  expect(() => parseJsonText(text, 'f.json')).toThrow(message);
});

it('finds the place in whatever is cut off', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, cut) => {
      const text = JSON.stringify({ value }, undefined, 1);
      const at = cut % text.length;
      expect(() => parseJsonText(text.slice(0, at), 'f.json')).toThrow(/^f\.json(:\d+:\d+)? is not JSON: /);
      expect(parseJsonText(text, 'f.json')).toEqual(JSON.parse(text));
    }),
  );
});

it('reads a byte order mark, and says that UTF-16 is none of ours', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'json-'));
  const marked = path.join(folder, 'marked.json');
  const wide = path.join(folder, 'wide.json');
  writeFileSync(marked, '\ufeff{"a":1}');
  writeFileSync(wide, Buffer.from('\ufeff{"a":1}', 'utf16le'));
  expect(readJsonFile(marked)).toEqual({ a: 1 });
  expect(() => readJsonFile(wide)).toThrow(
    /wide\.json is not JSON: it is written in UTF-16; save it as UTF-8/,
  );
});
