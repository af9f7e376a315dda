#!/bin/sh
# Node.js 24.21.0: with module.enableCompileCache(), what is read of the cache stays in memory for as long as the process lives, though
# V8 needs it only while a module is compiled, and takes 4 KB at least for each module: for 1,500 small modules more than the modules
# themselves. module.flushCompileCache(), which is documented to write the cache, gives it back. As it lies scattered among what
# stays, the process shrinks only when it is called now and then while it loads. Prints what the C library has handed out to a process (on Linux) that has loaded 1,500
# modules without a cache, with one, and with one that is flushed after every hundred; exits non-zero when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node-new@npm:node@24.21.0 >/dev/null 2>&1
cat > load.mjs <<'JS'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
const way = process.argv[2];
if (way === 'make') {
  mkdirSync('modules');
  for (let number = 0; number < 1500; number += 1) {
    const functions = Array.from({ length: 20 }, (_, at) => `export function f${at}(a) { return { a, at: ${at * number} }; }`);
    writeFileSync(`modules/${number}.mjs`, functions.join('\n'));
  }
} else {
  if (way !== 'none') enableCompileCache('cache');
  for (let number = 0; number < 1500; number += 1) {
    await import(`./modules/${number}.mjs`);
    if (number % 100 !== 0) continue;
    globalThis.gc();
    if (way === 'flushed') flushCompileCache();
  }
  globalThis.gc();
  globalThis.gc();
  // What the C library has handed out: V8's own heap lies elsewhere.
  const [, kilobytes] = /\[heap\][^[]*?Rss:\s+(\d+)/s.exec(readFileSync('/proc/self/smaps', 'utf8'));
  process.stdout.write(`${Math.round(kilobytes / 1024)}\n`);
}
JS
node=node_modules/node-new/bin/node
$node load.mjs make
MALLOC_ARENA_MAX=1 $node --expose-gc load.mjs kept >/dev/null
# The least of three: what one run leaves free differs.
least() {
  for time in 1 2 3; do MALLOC_ARENA_MAX=1 $node --expose-gc load.mjs "$1"; done | sort -n | head -n 1
}
none=$(least none)
kept=$(least kept)
flushed=$(least flushed)
echo "$($node --version): without a cache $none MB, with one $kept MB, flushed now and then $flushed MB"
[ "$kept" -ge $((flushed + 3)) ]
