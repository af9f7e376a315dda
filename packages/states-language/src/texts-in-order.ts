// What wildcards come to: some texts, each somewhere behind the one before, with anything between them.

/**
 * A test of whether a whole text begins with the first of these, ends with the last and has the others between them in their order.
 * It takes as many steps as both are long together, whatever they hold.
 *
 * @example
 * textsInOrder(['log-', '.txt'])('log-1.txt'); // true
 */
export function textsInOrder(texts: readonly string[]): (text: string) => boolean {
  const [head = '', ...others] = texts;
  const tail = others.pop();
  if (tail === undefined) return (text) => text === head;
  const finders = others.filter((one) => one !== '').map(finderOf);
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail))
      return false;
    const end = text.length - tail.length;
    let at = head.length;
    for (const find of finders) {
      // The earliest place leaves the most to those that follow.
      at = find(text, at, end);
      if (at < 0) return false;
    }
    return true;
  };
}

/** Behind the first place of a text in another between two places; -1 where it has none. */
type Finder = (text: string, from: number, to: number) => number;

// By Knuth, Morris and Pratt: the search of the language itself may compare each character with each.
function finderOf(wanted: string): Finder {
  const borders = bordersOf(wanted);
  return (text, from, to) => {
    let matched = 0;
    for (let at = from; at < to; at++) {
      while (matched > 0 && text.charCodeAt(at) !== wanted.charCodeAt(matched))
        matched = borders[matched - 1]!;
      if (text.charCodeAt(at) === wanted.charCodeAt(matched)) matched++;
      if (matched === wanted.length) return at + 1;
    }
    return -1;
  };
}

/** For each beginning of a text, how much of it is its end as well. */
function bordersOf(text: string): Uint32Array {
  const borders = new Uint32Array(text.length);
  let length = 0;
  for (let at = 1; at < text.length; at++) {
    while (length > 0 && text.charCodeAt(at) !== text.charCodeAt(length)) length = borders[length - 1]!;
    if (text.charCodeAt(at) === text.charCodeAt(length)) length++;
    borders[at] = length;
  }
  return borders;
}
