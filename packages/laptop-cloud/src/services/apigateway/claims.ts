// The claims of a token as a function gets them: each a string, as API Gateway writes them.
// The forms were measured on AWS by others: https://github.com/floci-io/floci/pull/2011

/** Nulls are left out; lists become `[a b]`, objects JSON. */
export function claimsAsText(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(claims).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(texts);
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item) ?? 'null').join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Of `scope`, or `scp` where there is none: a text with spaces, or a list. */
export function scopesOf({ scope, scp }: Readonly<Record<string, unknown>>): string[] {
  const given = scope ?? scp;
  if (Array.isArray(given)) return given.map(String);
  return typeof given === 'string' ? given.split(' ').filter((name) => name !== '') : [];
}
