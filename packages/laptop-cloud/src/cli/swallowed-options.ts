// A forgotten `--`: npm takes the options before it for its own, and passes what it took in variables.

import { existsSync, readFileSync } from 'node:fs';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';

/**
 * Throws UsageError when npm has kept an option of ours for itself. An option that npm has, too (`--json`), is left to it
 * where one of its files sets it.
 */
export function refuseSwallowed(
  command: Command,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): void {
  // Of this very script; npm leaves its variables to whatever the script runs.
  if (environment['npm_lifecycle_event'] !== command.name) return;
  const taken = Object.keys(command.options).filter((name) => {
    const value = environment[variableOf(name)];
    return value !== undefined && value !== '' && value !== 'false' && !isSetInFile(name, environment);
  });
  const [first] = taken;
  if (first === undefined) return;
  const script = command.name === 'start' ? 'npm start' : `npm run ${command.name}`;
  throw new UsageError(
    `npm took --${first} for itself: write ${script} -- ${meant(command, taken, words, environment)}`,
  );
}

function variableOf(option: string): string {
  return `npm_config_${option.replaceAll('-', '_')}`;
}

/** The line as it was probably meant: npm takes values written with `=`, and leaves others where they stand. */
function meant(
  command: Command,
  taken: readonly string[],
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): string {
  // Values that npm left behind stand after what the command itself takes.
  const wanting = taken.filter(
    (name) => command.options[name]?.type === 'string' && environment[variableOf(name)] === 'true',
  );
  const isOwn = (word: string): boolean => /^-/.test(word) || (command.name !== 'start' && existsSync(word));
  const left = words.filter((word) => !isOwn(word));
  const options = taken.flatMap((name) => {
    if (command.options[name]?.type !== 'string') return [`--${name}`];
    const value = wanting.includes(name) ? left.shift() : environment[variableOf(name)]!.split('\n\n')[0];
    return [`--${name} ${value ?? '...'}`];
  });
  const rest = words.filter((word) => isOwn(word) || left.includes(word));
  return [...rest, ...options].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /["{}$*]/.test(word) ? `'${word}'` : word;
}

/** Whether a .npmrc of the user, the project or the machine sets it: then nobody has typed it. */
function isSetInFile(option: string, environment: NodeJS.ProcessEnv): boolean {
  const files = [environment['npm_config_userconfig'], environment['npm_config_globalconfig'], '.npmrc'];
  const line = new RegExp(`^\\s*${option}\\s*(=|$)`, 'm');
  return files.some(
    (file) => file !== undefined && existsSync(file) && line.test(readFileSync(file, 'utf8')),
  );
}
