// What a drawing, a benchmark or a suite was asked for: it answers --help, and refuses what it does not know before it begins.

import type { ParseArgsConfig, parseArgs } from 'node:util';
import { readWords } from 'laptop-cloud/template';

/**
 * The options and words given, as parseArgs reads them. Ends the process after `--help` (0), whose text begins with how the command is
 * written, and after what is asked wrongly (2).
 */
export function asked<const Config extends ParseArgsConfig>(
  help: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    console.log(help);
    process.exit(0);
  }
  try {
    return readWords<Config>(config);
  } catch (error) {
    console.error(`error ${wrongOption(help, error) ?? (error as Error).message}`);
    process.exit(2);
  }
}

/** The number that somebody gave for an option or a word; ends the process (2) where it is none between the bounds. */
export function askedNumber(
  name: string,
  text: string,
  { least, most, isWhole = true }: { least: number; most: number; isWhole?: boolean },
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!isWhole || Number.isInteger(value))) return value;
  console.error(
    `error ${name} takes ${isWhole ? 'an integer' : 'a number'} from ${least} to ${most}, not "${text}"`,
  );
  process.exit(2);
}

/** An error of parseArgs as a sentence with the way out; undefined for any other error. */
export function wrongOption(help: string, error: unknown): string | undefined {
  if (
    !(error instanceof Error) ||
    !String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
  )
    return undefined;
  const [message] = error.message.replaceAll('\n', ' ').split('. To specify');
  const [command = ''] = /^np[mx] (run )?(--silent )?\S+/.exec(help) ?? [];
  return `${message}; "${command} -- --help" lists the options.`;
}
