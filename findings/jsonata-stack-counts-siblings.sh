#!/bin/sh
# jsonata 2.2.2: its option `stack`, which is to stop functions that call themselves without end, counts what is evaluated side by side as
# if it were nested. An object with a hundred computed members, or a group by a hundred keys, is a stack overflow (D1011) for
# `stack: 100`, however flat it is.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund jsonata@2.2.2
cat >check.cjs <<'JS'
const jsonata = require('jsonata');
const { version } = require('jsonata/package.json');
const items = Array.from({ length: 100 }, (_, n) => ({ id: `k${n}`, n }));
const members = items.map(({ n }) => `"m${n}": items[${n}].n`).join(', ');
const expressions = { object: `{ ${members} }`, group: 'items{id: n}' };

async function outcome(text, stack) {
  try {
    const found = await jsonata(text, { stack }).evaluate({ items });
    return `${Object.keys(found).length} members`;
  } catch (error) {
    return error.code;
  }
}

(async () => {
  console.log(`jsonata ${version}`);
  const seen = [];
  for (const [name, text] of Object.entries(expressions)) {
    const [unbounded, bounded] = [await outcome(text, 0), await outcome(text, 100)];
    console.log(`  ${name} of a hundred: ${unbounded} without a bound, ${bounded} with stack: 100`);
    seen.push(unbounded === '100 members' && bounded === 'D1011');
  }
  if (!seen.every(Boolean)) {
    console.log('CHANGED: siblings are no longer counted as nested');
    process.exitCode = 1;
  }
})();
JS
node check.cjs
