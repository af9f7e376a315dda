// npm run asl-cases -- FOLDER [options]: grades the engine by a collection of answers recorded from AWS. The project has none
// of its own beside tests/cases: FOLDER holds its cases and run.mjs, which hands each of them to aws-cases.adapter.ts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const [folder, ...options] = process.argv.slice(2);
const USAGE = 'npm run asl-cases -- FOLDER, where FOLDER/run.mjs takes the path of an adapter';
const isHelp = folder === '--help' || folder === '-h';
const grader = folder === undefined ? undefined : path.resolve(folder, 'run.mjs');
if (isHelp) {
  console.log(USAGE);
} else if (grader === undefined || !existsSync(grader)) {
  console.error(`${grader === undefined ? 'Which collection?' : `There is no ${grader}.`} Usage: ${USAGE}.`);
  process.exitCode = 2;
} else {
  const adapter = path.join(import.meta.dirname, 'aws-cases.adapter.ts');
  const { status } = spawnSync(process.execPath, [grader, adapter, ...options], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
