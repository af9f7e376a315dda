// Reads the XML that some S3 requests carry: elements, text, CDATA and references; no document type, which S3 takes neither.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { refuse } from './operation.ts';
import { isWithinXmlBounds } from './xml-bounds.ts';

const TEXT = '#text';
const CDATA = '#cdata';

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  // Numeric references are what Go writes even for quotes, and named ones are but five: both are read here.
  processEntities: false,
  textNodeName: TEXT,
  cdataPropName: CDATA,
});

/** One element: its children by name in document order, or its text. */
export interface XmlElement {
  all(name: string): XmlElement[];
  /** Text of the first child with that name. */
  text(name: string): string | undefined;
  ownText: string;
  /** Names of the children, each once. */
  names: string[];
}

/** The root element of a body. Throws MalformedXML on another root or broken XML. */
export function parseXmlBody(body: Buffer, root: string): XmlElement {
  const text = body.toString('utf8');
  if (!isWithinXmlBounds(text) || XMLValidator.validate(text) !== true) refuse('MalformedXML', 400);
  const [element] = wrap(parsed(text)).all(root);
  return element ?? refuse('MalformedXML', 400);
}

// The parser refuses names such as `__proto__`, and nests only so deep.
function parsed(text: string): Node[] {
  try {
    return parser.parse(text) as Node[];
  } catch {
    refuse('MalformedXML', 400);
  }
}

/** Throws MalformedXML for a child that is none of these: it would ask for something that is not done. */
export function onlyHas(element: XmlElement, ...names: string[]): void {
  if (element.names.some((name) => !names.includes(name))) refuse('MalformedXML', 400);
}

/** As the parser gives it in document order: one key, beside `:@`, names what it is. */
type Node = Readonly<Record<string, unknown>>;

function wrap(nodes: readonly Node[]): XmlElement {
  const all = (name: string) =>
    nodes.flatMap((node) => (Object.hasOwn(node, name) ? [wrap(node[name] as Node[])] : []));
  const names = new Set(nodes.flatMap((node) => Object.keys(node)));
  for (const name of [TEXT, CDATA, ':@']) names.delete(name);
  return {
    all,
    text: (name) => all(name)[0]?.ownText,
    ownText: nodes.map(textOf).join(''),
    names: [...names].filter((name) => !name.startsWith('?')),
  };
}

function textOf(node: Node): string {
  if (Object.hasOwn(node, TEXT)) return decodeReferences(String(node[TEXT]));
  if (!Object.hasOwn(node, CDATA)) return '';
  return (node[CDATA] as Node[]).map((inner) => String(inner[TEXT] ?? '')).join('');
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeReferences(text: string): string {
  return text.replace(/&([^;&]*);?/g, (_, reference: string) => {
    if (Object.hasOwn(NAMED, reference)) return NAMED[reference] as string;
    const [, hex, decimal] = /^#(?:x([0-9a-f]+)|([0-9]+))$/i.exec(reference) ?? [];
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return isCharacter ? String.fromCodePoint(point) : refuse('MalformedXML', 400);
  });
}
