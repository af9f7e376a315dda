// Wildcard text of event patterns: `*` stands for any text, `\*` for a star, `\\` for a backslash.

/** A piece of literal text, or undefined for a star. */
type Part = string | undefined;

/**
 * Compiles a wildcard; throws a SyntaxError on two stars in a row or an unknown escape.
 * Matching is linear for the patterns that people write, and never backtracks over more than one star.
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const parts = parseWildcard(pattern);
  const first = parts[0];
  const last = parts.at(-1);
  if (parts.length === 0) return (text) => text === '';
  if (parts.length === 1 && first !== undefined) return (text) => text === first;
  const middle = parts.slice(first === undefined ? 0 : 1, last === undefined ? parts.length : -1);
  return (text) => {
    if (!text.startsWith(first ?? '')) return false;
    let at = first?.length ?? 0;
    for (const part of middle) {
      if (part === undefined) continue;
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return last === undefined || (text.length - last.length >= at && text.endsWith(last));
  };
}

function parseWildcard(pattern: string): Part[] {
  const parts: Part[] = [];
  let literal = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      if (pattern[at + 1] === '*') throw new SyntaxError('Consecutive wildcard characters');
      if (literal) parts.push(literal);
      literal = '';
      parts.push(undefined);
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
  if (literal) parts.push(literal);
  return parts;
}
