// The YAML (or JSON) of a template as plain objects, short intrinsic tags in their long forms.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { refuse, StackError } from './stack-error.ts';

/** Throws StackError with the place of bad YAML, of an alias and of an unknown tag. */
export function readTemplateYaml(text: string, file?: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(oneTagEach(text), {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
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
  const plain = (node: unknown): unknown => {
    if (isAlias(node)) return refuse(`${lineOf(node)}: CloudFormation does not accept YAML aliases.`);
    if (isMap(node)) return tagged(node, Object.fromEntries(node.items.map(pairOf)));
    if (isSeq(node)) return tagged(node, node.items.map(plain));
    if (isScalar(node)) return tagged(node, node.value);
    return null;
  };
  const pairOf = ({ key, value }: { key: unknown; value: unknown }): [string, unknown] => [
    String(isScalar(key) ? key.value : key),
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
function oneTagEach(text: string): string {
  const second = parseDocument(text, { prettyErrors: false }).errors.find(
    ({ code }) => code === 'MULTIPLE_TAGS',
  );
  if (!second) return text;
  const at = second.pos[0];
  const [pair = '', outer = '', space = ''] = /(![A-Za-z0-9.]+)(\s+)$/.exec(text.slice(0, at)) ?? [];
  if (pair === '') return text;
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
