#!/usr/bin/env node
// Plain JavaScript, so that whatever Node is there can say what is missing. Everything else may be TypeScript that Node runs as
// it is: the package's own exports say where it lies.

import path from 'node:path';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${process.versions.node} is too old for laptop-cloud, which needs 22.18 or later. In its own repository "npm ci" brings Node 24 for most machines and npm scripts use it; otherwise install Node 24 from https://nodejs.org.`,
  );
  process.exit(2);
}
// Compiled once, sources with their types stripped: the next start takes half the time and 25 MB less.
const { enableCompileCache } = await import('node:module');
enableCompileCache(path.resolve('node_modules/.cache/compiled'));
// Before anything else imports node:http.
const { lightenHttp } = await import('laptop-cloud/light-http');
await lightenHttp();
const { main } = await import('laptop-cloud/main');
const code = await main(process.argv.slice(2));
// A step that ran in this process may leave its clients' sockets open, as it does in Lambda: nobody waits for them. What was
// written to a pipe is waited for.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
);
process.exit(code);
