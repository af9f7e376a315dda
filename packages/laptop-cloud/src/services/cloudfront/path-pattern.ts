// Path patterns of cache behaviors: `*` for any text, `?` for one character, both across slashes; case counts.
// Source: Amazon CloudFront Developer Guide, "Path pattern".

/** Compiles a pattern, with its first slash or without, to a test of whole paths. */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const rooted = pattern.startsWith('/') || pattern === '*' ? pattern : `/${pattern}`;
  const source = rooted
    .replace(/[\\^$.+()|[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  const whole = new RegExp(`^${source}$`, 's');
  return (path) => whole.test(path);
}
