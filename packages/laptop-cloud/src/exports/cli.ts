// For commands that an application adds to the CLI.

export {
  type Call,
  type Command,
  listOption,
  pairsOption,
  textOption,
  type UsableCloud,
} from '../cli/command.ts';
export { LOG_HELP, LOG_OPTIONS, showLogs } from '../cli/live-log.ts';
export type { Paint, Terminal } from '../cli/terminal.ts';
export { UsageError } from '../cli/usage-error.ts';
export { type CloudInUse, useCloud } from '../cli/use-cloud.ts';
export { parseFaultFlag } from '../faults/flag.ts';
export { ONLOOKER_KEY } from '../identities.ts';
export { nameHint, nearNames } from '../near-names.ts';
export { readJsonLines } from '../services/json-lines.ts';
export { readJsonFile } from '../services/json-text.ts';
export type { PublishedMessage } from '../services/sns/message-log.ts';
