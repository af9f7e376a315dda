// Wildcard text of event patterns: `*` stands for any text, `\\*` for a star, `\\\\` for a backslash.
import { ANY_TEXT, compileGlob, type GlobPart } from '../../glob.ts';

/** Compiles a wildcard; throws a SyntaxError on two stars in a row, an unknown escape, and what AWS finds too complex. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const parts = parseWildcard(pattern);
  checkComplexity(parts);
  return compileGlob(parts);
}

// AWS does not say how it measures. Its guide and its answers agree that five stars before the same character are too many.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-considerations
const MAX_REPETITIONS = 4;

function checkComplexity(parts: readonly GlobPart[]): void {
  const counts = new Map<string, number>();
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (part !== ANY_TEXT || typeof next !== 'string' || next === '') continue;
    const count = (counts.get(next[0]!) ?? 0) + 1;
    if (count > MAX_REPETITIONS)
      throw new SyntaxError(
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      );
    counts.set(next[0]!, count);
  }
}

function parseWildcard(pattern: string): GlobPart[] {
  const parts: GlobPart[] = [];
  let literal = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      if (pattern[at + 1] === '*')
        throw new SyntaxError(`Consecutive wildcard characters at pos ${placeOf(pattern, at)}`);
      parts.push(literal, ANY_TEXT);
      literal = '';
      continue;
    }
    if (character !== '\\') {
      literal += character;
      continue;
    }
    const escaped = pattern[++at];
    if (escaped !== '*' && escaped !== '\\')
      throw new SyntaxError(`Invalid escape character at pos ${placeOf(pattern, at - 1)}`);
    literal += escaped;
  }
  return [...parts, literal];
}

/** As AWS counts: bytes, and the quote before the text is the first. */
function placeOf(pattern: string, at: number): number {
  return 1 + Buffer.byteLength(pattern.slice(0, at));
}
