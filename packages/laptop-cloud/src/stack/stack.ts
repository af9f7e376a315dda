// A template turned into resources: parameters, conditions, Globals and intrinsics resolved, every name known before anything is made.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { withBucketEvents } from './bucket-events.ts';
import { checkedParameters, type GivenParameters, pseudoParameters } from './checked-parameters.ts';
import { CONNECTOR, withConnectors } from './connectors.ts';
import { mergeGlobals } from './globals.ts';
import { IGNORED_TYPES } from './ignored-types.ts';
import { withImplicitHttpApi } from './implicit-http-api.ts';
import { evaluateCondition, resolveIntrinsics, type Scope } from './intrinsics.ts';
import { withInvokeDestinations } from './invoke-destinations.ts';
import { localUrls } from './local-urls.ts';
import { lookup } from './lookup.ts';
import { generatedName } from './names.ts';
import type { Resource, ResourceType, ResourceTypes, StackContext } from './resource.ts';
import { addEventSources } from './serverless-events.ts';
import { HTTP_API, withHttpApis } from './serverless-http-apis.ts';
import { addServerlessRoles } from './serverless-roles.ts';
import { addVersions, withReferables } from './serverless-versions.ts';
import { SIMPLE_TABLE, withTables } from './simple-tables.ts';
import { collectProblems, NotHereError, refuse, refuseHere, StackError } from './stack-error.ts';
import { checkProperties } from './supported-properties.ts';
import { parseTemplate, type RawResource, type Template } from './template.ts';

export interface Stack {
  context: StackContext;
  /** Every resource whose Condition holds, in the template's order; a role that SAM makes stands before its owner. */
  resources: readonly Resource[];
  /** Parameter values as CloudFormation shows them: lists with commas, secrets as stars. */
  parameters: Readonly<Record<string, string>>;
  /** Output values by name. */
  outputs: Readonly<Record<string, string>>;
  /** Logical ids that a resource needs made before it: what it refers to, and its DependsOn. */
  dependencies(logicalId: string): readonly string[];
  /** Throws StackError naming an id that is not there. */
  resource(logicalId: string): Resource;
  ref(logicalId: string): string;
  attribute(logicalId: string, name: string): string;
  /** What the template asks for and this machine does otherwise, or not at all: a line each. */
  notices(): string[];
  /** Resolves any value with intrinsics against this stack. */
  resolve(value: unknown): unknown;
}

export interface StackOptions extends GivenParameters {
  types: ResourceTypes;
  /** Where files lie that the template includes; that of the template by default. */
  baseDir?: string;
}

/** Reads a template from a file. Throws StackError listing every unsupported type, property, value and unknown name. */
export function loadStack(templatePath: string, options: StackOptions): Stack {
  let text: string;
  const file = path.relative('.', templatePath);
  try {
    text = readFileSync(templatePath, 'utf8');
  } catch (cause) {
    throw new StackError([`The template ${templatePath} cannot be read.`], { cause });
  }
  return readStack(text, { baseDir: path.dirname(templatePath), ...options }, file);
}

/** The types of services with those that need none. */
export function allTypes(ofServices: ResourceTypes): ResourceTypes {
  return { ...IGNORED_TYPES, ...ofServices };
}

