// Reads a CloudFormation or SAM template: YAML (or JSON) with short intrinsic tags, into plain objects with the long forms.

import { checkDeletionPolicies } from './deletion-policies.ts';
import { lookup } from './lookup.ts';
import { collectProblems, refuse, StackError } from './stack-error.ts';
import { readTemplateYaml } from './template-yaml.ts';

export interface RawResource {
  type: string;
  properties: Record<string, unknown>;
  metadata: Record<string, unknown>;
  condition?: string;
  dependsOn: string[];
  /** SAM connectors that start at it, by name. */
  connectors?: Record<string, Record<string, unknown>>;
  /** Properties that Globals do not reach; `*` for all. */
  ignoreGlobals?: '*' | readonly string[];
}

/** A template with every intrinsic still in its long form (`{ 'Fn::Sub': ... }`). */
export interface Template {
  /** What is taken otherwise than it may be meant: a line each. */
  notices: readonly string[];
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
  const notices: string[] = [];
  const root = record(
    readTemplateYaml(text, file, (line) => notices.push(line)),
    'The template',
  );
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
    notices,
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
  // Words for people.
  Description: '',
  Connectors: '',
  IgnoreGlobals: '',
  CreationPolicy: 'nothing signals a laptop',
  UpdatePolicy: 'the laptop never updates a group of instances',
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
    ...(value.Connectors === undefined ? {} : { connectors: records(value.Connectors, 'Connectors') }),
    ...(value.IgnoreGlobals === undefined ? {} : { ignoreGlobals: ignoredGlobals(value.IgnoreGlobals) }),
  };
}

function ignoredGlobals(value: unknown): '*' | string[] {
  if (value === '*') return value;
  if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value;
  return refuse('IgnoreGlobals must be a list of properties, or "*".');
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}

function records(value: unknown, place: string): Record<string, Record<string, unknown>> {
  const entries = Object.entries(record(value ?? {}, place));
  return Object.fromEntries(entries.map(([key, entry]) => [key, record(entry, `${place}.${key}`)]));
}
