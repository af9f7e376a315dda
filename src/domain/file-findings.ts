// Every check of the file itself.

import type { Configuration } from './configuration.ts';
import { undecodable } from './file-rules.ts';
import { codesOf, type Finding, finding, judge } from './finding.ts';
import type { ImageFacts } from './photo.ts';

/**
 * One finding for each check of the table that looks at the file; what the header did not tell is not applicable. `reason`: why the
 * file cannot be read.
 */
export function judgeFile(
  facts: ImageFacts,
  configuration: Configuration,
  reason?: string | undefined,
): Finding[] {
  return codesOf('file').map((code) => judge(code, facts, configuration, reason));
}

/** The file could not be decoded; `reason` is for the reviewer, in a few words. */
export function unreadable(reason: string): Finding {
  const { status, ...seen } = undecodable(reason);
  return finding('FILE_UNREADABLE', status, seen);
}
