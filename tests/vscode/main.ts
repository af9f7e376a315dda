// npm run test:vscode: a real VS Code debugs this project, as docs/debugging.md promises that it can be debugged.

import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asked } from '../../tools/asked.ts';
import { ROOT } from '../sam/project.ts';
import { drive } from './drive.ts';
import { install, missingPrograms } from './install.ts';
import { SCENARIOS } from './scenarios.ts';
import { openWindow } from './window.ts';

const HELP = `npm run test:vscode -- [options]

A real VS Code debugs this project (needs Chromium).

  --only WORDS   scenarios whose name holds these words (repeatable)
  --keep         leave the copy of the project and pictures of the window
  --help         this text`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = asked(HELP, {
    options: { only: { type: 'string', multiple: true }, keep: { type: 'boolean' } },
  });
  const missing = await missingPrograms();
  for (const program of missing) console.log(`SKIPPED: npm run test:vscode needs ${program}.`);
  if (missing.length > 0) return 0;
  const { only } = values;
  const chosen = SCENARIOS.filter(
    ({ name }) => only === undefined || only.some((words) => name.includes(words)),
  );
  if (chosen.length === 0) {
    console.error(`no scenario's name holds ${only?.map((words) => `"${words}"`).join(' or ')}. There are:`);
    for (const { name } of SCENARIOS) console.error(`  ${name}`);
    return 2;
  }
  const installed = await install();
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'rider-photos-vscode-'));
  const { editor, version, close } = await openWindow(installed, ROOT, folder);
  console.log(`VS Code ${version}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(1)));
  const failures = await drive(editor, chosen, folder).finally(close);
  if (failures === 0 && !values.keep) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  else console.log(`The copy of the project and pictures of the window are in ${folder}`);
  console.log(failures === 0 ? 'All well.' : `Failed: ${failures}.`);
  return failures === 0 ? 0 : 1;
}
