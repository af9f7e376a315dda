// The parameters of a recheck: quoted as SAM wants them, or a Configuration that is plain JSON, as npm start takes it, and can mean
// nothing else.

import { readOverrides } from '../check/overrides.ts';

/** Parameters by name. Throws UsageError for what SAM would refuse, cut off or pass over. */
export function overridesOf(words: readonly string[] | undefined): Record<string, string> {
  const others = words?.filter((word) => plainJson(word) === undefined);
  const [plain] = words?.flatMap((word) => plainJson(word) ?? []) ?? [];
  return { ...readOverrides(others), ...(plain !== undefined && { Configuration: plain }) };
}

function plainJson(word: string): string | undefined {
  const [, text] = /^Configuration=(\s*\{.*)$/s.exec(word) ?? [];
  if (text === undefined) return undefined;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
