#!/bin/sh
# jsonata 2.2.2: `$sort` and the order-by operator `^( )` copy what is left of both halves at every comparison, and each copy stays until
# its merge is over, as every comparison waits inside the one before. Twelve thousand small objects (240 KB of JSON) take some hundred
# megabytes, and more than four thousand of them by far more than three times; the same comparison in `Array.prototype.sort` next to nothing.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund jsonata@2.2.2
cat >peak.cjs <<'JS'
// The most memory of a process that sorts so many, in one way.
const [way, count] = process.argv.slice(2);
const jsonata = require('jsonata');
const items = Array.from({ length: Number(count) }, (_, n) => ({ key: `k${n}`, n: n % 7 }));
const ways = {
  nothing: () => items,
  'Array.prototype.sort': () => [...items].sort((a, b) => a.n - b.n),
  '^( )': () => jsonata('$^(n)').evaluate(items),
  $sort: () => jsonata('$sort($, function($a, $b) { $a.n > $b.n })').evaluate(items),
};
(async () => {
  const sorted = await ways[way]();
  if (sorted.length !== items.length) throw new Error(`${way} gives ${sorted.length} of ${items.length}`);
  console.log(process.resourceUsage().maxRSS / 1024);
})();
JS
cat >check.cjs <<'JS'
const { execFileSync } = require('node:child_process');
const { version } = require('jsonata/package.json');
const peakMb = (way, count) => {
  const peaks = [1, 2, 3].map(() => Number(execFileSync(process.execPath, ['peak.cjs', way, String(count)])));
  return peaks.sort((a, b) => a - b)[1];
};
console.log(`jsonata ${version}, Node.js ${process.version}`);
const least = peakMb('nothing', 12_000);
const more = (way, count) => Math.round(peakMb(way, count) - least);
let isAsSeen = more('Array.prototype.sort', 12_000) < 20;
for (const way of ['^( )', '$sort']) {
  const [few, many] = [more(way, 4_000), more(way, 12_000)];
  console.log(`  ${way}: ${few} MB for 4,000 objects, ${many} MB for 12,000`);
  isAsSeen &&= many > 150;
}
if (!isAsSeen) {
  console.log('CHANGED: sorting no longer takes so much memory');
  process.exitCode = 1;
}
JS
node check.cjs
