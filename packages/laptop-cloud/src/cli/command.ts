// What a command of the CLI is, whose project it works on, and how its options are read.

import type { ParseArgsConfig } from 'node:util';
import type { AddOn } from '../add-on.ts';
import type { Cloud } from '../cloud.ts';
import type { CloudOptions } from '../cloud-options.ts';
import { howToRunWith } from '../how-to-run.ts';
import type { ParameterDefaults } from '../make-stack.ts';
import { readWords } from '../read-words.ts';
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
  /** Whose stack it is. */
  project: Project;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** What a command needs of a cloud, in this process or another. */
export type UsableCloud = Pick<Cloud, 'endpoint' | 'clientConfig' | 'stateFolder'> & {
  stack: Pick<Cloud['stack'], 'outputs'>;
  /** Where thumbnails are kept, if not in the state folder. */
  thumbnailFolder?: string;
};

/** What an application says of itself; see defineProject for the defaults. */
export interface Project {
  /** As `start` greets with; the stack's name by default. */
  title: string;
  /** Name of the stack, part of the names of its resources; the folder's name by default. */
  stackName: string;
  /** Path of the template; the first there is of template.yaml, template.yml and template.json by default. */
  templatePath: string;
  /** Values of parameters on a laptop, in place of the template's defaults; those that follow from where sites answer, by a function. */
  parameterDefaults: ParameterDefaults;
  /** Puts into the stack, once it is made and before anything is announced, what a deployment puts there: files of pages, say. */
  deployed(cloud: Cloud): Promise<void>;
  /** Services beside the laptop cloud's own. */
  services: readonly AddOn[];
  /** Whom user pools of the template know from the start: the page to sign in lists them, others are typed. */
  people: NonNullable<CloudOptions['people']>;
  /** Commands beside the laptop cloud's own, by name; each is loaded when it is asked for. */
  commands: Readonly<Record<string, () => Promise<Command>>>;
  /** Throws what is wrong with values of parameters that a template cannot say, e.g. JSON in a string. */
  checkParameters(parameters: Readonly<Record<string, string>>): void | Promise<void>;
  /** Puts what a sample event names where the step may read it, and gives the event as the step gets it. */
  placeSamples(cloud: UsableCloud, event: unknown): Promise<unknown>;
  /** Annotations whose values `trace --filter` lists beside each trace. */
  traceColumns: readonly string[];
  /** Lines of `start`: what to try first. */
  firstSteps(outputs: Readonly<Record<string, string>>): readonly string[];
}

/** Reads the words behind a command; an unknown option or a missing value is a UsageError that names it. */
export function readArguments(command: Command, words: string[]): Pick<Call, 'positionals' | 'options'> {
  try {
    const { positionals, values } = readWords({
      args: words,
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
    return { positionals, options: values as Call['options'] };
  } catch (error) {
    const message = (error as Error).message.replaceAll('\n', ' ').split('. To specify')[0];
    throw new UsageError(`${message}; "${howToRunWith(command.name)} --help" lists the options`);
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

/** A integer within bounds, or a UsageError naming the option. */
export function numberOption(
  call: Call,
  name: string,
  bounds: { least: number; most: number },
): number | undefined {
  const text = textOption(call, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < bounds.least || value > bounds.most) {
    throw new UsageError(`--${name} takes an integer from ${bounds.least} to ${bounds.most}, not "${text}"`);
  }
  return value;
}

/** `K=V` words as a record, or a UsageError naming the word that is not one, or the key that has two values. */
export function pairsOption(call: Call, name: string): Record<string, string> {
  const pairs = new Map<string, string>();
  for (const word of listOption(call, name)) {
    const at = word.indexOf('=');
    if (at < 1) throw new UsageError(`--${name} takes KEY=VALUE, not "${word}"`);
    const key = word.slice(0, at);
    if (pairs.has(key)) throw new UsageError(`--${name} ${key} is given twice`);
    pairs.set(key, word.slice(at + 1));
  }
  return Object.fromEntries(pairs);
}