/** As loadStack, from text; `file` is what messages call it. */
export function readStack(text: string, options: StackOptions, file?: string): Stack {
  const { context } = options;
  const types = allTypes(options.types);
  const { template, raw, parameters } = expanded(parsedOnce(text, file), options);
  const problems: string[] = [];
  const names = createNames(template, raw, parameters, { context, types });

  const resources: Resource[] = [];
  const needs = new Map<string, Set<string>>();
  for (const [logicalId, resource] of Object.entries(raw)) {
    const place = `${logicalId} (${resource.type})`;
    collectProblems(problems, place, () => {
      if (!names.isPresent(logicalId)) return;
      const type = lookup(types, resource.type) ?? refuse(unknownType(resource.type, types));
      const referred = new Set(resource.dependsOn);
      for (const id of resource.dependsOn)
        if (!lookup(raw, id)) refuse(`DependsOn names ${id}, which is not in the template.`);
      const scope = names.scope((id) => referred.add(id));
      const properties = resolveIntrinsics(resource.properties, scope) as Record<string, unknown>;
      const metadata = resolveIntrinsics(resource.metadata, scope) as Record<string, unknown>;
      checkProperties(properties, type);
      referred.delete(logicalId);
      // A dependency whose condition fails is simply not made.
      needs.set(logicalId, new Set([...referred].filter((id) => names.isPresent(id))));
      resources.push({
        logicalId,
        type: resource.type,
        physicalName: names.physicalName(logicalId),
        properties,
        metadata,
      });
    });
  }
  const local = localUrls(resources, types, context);
  for (const resource of resources) {
    resource.properties = local(resource.properties) as Record<string, unknown>;
    resource.metadata = local(resource.metadata) as Record<string, unknown>;
  }
  const outputs: Record<string, string> = {};
  const leftOut: string[] = [];
  for (const [name, output] of Object.entries(template.outputs))
    collectProblems(problems, `Outputs.${name}`, () => {
      const scope = names.scope();
      if (typeof output.Condition === 'string' && !scope.condition(output.Condition)) return;
      try {
        outputs[name] = String(local(resolveIntrinsics(output.Value, scope)));
      } catch (error) {
        if (!(error instanceof NotHereError)) throw error;
        leftOut.push(`Outputs.${name} is left out: ${error.problems.join(' ')}`);
      }
    });
  if (problems.length > 0) throw new StackError([...new Set(problems)]);

  const byId = new Map(resources.map((resource) => [resource.logicalId, resource]));
  const scope = names.scope();
  return {
    context,
    resources,
    parameters: shownParameters(template, parameters),
    outputs,
    dependencies: (logicalId) => [...(needs.get(logicalId) ?? [])],
    resource: (logicalId) =>
      byId.get(logicalId) ?? refuse(`There is no resource ${logicalId} in this stack.`),
    ref: (logicalId) => String(scope.ref(logicalId)),
    notices: () => [
      ...template.notices,
      ...resources.flatMap((resource) => lookup(types, resource.type)?.notices?.(resource, context) ?? []),
      ...leftOut,
    ],
    attribute: (logicalId, name) => String(scope.getAtt(logicalId, name)),
    resolve: (value) => local(resolveIntrinsics(value, scope)),
  };
}

function shownParameters(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const shown = Object.entries(parameters).map(([name, value]) => {
    const isSecret = String(template.parameters[name]?.NoEcho) === 'true';
    return [name, isSecret ? '****' : String(value)] as const;
  });
  return Object.fromEntries(shown);
}

/** A stack is read again and again while its versions are planned; parsing is most of the work. */
let lastParsed: { text: string; template: Template } | undefined;

function parsedOnce(text: string, file: string | undefined): Template {
  if (lastParsed?.text !== text) lastParsed = { text, template: parseTemplate(text, file) };
  return lastParsed.template;
}

/** The template as SAM would hand it to CloudFormation, as far as the laptop needs it. */
function expanded(
  written: Template,
  options: StackOptions,
): { template: Template; raw: Record<string, RawResource>; parameters: Record<string, unknown> } {
  const parameters = checkedParameters(written, options);
  const template = withImplicitHttpApi(written);
  const tables = withTables(mergeGlobals(template));
  const { targetOf, ...versioned } = addVersions(tables, parameters);
  const withRoles = addServerlessRoles(withInvokeDestinations(versioned.resources, targetOf));
  const withEvents = addEventSources(withBucketEvents(withRoles, targetOf), targetOf);
  const { resources, referables: ofApis } = withHttpApis(withConnectors(withEvents), options.baseDir);
  const referables = new Map([...versioned.referables, ...ofApis]);
  return {
    template: { ...template, outputs: withReferables(template.outputs, referables) as Template['outputs'] },
    raw: withReferables(resources, referables) as Record<string, RawResource>,
    parameters,
  };
}

/** What becomes other resources before anything is looked up. */
const EXPANDED = [CONNECTOR, HTTP_API, SIMPLE_TABLE];

