// npm run fuzz: for an hour, requests by the SDK's models with members that parsers do not expect, and bytes that are no requests,
// against the application's own cloud. Each life of the process has a seed; --seed begins with it, --lives 1 repeats it alone.
import { asked, askedNumber } from '../../tools/asked.ts';
import { type Lived, live } from './life.ts';

const HELP = `npm run fuzz -- [options]

Requests by the SDK's models with members that parsers do not expect, and bytes that are no requests, against the laptop.

  --minutes N   how long (60)
  --seed N      the seed of the first life (by the clock)
  --lives N     at most so many lives of the process
  --requests N  in each life (1500)
  --help        this text`;

const { values } = asked(HELP, {
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string' },
    lives: { type: 'string' },
    requests: { type: 'string', default: '1500' },
  },
});
const minutes = askedNumber('--minutes', values.minutes, { least: 0.1, most: 10_000, isWhole: false });
const most = askedNumber('--requests', values.requests, { least: 1, most: 1_000_000 });
const lives =
  values.lives === undefined ? Infinity : askedNumber('--lives', values.lives, { least: 1, most: 1_000_000 });
const first =
  values.seed === undefined
    ? Date.now() % 2 ** 31
    : askedNumber('--seed', values.seed, { least: 0, most: 2 ** 31 });
const startedMs = Date.now();
const untilMs = startedMs + minutes * 60_000;
const all: Lived[] = [];
for (let life = 0; life < lives && Date.now() < untilMs; life++) {
  const lived = await live(first + life, untilMs, most);
  all.push(lived);
  const { requests, streams, statuses, rss, heapUsed, faults } = lived;
  const told = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  console.log(
    `seed ${first + life}: ${requests} requests (${told.join(', ')}), ${streams} streams, ${mib(rss)} MiB resident, ${mib(heapUsed)} heap, ${faults.length} faults`,
  );
  for (const fault of faults) console.log(`FAULT ${fault}`);
}
const sum = (of: (lived: Lived) => number) => all.reduce((total, lived) => total + of(lived), 0);
const highest = (of: (lived: Lived) => number) => Math.max(0, ...all.map(of));
const faultCount = sum(({ faults }) => faults.length);
console.log(
  `${((Date.now() - startedMs) / 60_000).toFixed(1)} minutes, ${all.length} lives, seeds ${first} to ${first + all.length - 1}`,
);
console.log(`${sum(({ requests }) => requests)} requests, ${sum(({ streams }) => streams)} streams of bytes`);
console.log(
  `at most ${mib(highest(({ rss }) => rss))} MiB resident, ${mib(highest(({ heapUsed }) => heapUsed))} MiB of heap`,
);
console.log(`${faultCount} faults`);
process.exit(faultCount === 0 ? 0 : 1);

function mib(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
