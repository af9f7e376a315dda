// The YAML (or JSON) of a template as plain objects, short intrinsic tags in their long forms.

import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Tags } from 'yaml';
import { type LenientDocument, parseLeniently } from './lenient-yaml.ts';
import { refuse, StackError } from './stack-error.ts';

/**
 * Aliases and merge keys are written out, as SAM does before CloudFormation sees the template. Throws StackError with the place of
 * bad YAML, of an alias that leads nowhere or too far, and of an unknown tag.
 */
export function readTemplateYaml(
  text: string,
  file?: string,
  /** Gets a line for each key that stands twice: to SAM the last one counts. */
  notice: (line: string) => void = () => undefined,
): unknown {
  const { document, placeOf: lineAndColumn } = oneTagEach(text);
  const placeOf = (offset: number): string => {
    const { line, col } = lineAndColumn(offset);
    if (file === undefined) return `line ${line}`;
    const excerpt = text.split('\n')[line - 1]?.trim().slice(0, LONGEST_EXCERPT) ?? '';
    return `${file}:${line}:${col}${excerpt === '' ? '' : `, at "${excerpt}"`}`;
  };
  const [first] = document.errors;
  // What follows from the first mistake is not worth a line.
  const errors = document.errors.filter(({ code }) => code === first?.code && code !== 'UNEXPECTED_TOKEN');
  if (first)
    throw new StackError(
      (errors.length > 0 ? errors : [first]).map(
        ({ message, pos }) => `${placeOf(pos[0])}: ${message.trim()}`,
      ),
    );
  const lineOf = (node: Node) => placeOf(node.range?.[0] ?? 0);
  let written = 0;
  const anchored = (alias: Alias): Node => {
    const node = alias.resolve(document);
    const isInside = (node?.range?.[2] ?? 0) > (alias.range?.[0] ?? 0);
    if (!node) return refuse(`${lineOf(alias)}: no anchor &${alias.source} stands before it.`);
    return isInside ? refuse(`${lineOf(alias)}: *${alias.source} stands in itself.`) : node;
  };
  const plain = (node: unknown): unknown => {
    if (++written > MOST_NODES) return refuse(`${MOST_NODES} values and more come of aliases of aliases.`);
    if (isAlias(node)) return plain(anchored(node));
    if (isMap(node)) {
      tellOfTwins(node.items);
      return tagged(node, Object.fromEntries(node.items.flatMap(pairsOf)));
    }
    if (isSeq(node)) return tagged(node, node.items.map(plain));
    if (isScalar(node)) return tagged(node, node.value);
    return null;
  };
  const told = new Set<unknown>();
  const tellOfTwins = (pairs: readonly { key: unknown }[]): void => {
    const seen = new Set<string>();
    for (const { key } of pairs) {
      const name = nameOf(key);
      if (seen.has(name) && !told.has(key))
        notice(`${lineOf(key as Node)}: ${name} stands twice in one map; the last one counts, as for SAM.`);
      told.add(key);
      seen.add(name);
    }
  };
  /** A merge key stands for the pairs of the mappings behind it, except those that the mapping has itself. */
  const pairsOf = (
    pair: { key: unknown; value: unknown },
    _: number,
    all: unknown[],
  ): [string, unknown][] => {
    const [name, value] = pairOf(pair);
    if (name !== '<<') return [[name, value]];
    const own = new Set(all.map((each) => nameOf((each as typeof pair).key)));
    const merged = (Array.isArray(value) ? value : [value]).toReversed();
    if (!merged.every((each) => typeof each === 'object' && each !== null && !Array.isArray(each)))
      return refuse(`${lineOf(pair.key as Node)}: << takes a map, or a list of maps.`);
    return Object.entries(Object.assign({}, ...merged) as object).filter(([key]) => !own.has(key));
  };
  const pairOf = ({ key, value }: { key: unknown; value: unknown }): [string, unknown] => [
    nameOf(key),
    plain(value),
  ];
  const tagged = (node: Node & { tag?: string }, value: unknown): unknown => {
    if (!node.tag?.startsWith('!') || node.tag === '!') return value;
    // `!GetAZs !Ref X` came as one tag: the innermost function is named last.
    const names = node.tag.slice(1).split(TAG_BORDER).reverse();
    return names.reduce((inner, name) => longForm(name, inner, () => lineOf(node)), value);
  };
  return plain(document.contents);
}

const LONGEST_EXCERPT = 60;
/** Far more than a template of CloudFormation's largest size can hold. */
const MOST_NODES = 500_000;

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function longForm(name: string, value: unknown, place: () => string): unknown {
  const long = SHORT_TAGS[name];
  if (long === undefined) return refuse(`${place()}: unknown tag !${name}.`);
  // !GetAtt takes one dotted text; the attribute itself may hold dots (Outputs.Url), the logical id never.
  if (name === 'GetAtt' && typeof value === 'string') return { [long]: splitOnce(value, '.') };
  return { [long]: value };
}

/**
 * YAML has one tag for a node, CloudFormation takes one function in another: `!GetAZs !Ref AWS::Region`. Such tags become
 * one, as long as they were, so that every place stays what it is.
 */
function oneTagEach(text: string): LenientDocument {
  const parsed = parseLeniently(text, KNOWN_TAGS);
  const second = parsed.document.errors.find(({ code }) => code === 'MULTIPLE_TAGS');
  if (!second) return parsed;
  const at = second.pos[0];
  const [pair = '', outer = '', space = ''] = /(![A-Za-z0-9.]+)(\s+)$/.exec(text.slice(0, at)) ?? [];
  if (pair === '') return parsed;
  const start = at - pair.length;
  return oneTagEach(`${text.slice(0, start)}${space}${outer}${TAG_BORDER}${text.slice(at + 1)}`);
}

const TAG_BORDER = '.';

const FN_TAGS =
  'And Base64 Cidr Equals FindInMap GetAZs GetAtt If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform';

const SHORT_TAGS: Readonly<Record<string, string>> = {
  Ref: 'Ref',
  Condition: 'Condition',
  ...Object.fromEntries(FN_TAGS.split(' ').map((name) => [name, `Fn::${name}`])),
};

/** Known to the parser, or it would make a warning of each of a template's thousand tags, with a stack. */
const KNOWN_TAGS: Tags = Object.keys(SHORT_TAGS).flatMap((name) => [
  { tag: `!${name}`, resolve: (text: string) => text },
  { tag: `!${name}`, collection: 'map' },
  { tag: `!${name}`, collection: 'seq' },
]);
