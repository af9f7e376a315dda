// npm run test:clients: clients that others wrote, with their defaults, against a laptop of their own. A client that cannot be had is
// skipped, and that is said; a check that fails fails the run.

import { asked } from '../../tools/asked.ts';
import { printTable } from '../sam/table.ts';
import { CHECKS, type Check, type Client, type Outcome } from './client.ts';
import { CLIENTS } from './clients.ts';
import { startLaptop } from './laptop.ts';

const HELP = `npm run test:clients -- [options]

Clients that others wrote, with their defaults, against a laptop of their own.

  --only WORDS   clients whose name holds these words (repeatable)
  --help         this text`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = asked(HELP, { options: { only: { type: 'string', multiple: true } } });
  const chosen = CLIENTS.filter(({ name }) => values.only?.some((part) => name.includes(part)) ?? true);
  if (chosen.length === 0) {
    const names = CLIENTS.map(({ name }) => name).join(', ');
    console.error(`error no client's name holds "${values.only?.join('" or "')}"; there are ${names}`);
    return 2;
  }
  const laptop = await startLaptop();
  const rows: string[][] = [];
  const problems: string[] = [];
  const skipped: string[] = [];
  try {
    for (const client of chosen) {
      const outcome = await outcomeOf(client, laptop);
      if ('skipped' in outcome) skipped.push(`${client.name}: ${outcome.skipped}`);
      rows.push(rowOf(client, outcome));
      console.log(`  ${rows.at(-1)?.slice(1).join(' ')}`);
      if ('results' in outcome)
        for (const [check, complaint] of outcome.results)
          if (complaint !== undefined) problems.push(`${client.name}, ${check}: ${complaint}`);
    }
  } finally {
    await laptop.stop();
  }
  printTable(['client', 'version', ...CHECKS], rows);
  for (const line of skipped) console.log(`  SKIPPED ${line}`);
  for (const line of problems) console.log(`  PROBLEM ${line}`);
  console.log(problems.length === 0 ? 'All well.' : `Problems: ${problems.length}.`);
  return problems.length === 0 ? 0 : 1;
}

async function outcomeOf(client: Client, laptop: { endpoint: string; folder: string }): Promise<Outcome> {
  console.log(client.name);
  const tools = await client.prepare().catch((error: Error) => ({ missing: firstLine(error.message) }));
  if ('missing' in tools) return { skipped: tools.missing };
  try {
    return { version: tools.version, results: await tools.run(laptop) };
  } catch (error) {
    return { version: tools.version, results: new Map<Check, string>([['put', String(error)]]) };
  }
}

function rowOf({ name }: Client, outcome: Outcome): string[] {
  if ('skipped' in outcome) return [name, 'skipped', ...CHECKS.map(() => '')];
  const { version, results } = outcome;
  const marks = CHECKS.map((check) =>
    results.has(check) ? (results.get(check) === undefined ? 'ok' : 'FAILS') : '-',
  );
  return [name, version, ...marks];
}

function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
