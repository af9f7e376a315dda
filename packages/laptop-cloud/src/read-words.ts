// The words behind a command, as node:util reads them, and one thing more: an option that has one value is given once.

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Told like the errors of parseArgs. */
class RepeatedOptionError extends Error {
  override readonly name = 'RepeatedOptionError';
  readonly code = 'ERR_PARSE_ARGS_REPEATED_OPTION';
}

/** What parseArgs makes of the words. Throws its errors, and one of its kind where one of two values would be dropped in silence. */
export function readWords<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  const read = parseArgs<Config>(config);
  const { tokens } = parseArgs({ ...config, tokens: true });
  const given = new Set<string>();
  for (const token of tokens ?? []) {
    if (token.kind !== 'option' || token.value === undefined || config.options?.[token.name]?.multiple)
      continue;
    if (given.has(token.name)) throw new RepeatedOptionError(`Option '${token.rawName}' is given twice`);
    given.add(token.name);
  }
  return read;
}
