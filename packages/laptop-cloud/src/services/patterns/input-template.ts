// Input templates of rule targets and pipes: text with `<placeholders>`, usually of JSON.
// Source: EventBridge User Guide, "Amazon EventBridge input transformation".

/**
 * Fills a template. `valueAt` gives a placeholder's value, or undefined when the event has none.
 * Outside quotes a value is written as JSON; inside quotes as bare text, escaped so that the string stays whole.
 */
export function fillTemplate(template: string, valueAt: (placeholder: string) => unknown): string {
  let filled = '';
  let isQuoted = false;
  let at = 0;
  while (at < template.length) {
    PLACEHOLDER_HERE.lastIndex = at;
    const placeholder = PLACEHOLDER_HERE.exec(template);
    if (placeholder) {
      const value = valueAt(placeholder[1]!);
      filled += isQuoted ? quotedText(value) : JSON.stringify(value === undefined ? '' : value);
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

function quotedText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
