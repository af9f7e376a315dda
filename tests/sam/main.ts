// npm run test:sam: the template, checked and built by the real SAM CLI, and what came out of it.

import path from 'node:path';
import { asked } from '../../tools/asked.ts';
import { checkBundles } from './bundle-checks.ts';
import { run } from './command.ts';
import { deploy } from './deploy.ts';
import { invokeInContainers } from './docker/invoke.ts';
import { checkLayers } from './layer-checks.ts';
import { checkLayerGuard } from './layer-guard.ts';
import { measureLoadTimes } from './load-times.ts';
import { checkOverrides } from './override-checks.ts';
import { checkPacked } from './packed-checks.ts';
import { checkPackedFaces } from './packed-faces-checks.ts';
import { ROOT } from './project.ts';
import { type Sam, samEnvironment } from './sam-cli.ts';
import { printTable } from './table.ts';
import { checkTemplate } from './template-checks.ts';
import { missingPrograms, programsOf, SAM_CLI } from './virtual-environment.ts';

/** A goal; a busy machine misses it, which is told and fails nothing. */
const BUILD_GOAL_MS = 20_000;

/** One part of the run: prints what it sees and answers with what is wrong. */
interface Stage {
  title: string;
  /** Runs only when asked for by this option. */
  option?: 'deploy' | 'docker';
  run: (sam: Sam) => Promise<string[]>;
}

const STAGES: Stage[] = [
  { title: 'The template', run: checkTemplate },
  { title: 'Parameter overrides, as SAM reads them', run: checkOverrides },
  { title: 'sam build', run: build },
  { title: 'The bundles', run: bundles },
  { title: 'The layers', run: checkLayers },
  { title: 'Layers for the wrong processor', run: checkLayerGuard },
  { title: 'Time to load, the quickest of nine', run: loadTimes },
  { title: "The packages, packed, under somebody else's template", run: checkPacked },
  { title: 'The face models, packed, under another one', run: checkPackedFaces },
  { title: 'sam deploy, against an emulator', option: 'deploy', run: deploy },
  { title: 'sam local invoke, with every sample event', option: 'docker', run: invokeInContainers },
];

const HELP = `npm run test:sam -- [options]

Checks the template and builds it with the real SAM CLI (needs Python 3 and make), and says what is wrong with what came out.

  --deploy   also deploys it to an emulator
  --docker   also runs every step in a container
  --help     this text`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = asked(HELP, { options: { deploy: { type: 'boolean' }, docker: { type: 'boolean' } } });
  const missing = await missingPrograms();
  for (const program of missing) console.error(`npm run test:sam needs ${program}.`);
  if (missing.length > 0) return 1;
  const programs = await programsOf(SAM_CLI);
  const sam = { programs, environment: samEnvironment(programs) };
  const problems: string[] = [];
  for (const { title, option, run: runStage } of STAGES) {
    if (option && !values[option]) continue;
    console.log(title);
    const found = await runStage(sam).catch((error: Error) => [error.message]);
    for (const problem of found) console.log(`  PROBLEM ${problem}`);
    problems.push(...found);
    // Without a build there is nothing to look at.
    if (runStage === build && found.length > 0) break;
  }
  console.log(problems.length === 0 ? 'All well.' : `Problems: ${problems.length}.`);
  return problems.length === 0 ? 0 : 1;
}

async function build({ programs, environment }: Sam): Promise<string[]> {
  const { exitCode, output, durationMs } = await run(path.join(programs, 'sam'), ['build'], {
    cwd: ROOT,
    env: environment,
  });
  const took = `${(durationMs / 1000).toFixed(1)} s`;
  console.log(`  ${took}`);
  if (exitCode !== 0) return [`sam build ended with ${exitCode}:\n${output.slice(-4_000)}`];
  if (durationMs > BUILD_GOAL_MS) note(`${took} are more than ${BUILD_GOAL_MS / 1000} s`);
  return [];
}

async function bundles(): Promise<string[]> {
  const { bundles: checked, problems } = await checkBundles();
  printTable(
    ['function', 'bytes', 'at most', 'SDK clients'],
    checked.map(({ logicalId, bytes, maxBytes, clients }) => [
      logicalId,
      bytes,
      maxBytes,
      clients.map((name) => name.replace('@aws-sdk/client-', '')).join(', '),
    ]),
  );
  return problems;
}

async function loadTimes(): Promise<string[]> {
  const times = await measureLoadTimes();
  printTable(
    ['function', 'ms', 'SAM defaults, ms', 'share', 'limit'],
    times.map(({ logicalId, ms, defaultMs, limit }) => [
      logicalId,
      ms.toFixed(1),
      defaultMs.toFixed(1),
      (ms / defaultMs).toFixed(2),
      limit,
    ]),
  );
  for (const { logicalId, ms, limit, isSlow } of times)
    if (isSlow) note(`${logicalId}: ${ms.toFixed(1)} ms, ${limit}`);
  return times
    .filter(({ isWithin }) => !isWithin)
    .map(
      ({ logicalId, ms, defaultMs, limit }) =>
        `${logicalId}: ${ms.toFixed(1)} ms (with SAM's defaults ${defaultMs.toFixed(1)} ms) is over the limit, ${limit}`,
    );
}

/** What an idle machine should not show. */
function note(words: string): void {
  console.log(`  SLOW ${words}`);
}
