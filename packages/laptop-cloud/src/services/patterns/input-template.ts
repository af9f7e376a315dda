// Input templates of rule targets and pipes: text with `<placeholders>`, usually of JSON.
// Source: EventBridge User Guide, "Amazon EventBridge input transformation".

/** How an object or a list is written inside quotes. */
export type QuotedValue = (value: object, template: string) => string;

/** Pipes: as its JSON, escaped so that the string stays whole. */
export const asText: QuotedValue = (value) => JSON.stringify(JSON.stringify(value)).slice(1, -1);

/**
 * Rules: in a text as JSON without its quotes. In a template that is an object as JSON with them, which breaks the string: such an
 * event is not delivered, on AWS neither.
 */
export const asRuleText: QuotedValue = (value, template) => {
  const json = JSON.stringify(value);
  return template.trimStart().startsWith('{') ? json : json.replaceAll('"', '');
};

/**
 * Fills a template. `valueAt` gives a placeholder's value, or undefined when the event has none.
 * Outside quotes a value is written as JSON; inside quotes as bare text, escaped so that the string stays whole.
 */
export function fillTemplate(
  template: string,
  valueAt: (placeholder: string) => unknown,
  quoted: QuotedValue = asText,
): string {
  let filled = '';
  let isQuoted = false;
  let at = 0;
  while (at < template.length) {
    PLACEHOLDER_HERE.lastIndex = at;
    const placeholder = PLACEHOLDER_HERE.exec(template);
    if (placeholder) {
      const value = valueAt(placeholder[1]!);
      filled += isQuoted
        ? quotedText(value, template, quoted)
        : JSON.stringify(value === undefined ? '' : value);
      at += placeholder[0].length;
      continue;
    }
    const character = template[at]!;
    // An escaped quote does not end the string.
    if (character === '\\') {
      filled += template.slice(at, at + 2);
      at += 2;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    filled += character;
    at++;
  }
  return filled;
}

/** The placeholders of a template, without their angle brackets. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(/<([$\p{L}][^<>\s]*)>/gu)].map(([, name]) => name!);
}

const PLACEHOLDER_HERE = /<([$\p{L}][^<>\s]*)>/uy;

function quotedText(value: unknown, template: string, quoted: QuotedValue): string {
  if (typeof value === 'object' && value !== null) return quoted(value, template);
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