function unknownType(type: string, types: ResourceTypes): string {
  const family = type.split('::').slice(0, 2).join('::');
  const near = [...Object.keys(types), ...EXPANDED].sort().filter((known) => known.startsWith(`${family}::`));
  const hint = near.length ? `; of ${family} it knows ${near.join(', ')}` : '';
  return `the laptop does not support this resource type${hint}. Give the resource a Condition that is false here, or add the type with a service of laptop.config.ts, or to the laptop cloud (CONTRIBUTING.md).`;
}

interface Names {
  isPresent(logicalId: string): boolean;
  physicalName(logicalId: string): string;
  /** A scope that reports each resource it is asked for. */
  scope(onReference?: (logicalId: string) => void): Scope;
}

function createNames(
  template: Template,
  raw: Record<string, RawResource>,
  parameters: Record<string, unknown>,
  { context, types }: { context: StackContext; types: ResourceTypes },
): Names {
  const pseudo = pseudoParameters(context);
  const conditions = memo((name, self: (name: string) => boolean): boolean => {
    if (!Object.hasOwn(template.conditions, name))
      return refuse(`the condition ${name} is not in the template.`);
    return evaluateCondition(template.conditions[name], { ...scope(), condition: self });
  }, 'Condition');
  const physicalName = memo((logicalId): string => {
    const { type, properties } = found(logicalId);
    const key = typeOf(logicalId).nameProperty;
    const given = key === undefined ? undefined : resolveIntrinsics(properties[key], scope());
    if (given === undefined || typeof given === 'symbol')
      return generatedName(type, context.stackName, logicalId, properties);
    return typeof given === 'string' ? given : refuse(`${logicalId}: ${key} must be a string.`);
  }, 'The name of');

  const isPresent = (logicalId: string) => {
    const resource = lookup(raw, logicalId);
    return resource !== undefined && (resource.condition === undefined || conditions(resource.condition));
  };
  const found = (logicalId: string): RawResource => {
    const resource = lookup(raw, logicalId);
    if (!resource) return refuse(`${logicalId} is neither a resource nor a parameter of the template.`);
    if (!isPresent(logicalId))
      return refuse(`refers to ${logicalId}, whose condition ${resource.condition} is false.`);
    return resource;
  };
  const typeOf = (logicalId: string): ResourceType => {
    const { type } = found(logicalId);
    return (
      lookup(types, type) ??
      refuse(`refers to ${logicalId}, whose type ${type} is not supported on the laptop.`)
    );
  };
  const scope = (onReference: (logicalId: string) => void = () => {}): Scope => ({
    ref: (name) => {
      if (Object.hasOwn(parameters, name)) return parameters[name];
      if (Object.hasOwn(pseudo, name)) return pseudo[name];
      if (name.startsWith('AWS::')) return refuse(`the pseudo parameter ${name} is not known.`);
      const type = typeOf(name);
      onReference(name);
      return type.ref(physicalName(name), context, name);
    },
    getAtt: (logicalId, attribute) => {
      const attributes = typeOf(logicalId).attributes(physicalName(logicalId), context, logicalId);
      onReference(logicalId);
      if (Object.hasOwn(attributes, attribute)) return attributes[attribute];
      const known = Object.keys(attributes).join(', ') || 'none';
      return refuseHere(
        `${logicalId} (${raw[logicalId]?.type}) has no attribute ${attribute} on the laptop; it knows ${known}.`,
      );
    },
    condition: (name) => conditions(name),
    mapping: (map, top, second) => {
      const level = (value: unknown, key: string): unknown =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? (value as Record<string, unknown>)[key]
          : refuse(`Mappings has no ${[map, top, second].join('.')}.`);
      return level(level(level(template.mappings, map), top), second);
    },
  });
  return { isPresent, physicalName, scope };
}

/** Computes once for each name; a name that needs itself is a cycle, which is named. */
function memo<T>(compute: (name: string, self: (name: string) => T) => T, what: string): (name: string) => T {
  const known = new Map<string, T>();
  const under: string[] = [];
  const self = (name: string): T => {
    if (known.has(name)) return known.get(name) as T;
    if (under.includes(name)) return refuse(`${what} ${[...under, name].join(' -> ')} depends on itself.`);
    under.push(name);
    try {
      const value = compute(name, self);
      known.set(name, value);
      return value;
    } finally {
      under.pop();
    }
  };
  return self;
}
