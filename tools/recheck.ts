// npm run recheck: what would change if the photos that have their answer were judged by other thresholds.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readWords } from 'laptop-cloud/template';
import { configurationVersion, parseConfiguration } from '../src/domain/configuration.ts';
import { describeStack, neededOutputs } from './described-stack.ts';
import { makeFolder } from './make-folder.ts';
import { appliedLines, readApplied } from './recheck/applied.ts';
import { followRecheck } from './recheck/follow.ts';
import { overridesOf } from './recheck/overrides.ts';
import { reportPage } from './recheck/page.ts';
import { picturesOf } from './recheck/pictures.ts';
import { readReport } from './recheck/report.ts';
import { beginRecheck } from './recheck/start.ts';
import { reportTable } from './recheck/table.ts';
import { runTool } from './run-tool.ts';
import { clientsFor, isLaptop } from './smoke/clients.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run recheck -- [--parameter-overrides Configuration=...] [options]

Judges every photo that has its answer again, by the thresholds given (default: those of new photos), and says what would change:
as a table here, and as a page with histograms. Nothing is written but the report, unless --apply is given. A laptop must be
running (npm start); a deployed stack is asked with --stack.

  --parameter-overrides K=V   Configuration='{"face":{"sharpness":{"min":50}}}', or quoted as sam deploy wants it
  --apply                     changes answers, as far as docs/decisions/0037-recheck.md says; only by the thresholds of new photos
  --pictures                  measures the pictures again first, with paid calls, instead of taking what was measured then
  --name NAME                 of a new recheck, or of one to follow, or to go on with where it failed
  --html FILE                 where the page goes (default: .local/rechecks/NAME.html)
  --stack NAME                the stack, by the name it was deployed with (default: rider-photos)
  --endpoint URL              of a laptop cloud (default: AWS_ENDPOINT_URL; without --stack, http://127.0.0.1:4566)
  --help                      this text

Exit code 0 when the recheck ended, 1 when it failed, 2 for what is asked wrongly.`;

const LAPTOP_ENDPOINT = 'http://127.0.0.1:4566';
const NEEDED = ['PhotosBucket', 'RidersTable', 'RecheckPhotosArn'] as const;

process.exitCode = await runTool(HELP, recheck);

async function recheck(words: string[]): Promise<number> {
  const options = readOptions(words);
  const clients = clientsFor(options.endpoint);
  const stack = await describeStack(clients.cloudFormation, options.stack);
  const outputs = neededOutputs(stack, NEEDED, 'rider photos, of this version');
  const deployed = stack.parameters['Configuration'] ?? '';
  const { name, configuration = deployed } = options;
  if (options.mode === 'apply' && version(configuration) !== version(deployed))
    throw new UsageError([
      '--apply goes by the thresholds that new photos are judged by: look at the report, deploy them, and then apply.',
    ]);
  const file = options.html ?? path.join('.local', 'rechecks', `${name}.html`);
  makeFolder('--html', path.dirname(file));
  const asked = { mode: options.mode, source: options.source, configuration };
  const executionArn = await beginRecheck(clients, outputs.RecheckPhotosArn, { name, asked });
  console.log(`recheck ${name}: ${options.mode}, ${options.source}, thresholds ${version(configuration)}`);
  if (!(await followRecheck(clients, executionArn))) return 1;

  const found = await readReport(clients, outputs, name);
  console.log(reportTable(found));
  if (found.plan.mode === 'apply') console.log(appliedLines(await readApplied(clients, outputs, name)));
  // Riders' faces stay where they are: only a laptop's own come into the page.
  const pictures = isLaptop(options.endpoint) ? await picturesOf(clients, outputs, found.report) : new Map();
  writeFileSync(file, reportPage(found, { deployed: parseConfiguration(deployed), pictures }));
  console.log(`\nthe page with histograms: ${file}`);
  return 0;
}

function version(json: string): string {
  return configurationVersion(parseConfiguration(json));
}

function readOptions(words: string[]) {
  const values = parsed(words);
  const { Configuration: configuration, ...others } = overridesOf(values['parameter-overrides']);
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new UsageError([`A recheck has no other ${other} than the stack: give Configuration alone.`]);
  if (configuration !== undefined) parseConfiguration(configuration);
  const endpoint =
    values.endpoint ?? process.env['AWS_ENDPOINT_URL'] ?? (values.stack ? undefined : LAPTOP_ENDPOINT);
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new UsageError([`${JSON.stringify(endpoint)} is no endpoint: give a URL like ${LAPTOP_ENDPOINT}.`]);
  const name = values.name ?? `recheck-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    throw new UsageError([`${JSON.stringify(name)} is no name: letters, digits, _ and -, 64 at most.`]);
  return {
    name,
    configuration,
    endpoint,
    stack: values.stack ?? 'rider-photos',
    html: values.html,
    mode: values.apply ? ('apply' as const) : ('report' as const),
    source: values.pictures ? ('pictures' as const) : ('stored' as const),
  };
}

function parsed(words: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  return readWords({
    args: words,
    options: {
      'parameter-overrides': { type: 'string', multiple: true },
      apply: flag,
      pictures: flag,
      name: text,
      html: text,
      stack: text,
      endpoint: text,
    },
  }).values;
}
