// What an XML body may be before it is parsed: no document type, and no larger or deeper than S3's own requests.

/** A completed upload of ten thousand parts, each with its number, its tag and a checksum, has some eighty thousand tags. */
const MAX_TAGS = 120_000;
const MAX_DEPTH = 32;

/** Whether the text is worth parsing. Takes one pass, whatever the text holds. */
export function isWithinXmlBounds(text: string, maxTags = MAX_TAGS, maxDepth = MAX_DEPTH): boolean {
  let depth = 0;
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    if (++tags > maxTags) return false;
    const next = text[at + 1];
    // A document type could define entities; S3 takes none.
    if (next === '!' && /^doctype/i.test(text.slice(at + 2, at + 9))) return false;
    if (next === '/') depth--;
    else if (next !== '!' && next !== '?') depth++;
    if (depth > maxDepth) return false;
    // <empty/>: the slash stands before the bracket that ends the tag.
    const end = text.indexOf('>', at);
    if (end < 0) return true;
    if (next !== '/' && text[end - 1] === '/') depth--;
  }
  return true;
}
