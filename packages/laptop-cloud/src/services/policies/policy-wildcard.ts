// Wildcards of policies: `*` for any text, `?` for any one character.

/** Compiles the text of an action, resource or condition value to a case-sensitive test of the whole text. */
export function compilePolicyWildcard(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const source = pattern
    .replace(/[\\^$.+()|[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const whole = new RegExp(`^${source}$`, 's');
  return (text) => whole.test(text);
}
