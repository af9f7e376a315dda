// npm run reset: forgets everything the laptop cloud keeps.

import { removeStateFolder } from '../state-folder.ts';
import type { Command } from './command.ts';
import { textOption } from './command.ts';
import { UsageError } from './usage-error.ts';

export const RESET: Command = {
  name: 'reset',
  summary: 'forget all local state',
  help: `npm run reset -- [--state DIR]

Deletes the folder where the laptop cloud keeps photos, rows, faces and executions.

  --state DIR   the folder (default .local)
  --help        this text`,
  options: { state: { type: 'string' } },
  async run(call) {
    if (call.positionals.length > 0)
      throw new UsageError(`reset takes no argument, not "${call.positionals[0]}"`);
    const folder = textOption(call, 'state') ?? '.local';
    call.out.line(
      removeStateFolder(folder) ? `${folder} is gone` : `${folder} does not exist: nothing to forget`,
    );
    return 0;
  },
};
