// Loaded before everything else: the second worker's thread ends when it is asked the first question.

import { isMainThread, parentPort } from 'node:worker_threads';

if (!isMainThread) parentPort.once('message', () => process.exit(3));
