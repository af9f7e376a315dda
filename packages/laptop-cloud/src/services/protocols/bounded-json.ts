// JSON of requests, within bounds: what recursion could not come back from, or a JavaScript object could not keep, is refused.

/** As deep as the JSON readers of the AWS services go. */
const MAX_DEPTH = 1000;

/** Parses a body. Throws a SyntaxError that says what is wrong with it. */
export function parseBoundedJson(body: Buffer, maxDepth = MAX_DEPTH): unknown {
  if (nestsDeeper(body, maxDepth)) throw new SyntaxError(`it is nested more than ${maxDepth} levels deep`);
  const text = body.toString('utf8');
  // Escapes can spell the name, too.
  const mayHoldPrototype = text.includes('__proto__') || text.includes('\\u00');
  return JSON.parse(text, mayHoldPrototype ? refusePrototype : undefined);
}

/** Parses JSON that is a text in a request. Throws a SyntaxError when it is none or nested deeper than a request may be. */
export function parseBoundedText(text: string): unknown {
  if (text.length > MAX_DEPTH && nestsDeeper(Buffer.from(text), MAX_DEPTH))
    throw new SyntaxError(`it is nested more than ${MAX_DEPTH} levels deep`);
  return JSON.parse(text);
}

/** A member of this name would be lost on the way to whatever stores it. Throws a SyntaxError. */
export function refusePrototype<Value>(name: string, value: Value): Value {
  if (name === '__proto__') throw new SyntaxError('a member named __proto__ is not supported here');
  return value;
}

const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];
const [CLOSING_BRACKET, CLOSING_BRACE] = [0x5d, 0x7d];

function nestsDeeper(body: Buffer, maxDepth: number): boolean {
  // Most open fewer than that in all, which is seen much sooner.
  if (body.length <= maxDepth || opensFewer(body, maxDepth)) return false;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (isQuoted && byte === BACKSLASH) at++;
    else if (byte === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (byte === BRACKET || byte === BRACE) {
      depth++;
      if (depth > maxDepth) return true;
    } else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) depth--;
  }
  return false;
}

function opensFewer(body: Buffer, most: number): boolean {
  let left = most;
  for (const opening of [BRACKET, BRACE])
    for (let at = body.indexOf(opening); at >= 0; at = body.indexOf(opening, at + 1)) {
      if (left === 0) return false;
      left--;
    }
  return true;
}
