// Loaded before everything else: the second worker's thread begins with its first question and never ends it.

import { isMainThread, parentPort } from 'node:worker_threads';

if (!isMainThread)
  parentPort.once('message', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
