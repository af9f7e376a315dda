#!/bin/sh
# Node.js 24.21.0: a CommonJS package that is imported, by a static or a dynamic `import`, has its whole source text in the heap twice
# for as long as the process lives: once for the compiled script, once as a property of the module object that only loading needs.
# Node.js 20.20.2 holds one, and so does 24.21.0 with `require`. jsonata 2.2.2 is 290 KB, held as 570 KB because of three characters
# beyond Latin-1. Prints how many such texts the heap holds; exits non-zero when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund jsonata@2.2.2 node-new@npm:node@24.21.0 node-old@npm:node@20.20.2 >/dev/null 2>&1
cat > count.mjs <<'JS'
import { createRequire } from 'node:module';
import { getHeapSnapshot } from 'node:v8';
const [, , way, expected] = process.argv;
if (way === 'import') await import('jsonata');
else createRequire(import.meta.url)('jsonata');
globalThis.gc();
const pieces = [];
for await (const piece of getHeapSnapshot()) pieces.push(Buffer.from(piece));
const { snapshot, nodes, strings } = JSON.parse(Buffer.concat(pieces).toString());
const fields = snapshot.meta.node_fields;
const kinds = snapshot.meta.node_types[0];
const size = fields.indexOf('self_size');
let texts = 0;
let bytes = 0;
for (let at = 0; at < nodes.length; at += fields.length) {
  const isText = kinds[nodes[at]] === 'string' && nodes[at + size] > 200_000;
  if (!isText || !strings[nodes[at + 1]].includes('jsonata')) continue;
  texts += 1;
  bytes += nodes[at + size];
}
console.log(process.version, way, texts, texts === 1 ? 'text' : 'texts', Math.round(bytes / 1024), 'KB');
process.exitCode = texts === Number(expected) ? 0 : 1;
JS
node_modules/node-old/bin/node --expose-gc count.mjs import 1
node_modules/node-new/bin/node --expose-gc count.mjs require 1
node_modules/node-new/bin/node --expose-gc count.mjs import 2
# Seen on 2026-11-28:
# v20.20.2 import 1 text 584 KB
# v24.21.0 require 1 text 584 KB
# v24.21.0 import 2 texts 1167 KB
