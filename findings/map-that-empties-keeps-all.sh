#!/bin/sh
# Node.js 24.21.0: a Map that holds nine entries at most, the oldest deleted for each new one, has V8 keep everything that it
# ever held until the whole heap is marked: each growth links the old table to the new one, and once one table is among the old objects
# all that follow it survive each collection of new objects. The same Map, made anew from its entries now and then, keeps next to
# nothing. Prints the megabytes that became old in both ways; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0
cat > churn.mjs <<'JS'
let map = new Map([[0, 0]]);
gc();
gc();
for (let at = 1; at < 2_000_000; at++) {
  map.set(at, new Array(50).fill(at));
  if (at >= 8) map.delete(at - 8);
  if (process.argv[2] === 'anew' && at % 64 === 63) map = new Map(map);
}
JS
promoted() {
  node_modules/.bin/node --expose-gc --trace-gc --trace-gc-nvp churn.mjs "$1" |
    grep -o 'promoted=[0-9]*' | cut -d= -f2 | awk '{ sum += $1 } END { printf "%d", sum / 1048576 }'
}
same=$(promoted same)
anew=$(promoted anew)
echo "Node.js $(node_modules/.bin/node --version): became old: $same MB with one Map, $anew MB with a Map made anew"
test "$same" -gt 100 && test "$anew" -lt 10
