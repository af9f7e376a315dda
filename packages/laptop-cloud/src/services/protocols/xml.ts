// Writes XML: names and text in, escaped elements out.

export const XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** Text, a structure, or a repetition of the element; `undefined` leaves the element out. */
export type XmlContent = unknown;

/**
 * One element. Objects become child elements, arrays repeat the element, dates become ISO 8601 with
 * milliseconds, everything else its text.
 */
export function element(name: string, content: XmlContent, namespace?: string): string {
  if (content === undefined || content === null) return '';
  if (Array.isArray(content)) return content.map((one) => element(name, one)).join('');
  const open = namespace ? `${name} xmlns="${escapeXml(namespace)}"` : name;
  return `<${open}>${inner(content)}</${name}>`;
}

/**
 * Escapes text for element content and attributes. Carriage returns survive as character references, and control characters, which
 * a key of S3 may hold, are written as S3 writes them: few parsers take them, but none reads another key.
 */
export function escapeXml(text: string): string {
  return text.replace(ESCAPED, (character) => ENTITIES[character] ?? reference(character));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const ESCAPED = /[&<>"'\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

function reference(character: string): string {
  return `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

function inner(content: unknown): string {
  if (content instanceof Date) return content.toISOString();
  if (typeof content !== 'object' || content === null) return escapeXml(String(content));
  return Object.entries(content)
    .map(([name, value]) => element(name, value))
    .join('');
}
