// npm run cost: what a photo costs on AWS, counted on a laptop.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { nameHint, readWords } from 'laptop-cloud/template';
import { apiCost } from './cost/api.ts';
import { fixedCosts } from './cost/fixed.ts';
import { startLaptop } from './cost/laptop.ts';
import { CASES, type Case, type Cost, costOf } from './cost/photos.ts';
import { PRICES } from './cost/prices.ts';
import { printCosts } from './cost/report.ts';
import { runTool } from './run-tool.ts';
import { clientsFor } from './smoke/clients.ts';
import { deployedStack } from './smoke/deployed-stack.ts';
import { UsageError } from './usage-error.ts';

const NAMES = Object.keys(CASES);

const HELP = `npm run cost -- [options]

Starts a laptop of its own, sends it a photo for each way that one can end, counts what each used, and prints what 1,000 of
them cost, what each cent of an approved photo is for, and what is due each month.

  --verdicts NAME,NAME        only these: ${NAMES.join(', ')}
  --photo FILE                your own pictures instead, each of a new rider's (repeatable)
  --parameter-overrides K=V   parameters of template.yaml, e.g. LabelPhotos=on (repeatable)
  --json                      one JSON object instead of the tables
  --help                      this text

Prices and their date: tools/cost/prices.json.`;

const ONLOOKER = { accessKeyId: 'local-onlooker', secretAccessKey: 'local' };

process.exitCode = await runTool(HELP, cost);

async function cost(words: string[]): Promise<number> {
  const { cases, photos, parameters, isJson } = read(words);
  const sent: [string, Case][] =
    photos.length > 0
      ? photos.map((file, index) => ['', { riderId: `rider-${index + 1}`, file }])
      : Object.entries(CASES).filter(([name]) => cases.includes(name));
  const costs: Cost[] = [];
  for (const options of new Set(sent.map(([, one]) => one.options))) {
    const some = sent.filter(([, one]) => one.options === options);
    costs.push(...(await onLaptop([...parameters, ...(options ?? [])], some)));
  }
  const fixed = fixedCosts(path.join(import.meta.dirname, '../template.yaml'));
  if (isJson)
    console.log(
      JSON.stringify({ prices: { date: PRICES.date, region: PRICES.region }, costs, api: apiCost(), fixed }),
    );
  else printCosts(costs, fixed);
  return 0;
}

async function onLaptop(options: string[], sent: readonly [string, Case][]): Promise<Cost[]> {
  const laptop = await startLaptop(options);
  try {
    const clients = clientsFor(laptop.endpoint);
    // Who looks on is not counted; the upload is the rider's.
    const looking = clientsFor(laptop.endpoint, ONLOOKER);
    const { outputs, consentVersion } = await deployedStack(looking, 'rider-photos');
    const counter = { clients: { ...looking, s3: clients.s3 }, outputs, laptop, consentVersion };
    const costs: Cost[] = [];
    for (const [name, one] of sent) {
      for (const earlier of one.before ?? []) await costOf(counter, '', earlier);
      costs.push(await costOf(counter, name, one));
    }
    return costs;
  } finally {
    await laptop.stop();
  }
}

function read(words: string[]) {
  const values = parsed(words);
  const cases = values.verdicts?.split(',') ?? NAMES;
  const unknown = cases.find((name) => !NAMES.includes(name));
  if (unknown !== undefined)
    throw new UsageError([`--verdicts: there is no ${JSON.stringify(unknown)}; ${nameHint(unknown, NAMES)}`]);
  if (values.verdicts !== undefined && values.photo)
    throw new UsageError(['Give --verdicts or --photo, not both.']);
  for (const file of values.photo ?? []) checkPhoto(file);
  const parameters = (values['parameter-overrides'] ?? []).flatMap((pair) => ['--parameter-overrides', pair]);
  return { cases, photos: values.photo ?? [], parameters, isJson: values.json };
}

function checkPhoto(file: string): void {
  try {
    readFileSync(file);
  } catch (cause) {
    throw new UsageError([`The photo ${file} cannot be read.`], { cause });
  }
}

function parsed(words: string[]) {
  return readWords({
    args: words,
    options: {
      verdicts: { type: 'string' },
      photo: { type: 'string', multiple: true },
      'parameter-overrides': { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
    },
  }).values;
}
