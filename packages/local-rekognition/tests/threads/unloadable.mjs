// Loaded before everything else: the second worker's thread cannot start.

import { isMainThread } from 'node:worker_threads';

if (!isMainThread) throw new Error('the weights are gone');
