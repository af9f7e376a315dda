// npm run changelog: prints CHANGELOG.md as the commits tell it; with --write it becomes the file.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { readWords } from 'laptop-cloud/template';
import { drawChangelog, LOG_FORMAT, readLog } from './changelog/changelog.ts';
import { runTool } from './run-tool.ts';
import { UsageError } from './usage-error.ts';

const FILE = 'CHANGELOG.md';
const HELP = `npm run changelog -- [options]

Prints ${FILE} from the conventional commits of the whole history: newest first, by release (tags such as v1.2.0) and day.

  --write    writes it to ${FILE}
  --help     this text`;

process.exitCode = await runTool(HELP, async (words) => {
  const { write } = readOptions(words);
  const text = drawChangelog(readLog(commits()));
  if (write) writeFileSync(FILE, text);
  else process.stdout.write(text);
  return 0;
});

function readOptions(words: string[]): { write: boolean } {
  const { values } = readWords({ args: words, options: { write: { type: 'boolean', default: false } } });
  return values;
}

function commits(): string {
  const git = (...args: string[]) => spawnSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const { status, stdout, stderr, error } = git('log', '--no-merges', `--format=${LOG_FORMAT}`);
  if (error || status !== 0)
    throw new UsageError([
      `git log says no: ${(error?.message ?? stderr).trim()}. Run it in a clone of the repository.`,
    ]);
  if (git('rev-parse', '--is-shallow-repository').stdout.trim() === 'true')
    throw new UsageError(['This clone lacks older commits: "git fetch --unshallow --tags" brings them.']);
  return stdout;
}
