// The bills in words: one table by case, what each cent of an approved photo is for, what is due each month.

import { apiCost } from './api.ts';
import { byService } from './bill.ts';
import { dollars } from './dollars.ts';
import type { Cost } from './photos.ts';
import { type CostLine, PRICES } from './prices.ts';

const GB = 2 ** 30;
const THOUSAND = 1000;

export function printCosts(costs: readonly Cost[], fixed: readonly CostLine[]): void {
  console.log(
    `US dollars per 1,000 photos, at the prices of ${PRICES.date} in ${PRICES.region} (tools/cost/prices.json), without free tiers\n`,
  );
  const services = [...new Set(costs.flatMap((cost) => Object.keys(byService(cost))))]
    .map((service) => ({ service, most: Math.max(...costs.map((cost) => byService(cost)[service] ?? 0)) }))
    .filter(({ most }) => most > 0)
    .sort((one, other) => other.most - one.most)
    .map(({ service }) => service);
  const rows = [
    ['', ...costs.map(({ name }) => name)],
    ['total', ...costs.map(({ usd }) => money(usd * THOUSAND))],
    ...services.map((service) => [
      service,
      ...costs.map((cost) => money((byService(cost)[service] ?? 0) * THOUSAND)),
    ]),
    ['states', ...costs.map(({ states }) => String(states))],
    ['events', ...costs.map(({ events }) => String(events))],
  ];
  printTable(rows);
  const approved = costs.find(({ name }) => name === 'approved');
  if (approved) printItems(approved);
  const { what, usd, detail } = apiCost();
  console.log(`\nBeside it, for each 1,000 photos that are sent from the page`);
  printTable([[what, money(usd * THOUSAND), detail]]);
  console.log('\nEach month, photos or not');
  printTable([
    ...fixed.map(({ what, usd, detail }) => [what, usd.toFixed(2), detail]),
    ['together', fixed.reduce((sum, { usd }) => sum + usd, 0).toFixed(2), ''],
  ]);
  console.log(
    '\nCounted: states, requests, units, log bytes and our own milliseconds, of real executions. Assumed: how long Rekognition takes (tools/simulate/tasks.ts),\nthree requests for each message in a queue, a trace for each photo.',
  );
}

function printItems(cost: Cost): void {
  console.log(`\nWhat each cent of 1,000 approved photos is for`);
  const paid = cost.lines.filter(({ usd }) => usd > 0);
  printTable([
    ...paid.map(({ service, what, amount, price, usd }) => [
      `${service} ${what}`,
      money(usd * THOUSAND),
      `${Number(amount.toPrecision(3))} x ${price} a photo`,
    ]),
    ['together', money(cost.usd * THOUSAND), ''],
  ]);
  const free = cost.lines
    .filter(({ price }) => price === null)
    .map(({ service, what }) => `${service} ${what}`);
  console.log(`  free: ${free.join(', ')}`);
  const measured = cost.functions.reduce(
    (sum, { measuredMs, memoryMb }) => sum + (measuredMs * memoryMb) / 1024 / 1000,
    0,
  );
  console.log(
    `  Lambda as the laptop took, its face models included: ${measured.toFixed(2)} GB-seconds a photo, ${dollars(measured * PRICES.lambdaGbSecondArm64 * THOUSAND)}`,
  );
  const kept = (cost.bytesKept / GB) * PRICES.s3GbMonth + PRICES.rekognitionStoredFaceMonth;
  console.log(`  and ${dollars(kept * THOUSAND)} for each month that files and faces are kept`);
}

function money(usd: number): string {
  return usd === 0 ? '-' : usd < 0.0005 ? usd.toPrecision(1) : usd.toFixed(4);
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      isFigure(cell) && isFigure(row[1] ?? '')
        ? cell.padStart(widths[column] ?? 0)
        : cell.padEnd(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('  ')}`.trimEnd());
  }
}

/** Dollars, or how often: figures stand under each other by their ends. */
const isFigure = (cell: string): boolean =>
  cell === '-' || (/^[\d.]/.test(cell) && !/^[\d.,]+ [a-z]{2}/.test(cell));
