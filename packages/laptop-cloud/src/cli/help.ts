// What the laptop cloud says of itself: every command in a line.

import { howToRun } from '../how-to-run.ts';
import type { Command } from './command.ts';

const HELP_WORDS = ['--help', '-h', 'help'];

/** The command whose help the words ask for; '' for all of them, undefined where they ask for none. */
export function helpAsked([first = '', second = '']: readonly string[]): string | undefined {
  return HELP_WORDS.includes(first) ? second : undefined;
}

/** How each command is written here, and what it is for. */
export async function helpText(commands: Readonly<Record<string, () => Promise<Command>>>): Promise<string> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => ({ ...(await load()), name })),
  );
  const lines = loaded.map(({ name, summary }) => ({ line: howToRun(name), summary }));
  const width = Math.max(...lines.map(({ line }) => line.length));
  return [
    'laptop-cloud COMMAND [options]',
    '',
    'The AWS services that a SAM template needs, on this machine: the template of the folder you are in.',
    '',
    ...lines.map(({ line, summary }) => `  ${line.padEnd(width)}  ${summary}`),
    '',
    '"laptop-cloud COMMAND --help" lists the options of a command. Exit codes: 0, 1 for a fault, 2 for what is asked wrongly.',
  ].join('\n');
}
