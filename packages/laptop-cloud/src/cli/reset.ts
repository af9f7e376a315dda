// npm run reset: forgets everything the laptop cloud keeps.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { nearNames } from '../near-names.ts';
import { removeStateFolder } from '../state-folder.ts';
import type { Command } from './command.ts';
import { textOption } from './command.ts';
import { UsageError } from './usage-error.ts';
import { DEFAULT_STATE } from './use-cloud.ts';

export const RESET: Command = {
  name: 'reset',
  summary: 'forget all local state',
  help: `npm run reset -- [--state DIR]

Deletes the folder where the laptop cloud keeps objects, items, messages and executions.

  --state DIR   the folder (default .local)
  --help        this text`,
  options: { state: { type: 'string' } },
  async run(call) {
    if (call.positionals.length > 0)
      throw new UsageError(`reset takes no argument, not "${call.positionals[0]}"`);
    const folder = textOption(call, 'state') ?? DEFAULT_STATE;
    if (await removeStateFolder(folder)) call.out.line(`${folder} is gone`);
    else if (folder === DEFAULT_STATE) call.out.line(`${folder} does not exist: nothing to forget`);
    else throw new UsageError(`${folder} does not exist${nearFolders(folder)}`);
    return 0;
  },
};

/** Names beside it that look like it. */
function nearFolders(folder: string): string {
  const parent = path.dirname(path.resolve(folder));
  let names: string[] = [];
  try {
    names = readdirSync(parent);
  } catch {
    // The parent is missing, too, or is not ours to read: then nothing is near.
  }
  const near = nearNames(path.basename(folder), names).map((name) => path.join(path.dirname(folder), name));
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
}
