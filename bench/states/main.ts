// npm run bench:states: the States Language engine alone. Exit code 1 when a mark is missed.

import { asked } from '../../tools/asked.ts';
import { isMissed, tableOf } from '../mark.ts';
import { benchStates } from './states.ts';

const HELP = `npm run bench:states

Measures the States Language engine alone, and prints a table of marks. Exit code 1 when a mark is missed.`;

asked(HELP, {});
const marks = await benchStates();
console.log(tableOf(marks));
process.exitCode = marks.some(isMissed) ? 1 : 0;
