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

/** Escapes text for element content and attributes; carriage returns survive as character references. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? character);
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
