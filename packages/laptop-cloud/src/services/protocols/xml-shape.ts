// What an XML body may hold, element by element: what stands in none of these shapes is refused by its name before anything is read.

/** Elements by name, each with its children; a leaf has a text. What S3 knows and does not do here is `not here`. */
export interface XmlShape {
  readonly [name: string]: XmlShape | 'text' | 'not here';
}

/** Where a shape ends: this element is in none. */
export interface Stray {
  /** `Rule.Filter.Colour` */
  path: string;
  isKnownToS3: boolean;
}

interface Named {
  names: string[];
  all(name: string): Named[];
}

/** The first element that a shape has not, or only as one that is not done here. */
export function strayElement(
  element: Named,
  shape: XmlShape,
  path: readonly string[] = [],
): Stray | undefined {
  for (const name of element.names) {
    const inner = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const at = [...path, name];
    if (inner === undefined || inner === 'not here')
      return { path: at.join('.'), isKnownToS3: inner !== undefined };
    const within = inner === 'text' ? {} : inner;
    for (const child of element.all(name)) {
      const stray = strayElement(child, within, at);
      if (stray) return stray;
    }
  }
  return undefined;
}
