// Reads the XML that some S3 requests carry.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { refuse } from './operation.ts';
import { isWithinXmlBounds } from './xml-bounds.ts';

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  isArray: () => true,
});

/** One element: its children by name in document order, or its text. */
export interface XmlElement {
  all(name: string): XmlElement[];
  /** Text of the first child with that name. */
  text(name: string): string | undefined;
  ownText: string;
}

/** The root element of a body. Throws MalformedXML on another root or broken XML. */
export function parseXmlBody(body: Buffer, root: string): XmlElement {
  const text = body.toString('utf8');
  if (!isWithinXmlBounds(text) || XMLValidator.validate(text) !== true) refuse('MalformedXML', 400);
  const [element] = wrap(parsed(text)).all(root);
  return element ?? refuse('MalformedXML', 400);
}

/** The parser refuses some names of elements. */
function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    refuse('MalformedXML', 400);
  }
}

function wrap(node: unknown): XmlElement {
  const children = typeof node === 'object' && node !== null ? (node as Record<string, unknown[]>) : {};
  const all = (name: string) => (Object.hasOwn(children, name) ? (children[name] ?? []).map(wrap) : []);
  return { all, text: (name) => all(name)[0]?.ownText, ownText: typeof node === 'string' ? node : '' };
}
