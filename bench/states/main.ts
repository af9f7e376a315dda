// npm run bench:states: the States Language engine alone. Exit code 1 when a mark is missed.
import { isMissed, tableOf } from '../mark.ts';
import { benchStates } from './states.ts';

const marks = await benchStates();
console.log(tableOf(marks));
process.exitCode = marks.some(isMissed) ? 1 : 0;
