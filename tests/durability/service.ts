// The process that is killed. node service.ts FOLDER CALLS-FILE; prints a line once it goes on with what the one before it has left.
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { realClock } from '../../packages/states-language/src/clock.ts';
import { type Call, openService } from './service-under-test.ts';
import { openStores } from './stores-under-test.ts';

const [folder = '', calls = ''] = process.argv.slice(2);

// At once: what a process has done, stays done when it is killed.
const tell = (call: Call) => appendFileSync(calls, `${JSON.stringify(call)}\n`);
const stores = await openStores(path.join(folder, 'stores'), () => endpoint);
const { stepFunctions, endpoint } = await openService(folder, realClock(), tell, stores.services);
const { goingOn, lost } = await stepFunctions.resume();
const deliveries = stores.resume();
console.log(
  JSON.stringify({
    endpoint,
    goingOn: goingOn.length,
    deliveries,
    lost: lost.map(({ name, cause }) => ({ name, cause })),
  }),
);

// Nobody is left who would kill it.
process.stdin.on('close', () => process.exit(1)).resume();
