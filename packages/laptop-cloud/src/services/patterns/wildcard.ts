// Wildcard text of event patterns: `*` stands for any text, `\\*` for a star, `\\\\` for a backslash.
import { ANY_TEXT, compileGlob, type GlobPart } from '../../glob.ts';

/** Compiles a wildcard; throws a SyntaxError on two stars in a row or an unknown escape. */
export function compileWildcard(pattern: string): (text: string) => boolean {
  return compileGlob(parseWildcard(pattern));
}

function parseWildcard(pattern: string): GlobPart[] {
  const parts: GlobPart[] = [];
  let literal = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      if (pattern[at + 1] === '*') throw new SyntaxError('Consecutive wildcard characters');
      parts.push(literal, ANY_TEXT);
      literal = '';
      continue;
    }
    if (character !== '\\') {
      literal += character;
      continue;
    }
    const escaped = pattern[++at];
    if (escaped !== '*' && escaped !== '\\') throw new SyntaxError('Invalid escape character');
    literal += escaped;
  }
  return [...parts, literal];
}
