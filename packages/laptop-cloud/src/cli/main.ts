// The commands of the laptop: finds the one that is asked for, and turns every failure into a line and an exit code.

import { nameHint } from '../near-names.ts';
import type { Command } from './command.ts';
import { readArguments } from './command.ts';
import { helpAsked, helpText } from './help.ts';
import { readProject } from './project.ts';
import { GROWTH_AT_REST_PERCENT, letHeapGrow } from './start/give-memory-back.ts';
import { refuseSwallowed } from './swallowed-options.ts';
import { createTerminal } from './terminal.ts';
import { tuneV8 } from './tune-v8.ts';
import { UsageError } from './usage-error.ts';

/** Loaded when asked for: `reset` needs no cloud. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./start.ts')).START,
  step: async () => (await import('./step.ts')).STEP,
  trace: async () => (await import('./trace.ts')).TRACE,
  'run-schedule': async () => (await import('./run-schedule.ts')).RUN_SCHEDULE,
  reset: async () => (await import('./reset.ts')).RESET,
};

/** Exit codes that are not a command's own. */
const FAULT = 1;
const USAGE = 2;

/** Runs one command and resolves with its exit code: 2 for what the caller can fix, 1 for a fault. */
export async function main(words: string[]): Promise<number> {
  const out = createTerminal(process.stdout);
  const err = createTerminal(process.stderr);
  const [name = '', ...rest] = words;
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  // `npm run photo | head` ends the reader early: no reason for a stack trace.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  try {
    const project = await readProject();
    const commands = { ...COMMANDS, ...project.commands };
    const about = helpAsked(words);
    if (about === '') {
      out.line(await helpText(commands));
      return 0;
    }
    if (about !== undefined) return await main([about, '--help']);
    if (name === '') {
      err.line(await helpText(commands));
      return USAGE;
    }
    const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!load) throw new UsageError(`no command "${name}"; ${nameHint(name, Object.keys(commands))}`);
    const command = await load();
    tuneV8();
    letHeapGrow(GROWTH_AT_REST_PERCENT);
    const { positionals, options } = readArguments(command, rest);
    if (options['help']) {
      out.line(command.help);
      return 0;
    }
    refuseSwallowed(command, positionals);
    return await command.run({ positionals, options, project, out, err, signal: interrupt.signal });
  } catch (error) {
    err.line(`${err.paint.red('error')} ${oneLine(error)}`);
    if (process.env['DEBUG'] && error instanceof Error) err.line(err.paint.dim(error.stack ?? ''));
    return isUserError(error) ? USAGE : FAULT;
  }
}

/** Errors of the caller's making carry these literal names, wherever in the laptop cloud they come from. */
const USER_ERRORS = new Set([
  'UsageError',
  'StopAtError',
  'StackError',
  'FaultRuleError',
  'PortTakenError',
  'StateInUseError',
  'ForeignFolderError',
  'InvalidDefinitionError',
  'MockConfigurationError',
  'JsonTextError',
  'StateNotWritableError',
  'DamagedStateError',
]);

function isUserError(error: unknown): boolean {
  return error instanceof Error && USER_ERRORS.has(error.name);
}

function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('; ');
}
