// Reads a CloudFormation or SAM template: YAML (or JSON) with short intrinsic tags, into plain objects with the long forms.

import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { checkDeletionPolicies } from './deletion-policies.ts';
import { lookup } from './lookup.ts';
import { collectProblems, refuse, StackError } from './stack-error.ts';

export interface RawResource {
  type: string;
  properties: Record<string, unknown>;
  metadata: Record<string, unknown>;
  condition?: string;
  dependsOn: string[];
}

/** A template with every intrinsic still in its long form (`{ 'Fn::Sub': ... }`). */
export interface Template {
  parameters: Record<string, Record<string, unknown>>;
  /** Assertions on parameters, by name. */
  rules: Record<string, Record<string, unknown>>;
  mappings: Record<string, unknown>;
  conditions: Record<string, unknown>;
  /** SAM Globals by section: `Function`, `HttpApi` ... */
  globals: Record<string, Record<string, unknown>>;
  resources: Record<string, RawResource>;
  outputs: Record<string, Record<string, unknown>>;
}

const SAM_TRANSFORM = 'AWS::Serverless-2016-10-31';

/** Parses template text, of `file` if given. Throws StackError with places for bad YAML and unknown tags, and for unknown sections. */
export function parseTemplate(text: string, file?: string): Template {
  const root = record(readYaml(text, file), 'The template');
  const problems: string[] = [];
  for (const key of Object.keys(root)) {
    const why = lookup(SECTIONS, key);
    if (why === undefined) problems.push(`The template has an unknown section ${key}.`);
    else if (why !== '')
      problems.push(`The template's section ${key} is not supported on the laptop: ${why}.`);
  }
  for (const transform of [root.Transform ?? []].flat()) {
    if (transform !== SAM_TRANSFORM)
      problems.push(
        `Transform ${JSON.stringify(transform)} is not supported on the laptop, only ${SAM_TRANSFORM}.`,
      );
  }
  const conditions = record(root.Conditions ?? {}, 'Conditions');
  const resources: Record<string, RawResource> = {};
  for (const [logicalId, value] of Object.entries(records(root.Resources, 'Resources'))) {
    const resource = collectProblems(problems, logicalId, () =>
      rawResource(logicalId, value, Object.keys(conditions)),
    );
    if (resource) resources[logicalId] = resource;
  }
  if (Object.keys(resources).length === 0 && problems.length === 0)
    problems.push('The template has no Resources.');
  if (problems.length > 0) throw new StackError(problems);
  return {
    parameters: records(root.Parameters, 'Parameters'),
    rules: records(root.Rules, 'Rules'),
    mappings: record(root.Mappings ?? {}, 'Mappings'),
    conditions,
    globals: records(root.Globals, 'Globals'),
    resources,
    outputs: records(root.Outputs, 'Outputs'),
  };
}

/** Sections of a template; a text says why one is refused. */
const SECTIONS: Readonly<Record<string, string>> = {
  AWSTemplateFormatVersion: '',
  Transform: '',
  Description: '',
  Metadata: '',
  Parameters: '',
  Mappings: '',
  Conditions: '',
  Globals: '',
  Resources: '',
  Outputs: '',
  Rules: '',
  Hooks: 'blue/green hooks exist only in CloudFormation',
};

/** Attributes of a resource; a text says why one is refused. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  Type: '',
  Properties: '',
  Metadata: '',
  Condition: '',
  DependsOn: '',
  DeletionPolicy: '',
  UpdateReplacePolicy: '',
  Connectors: 'write the policy statements instead',
  CreationPolicy: 'nothing signals a laptop',
  UpdatePolicy: 'the laptop never updates a group of instances',
  IgnoreGlobals: 'set the property on the resource instead',
};

function rawResource(
  logicalId: string,
  value: Record<string, unknown>,
  conditions: readonly string[],
): RawResource {
  if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) refuse('a logical id is made of letters and digits only.');
  for (const key of Object.keys(value)) {
    const why = lookup(ATTRIBUTES, key);
    if (why === undefined) refuse(`unknown resource attribute ${key}.`);
    if (why !== '') refuse(`the attribute ${key} is not supported on the laptop: ${why}.`);
  }
  if (typeof value.Type !== 'string') refuse('has no Type.');
  checkDeletionPolicies(value, conditions);
  const condition = value.Condition;
  if (condition !== undefined && typeof condition !== 'string') refuse('Condition must be a name.');
  const dependsOn = [value.DependsOn ?? []].flat();
  if (!dependsOn.every((id): id is string => typeof id === 'string'))
    refuse('DependsOn must be a logical id or a list of them.');
  return {
    type: value.Type,
    properties: record(value.Properties ?? {}, 'Properties'),
    metadata: record(value.Metadata ?? {}, 'Metadata'),
    ...(condition === undefined ? {} : { condition }),
    dependsOn,
  };
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a mapping.`);
}

function records(value: unknown, place: string): Record<string, Record<string, unknown>> {
  const entries = Object.entries(record(value ?? {}, place));
  return Object.fromEntries(entries.map(([key, entry]) => [key, record(entry, `${place}.${key}`)]));
}

function readYaml(text: string, file?: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    if (file === undefined) return `line ${line}`;
    const excerpt = text.split('\n')[line - 1]?.trim().slice(0, LONGEST_EXCERPT) ?? '';
    return `${file}:${line}:${col}${excerpt === '' ? '' : `, at "${excerpt}"`}`;
  };
  if (document.errors.length > 0)
    throw new StackError(document.errors.map(({ message, pos }) => `${placeOf(pos[0])}: ${message.trim()}`));
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
    const long = SHORT_TAGS[node.tag];
    if (long === undefined) return refuse(`${lineOf(node)}: unknown tag ${node.tag}.`);
    // !GetAtt takes one dotted text; the attribute itself may hold dots (Outputs.Url), the logical id never.
    if (node.tag === '!GetAtt' && typeof value === 'string') return { [long]: splitOnce(value, '.') };
    return { [long]: value };
  };
  return plain(document.contents);
}

const LONGEST_EXCERPT = 60;

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const FN_TAGS =
  'And Base64 Cidr Equals FindInMap GetAZs GetAtt If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform';

const SHORT_TAGS: Readonly<Record<string, string>> = {
  '!Ref': 'Ref',
  '!Condition': 'Condition',
  ...Object.fromEntries(FN_TAGS.split(' ').map((name) => [`!${name}`, `Fn::${name}`])),
};
