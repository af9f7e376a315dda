// npm run bench:faces -- FOLDER: what the rules and a Rekognition say of a folder of portraits, one person each.
// Nothing of the portraits is kept: the collection they are compared in is made for this run and deleted after it.

import { asked } from '../../tools/asked.ts';
import { openEndpoint } from './endpoint.ts';
import { readPortraits } from './portraits.ts';
import { type Studied, studyPortraits } from './study.ts';
import { groupTable } from './table.ts';

const USAGE = `npm run bench:faces -- FOLDER [--csv FILE --by COLUMN] [--endpoint local|aws] [--json]

  FOLDER      JPEG, PNG, WebP or AVIF files, one person each, nobody twice
  --csv       a table with a heading; its first column names the file
  --by        the column whose values are the rows of the table
  --endpoint  local (default): the models of this laptop; aws: Amazon Rekognition, with the usual AWS credentials and region
  --json      one line for each portrait before the table`;

async function main(): Promise<void> {
  const { values, positionals } = asked(USAGE, {
    allowPositionals: true,
    options: {
      csv: { type: 'string' },
      by: { type: 'string' },
      endpoint: { type: 'string', default: 'local' },
      json: { type: 'boolean', default: false },
    },
  });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new Error(`one folder is needed\n\n${USAGE}`);
  const portraits = await readPortraits(folder, { csv: values.csv, by: values.by });
  const endpoint = await openEndpoint(values.endpoint, portraits.length, (line) => console.error(line));
  const studied: Studied[] = [];
  try {
    for await (const one of studyPortraits(endpoint.client, portraits)) {
      studied.push(one);
      if (values.json) console.log(JSON.stringify(one));
      else if (studied.length % 50 === 0) console.error(`${studied.length} of ${portraits.length}`);
    }
  } finally {
    await endpoint.close();
  }
  console.log(groupTable(studied));
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
