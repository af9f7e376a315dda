#!/bin/sh
# Jest 30.5.2: `expect([undefined]).toEqual([])` passes, and so does any list that is longer than the expected one by undefined, at any
# depth. The documentation speaks of undefined members of objects and of holes in lists; that the length is not compared is in neither.
# Sets and maps of one undefined are told from empty ones; toStrictEqual and node:assert tell lists, too. Prints each; exits non-zero
# when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund expect@30.5.2
cat > try.cjs <<'JS'
const assert = require('node:assert/strict');
const { expect } = require('expect');
const passes = (check) => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};
const seen = {
  '[undefined] toEqual []': passes(() => expect([undefined]).toEqual([])),
  '[1, undefined] toEqual [1]': passes(() => expect([1, undefined]).toEqual([1])),
  '{ a: [undefined] } toEqual { a: [] }': passes(() => expect({ a: [undefined] }).toEqual({ a: [] })),
  'Set of undefined toEqual an empty one': passes(() => expect(new Set([undefined])).toEqual(new Set())),
  '[undefined] toStrictEqual []': passes(() => expect([undefined]).toStrictEqual([])),
  'node:assert [undefined] deepEqual []': passes(() => assert.deepEqual([undefined], [])),
};
console.log('expect', require('expect/package.json').version, seen);
process.exitCode = Object.values(seen).join() === 'true,true,true,false,false,false' ? 0 : 1;
JS
node try.cjs
# Seen on 2026-11-29: true, true, true, false, false, false
