// Reads the XML that some S3 requests carry: elements, text, CDATA and references; no document type, which S3 takes neither.
// The parser is loaded with the first of them, for few requests carry any.
import { createRequire } from 'node:module';
import type { XMLParser, XMLValidator } from 'fast-xml-parser';
import { type Stray, strayElement, type XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import { refuse } from './operation.ts';
import { isWithinXmlBounds } from './xml-bounds.ts';

const TEXT = '#text';
const CDATA = '#cdata';

const require = createRequire(import.meta.url);
let loaded: { parser: XMLParser; validator: typeof XMLValidator } | undefined;

function library(): NonNullable<typeof loaded> {
  if (loaded) return loaded;
  const { XMLParser, XMLValidator } = require('fast-xml-parser') as typeof import('fast-xml-parser');
  const parser = new XMLParser({
    preserveOrder: true,
    parseTagValue: false,
    trimValues: false,
    // <s3:Delete xmlns:s3="...">, as serializers that always write prefixes have it.
    removeNSPrefix: true,
    ignoreDeclaration: true,
    // Numeric references are what Go writes even for quotes, and named ones are but five: both are read here.
    processEntities: false,
    textNodeName: TEXT,
    cdataPropName: CDATA,
  });
  loaded = { parser, validator: XMLValidator };
  return loaded;
}

/** One element: its children by name in document order, or its text. */
export interface XmlElement {
  all(name: string): XmlElement[];
  /** Text of the child with that name. Throws MalformedXML where there are two of them. */
  text(name: string): string | undefined;
  ownText: string;
  /** Names of the children, each once. */
  names: string[];
}

/**
 * The root element of a body, whose shape has it alone. Throws MalformedXML on another root, broken XML or an element that the shape
 * has not, and NotImplemented on one that S3 alone knows, each by its name.
 */
export function parseXmlBody(body: Buffer, shape: XmlShape): XmlElement {
  const text = textOfBody(body);
  if (NO_XML.test(text)) refuse('MalformedXML', 400);
  if (!isWithinXmlBounds(text) || library().validator.validate(text) !== true) refuse('MalformedXML', 400);
  const [root = ''] = Object.keys(shape);
  const [element] = wrap(parsed(text)).all(root);
  if (!element) refuse('MalformedXML', 400);
  const stray = strayElement(element, shape[root] as XmlShape);
  if (stray) refuseStray(root, stray);
  return element;
}

/** Whether a body is XML at all, of whatever shape. */
export function isXml(body: Buffer): boolean {
  const text = textOfBody(body);
  return !NO_XML.test(text) && isWithinXmlBounds(text) && library().validator.validate(text) === true;
}

/** What no XML holds as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
const NO_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

// Letters that are none would become a key that nobody has named.
function textOfBody(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return refuse('MalformedXML', 400);
  }
}

// Where S3 says only that it is no schema of its own, the name helps.
function refuseStray(root: string, { path, isKnownToS3 }: Stray): never {
  if (isKnownToS3)
    throw new ServiceError('NotImplemented', `The local s3 service does not support ${path} of ${root}`, 501);
  refuse('MalformedXML', 400, { Element: `${root}.${path}` });
}

// The parser refuses names such as `__proto__`, and nests only so deep.
function parsed(text: string): Node[] {
  try {
    return library().parser.parse(text) as Node[];
  } catch {
    refuse('MalformedXML', 400);
  }
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
    text: (name) => {
      const [first, second] = all(name);
      if (second) refuse('MalformedXML', 400);
      return first?.ownText;
    },
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
