/** The text as a regular expression that matches it alone. (Node 22 has no RegExp.escape.) */
export function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
}
