// The process that is killed. node service.ts FOLDER CALLS-FILE; prints a line once it goes on with what the one before it has left.
import { appendFileSync } from 'node:fs';
import { realClock } from '../../packages/states-language/src/clock.ts';
import { openService } from './service-under-test.ts';

const [folder = '', calls = ''] = process.argv.slice(2);

// At once: what a process has done, stays done when it is killed.
const { stepFunctions, endpoint } = await openService(folder, realClock(), (call) =>
  appendFileSync(calls, `${JSON.stringify(call)}\n`),
);
const { goingOn, lost } = stepFunctions.resume();
console.log(
  JSON.stringify({
    endpoint,
    goingOn: goingOn.length,
    lost: lost.map(({ name, cause }) => ({ name, cause })),
  }),
);
