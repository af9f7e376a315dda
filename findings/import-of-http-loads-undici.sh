#!/bin/sh
# Node.js 24.21.0: `import 'node:http'`, static or dynamic, takes ten times what `require('node:http')` takes, and 13 MB more, for each
# process and each worker thread. A built-in module has its members copied when it is imported, so that its getters are called; those of
# WebSocket, CloseEvent and MessageEvent load the whole of undici. Prints both; exits non-zero when an import loads undici no more.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0
cat > try.cjs <<'JS'
const before = process.memoryUsage().rss;
const startedAt = performance.now();
const loading = process.argv[2] === 'import' ? import('node:http') : Promise.resolve(require('node:http'));
loading.then(() => {
  const ms = (performance.now() - startedAt).toFixed(1);
  const mb = ((process.memoryUsage().rss - before) / 2 ** 20).toFixed(1);
  const hasUndici = process.moduleLoadList.some((name) => name.includes('internal/deps/undici/undici'));
  console.log(process.version, process.argv[2], ms, 'ms', mb, 'MB', hasUndici ? 'with undici' : 'without undici');
  process.exitCode = hasUndici === (process.argv[2] === 'import') ? 0 : 1;
});
JS
node_modules/.bin/node try.cjs require
node_modules/.bin/node try.cjs import
# Seen on 2026-11-28, two cores:
# v24.21.0 require 4.0 ms 3.7 MB without undici
# v24.21.0 import 35.1 ms 16.9 MB with undici
