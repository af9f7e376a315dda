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
const NEW_OBJECTS_MB = 32;
/** V8 takes the memory of a compilation in pieces of 32 KB at most. */
const COMPILER_PIECE_BYTES = '32768';
startInOwnWay();
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

/**
 * What runs all day starts anew in its own place. Three things can only be said as a process begins (decision 0041): to glibc, that its
 * threads share one arena, which takes a fifth less memory, and that pieces as large as V8's compiler takes them go back to the system
 * once they are free, where they would lie among what stays, 10 MB after the first work; to V8, how much room there may be for new
 * objects: with the 1 MB that it begins with, a laptop at work collects ten times for each photo, which is a quarter of its time, and
 * by itself it goes on to 100 MB. What has grown is given back at rest. Whoever has chosen otherwise, debugs it or talks to it by IPC
 * keeps it as it is.
 */
function startInOwnWay() {
  const { env, execArgv, execPath, argv, platform } = process;
  if (argv[2] !== 'start' || platform !== 'linux' || env.MALLOC_ARENA_MAX !== undefined) return;
  const isDebugged = env.NODE_OPTIONS || execArgv.some((word) => word.startsWith('--inspect'));
  if (!process.execve || process.channel || isDebugged) return;
  const words = [execPath, `--max-semi-space-size=${NEW_OBJECTS_MB}`, ...execArgv, ...argv.slice(1)];
  const { MALLOC_MMAP_THRESHOLD_ = COMPILER_PIECE_BYTES } = env;
  process.execve(execPath, words, { ...env, MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_ });
}
