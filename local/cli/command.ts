// What a command of the CLI is, and how its options are read.

import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** The whole `--help` text. */
  help: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** Resolves with the exit code. */
  run(call: Call): Promise<number>;
}

export interface Call {
  positionals: string[];
  options: Record<string, string | boolean | string[] | undefined>;
  out: Terminal;
  err: Terminal;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** Reads the words behind a command; an unknown option or a missing value is a UsageError that names it. */
export function readArguments(command: Command, words: string[]): Pick<Call, 'positionals' | 'options'> {
  try {
    const { positionals, values } = parseArgs({
      args: words,
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
    return { positionals, options: values as Call['options'] };
  } catch (error) {
    const message = (error as Error).message.split('. To specify')[0];
    throw new UsageError(`${message}; "npm run ${command.name} -- --help" lists the options`);
  }
}

/** The value of an option given once, or its default. */
export function textOption(call: Call, name: string): string | undefined {
  const value = call.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of an option that may be given several times. */
export function listOption(call: Call, name: string): string[] {
  const value = call.options[name];
  return Array.isArray(value) ? value : [];
}

/** A whole number within bounds, or a UsageError naming the option. */
export function numberOption(
  call: Call,
  name: string,
  bounds: { least: number; most: number },
): number | undefined {
  const text = textOption(call, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < bounds.least || value > bounds.most) {
    throw new UsageError(
      `--${name} takes a whole number from ${bounds.least} to ${bounds.most}, not "${text}"`,
    );
  }
  return value;
}

/** `K=V` words as a record, or a UsageError naming the word that is not one. */
export function pairsOption(call: Call, name: string): Record<string, string> {
  const pairs = listOption(call, name).map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw new UsageError(`--${name} takes KEY=VALUE, not "${word}"`);
    return [word.slice(0, at), word.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
