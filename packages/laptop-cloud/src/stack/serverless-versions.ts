// AutoPublishAlias of SAM functions and state machines: the version and the alias that SAM makes of it, and the names by
// which a template refers to them. Source: SAM's own translation (aws-sam-translator 1.115), its words for what it refuses.
import { createHash } from 'node:crypto';
import { checkFunctionPreference, checkMachinePreference } from './deployment-preference.ts';
import { intrinsicOf } from './intrinsics.ts';
import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

export interface Versioned {
  resources: Record<string, RawResource>;
  /** What `Function.Version` and `Function.Alias` stand for, by those names. */
  referables: ReadonlyMap<string, string>;
  /** What calls the function or machine should name: its alias, if it has one that events go to. */
  targetOf(logicalId: string): unknown;
}

/** Adds `<LogicalId>Version` and `<LogicalId>Alias<name>` behind each resource that publishes itself. */
export function addVersions(
  resources: Record<string, RawResource>,
  parameters: Readonly<Record<string, unknown>>,
): Versioned {
  const all: Record<string, RawResource> = {};
  const referables = new Map<string, string>();
  const targets = new Map<string, string>();
  for (const [logicalId, resource] of Object.entries(resources)) {
    const kind = lookup(KINDS, resource.type);
    if (!kind) {
      all[logicalId] = resource;
      continue;
    }
    const own = (name: string) => resource.properties[name];
    const properties = Object.entries(resource.properties).filter(([name]) => !kind.consumed.includes(name));
    all[logicalId] = { ...resource, properties: Object.fromEntries(properties) };
    kind.check(logicalId, resource.properties);
    if (own('AutoPublishAlias') === undefined) continue;
    const alias = aliasName(logicalId, own('AutoPublishAlias'), parameters);
    const ids = { version: `${logicalId}Version`, alias: `${logicalId}Alias${kind.idPart(alias)}` };
    const made = kind.make(logicalId, alias, ids, resource);
    for (const [id, properties, metadata] of [
      [ids.version, made.version, made.published],
      [ids.alias, made.alias, made.deployed],
    ] as const) {
      if (Object.hasOwn(resources, id))
        refuse(`${logicalId}: SAM would make ${id}, but the template has one already.`);
      all[id] = {
        type: id === ids.version ? kind.versionType : kind.aliasType,
        properties,
        metadata,
        ...(resource.condition === undefined ? {} : { condition: resource.condition }),
        dependsOn: [],
      };
    }
    if (kind.isReferable || own('UseAliasAsEventTarget') === true) targets.set(logicalId, ids.alias);
    if (kind.isReferable) {
      referables.set(`${logicalId}.Version`, ids.version);
      referables.set(`${logicalId}.Alias`, ids.alias);
    }
  }
  return {
    resources: all,
    referables,
    targetOf: (logicalId) => ({ Ref: targets.get(logicalId) ?? logicalId }),
  };
}

interface Kind {
  versionType: string;
  aliasType: string;
  /** Properties that speak of publishing alone. */
  consumed: readonly string[];
  /** Whether SAM resolves `!Ref X.Alias`; else the alias goes by its own logical id. */
  isReferable: boolean;
  idPart(alias: string): string;
  check(logicalId: string, properties: Readonly<Record<string, unknown>>): void;
  make(
    logicalId: string,
    alias: string,
    ids: { version: string; alias: string },
    resource: RawResource,
  ): Record<'version' | 'alias' | 'published' | 'deployed', Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::Serverless::Function': {
    versionType: 'AWS::Lambda::Version',
    aliasType: 'AWS::Lambda::Alias',
    consumed: [
      'AutoPublishAlias',
      'AutoPublishAliasAllProperties',
      'AutoPublishCodeSha256',
      'DeploymentPreference',
      'VersionDescription',
      'VersionDeletionPolicy',
    ],
    isReferable: true,
    idPart: (alias) => alias.replaceAll('-', 'D').replaceAll('_', 'U'),
    check: checkFunctionPreference,
    make: (logicalId, Name, ids, { properties }) => ({
      version: {
        FunctionName: { Ref: logicalId },
        ...(properties.VersionDescription === undefined
          ? {}
          : { Description: properties.VersionDescription }),
      },
      // What SAM makes a new version of, beside the code: as written, whatever its parameters are.
      published: { AutoPublish: { Function: logicalId, Seen: fingerprint(seenBySam(properties)) } },
      alias: {
        Name,
        FunctionName: { Ref: logicalId },
        FunctionVersion: { 'Fn::GetAtt': [ids.version, 'Version'] },
      },
      deployed: preferenceOf(properties),
    }),
  },
  'AWS::Serverless::StateMachine': {
    versionType: 'AWS::StepFunctions::StateMachineVersion',
    aliasType: 'AWS::StepFunctions::StateMachineAlias',
    consumed: ['AutoPublishAlias', 'DeploymentPreference', 'UseAliasAsEventTarget'],
    isReferable: false,
    idPart: (alias) => alias,
    check: checkMachinePreference,
    make: (logicalId, Name, ids, { properties }) => ({
      version: {
        StateMachineArn: { Ref: logicalId },
        StateMachineRevisionId: { 'Fn::GetAtt': [logicalId, 'StateMachineRevisionId'] },
      },
      published: {},
      alias: {
        Name,
        DeploymentPreference: {
          Type: 'ALL_AT_ONCE',
          ...(properties.DeploymentPreference as object | undefined),
          StateMachineVersionArn: { Ref: ids.version },
        },
      },
      deployed: {},
    }),
  },
};

/** Properties of a type that SAM makes versions and aliases of. */
export function publishingProperties(type: string): readonly string[] {
  return lookup(KINDS, type)?.consumed ?? [];
}

// In the metadata, so that its references count: CloudFormation makes the alarms before the alias that they watch over.
function preferenceOf({ DeploymentPreference }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return DeploymentPreference === undefined ? {} : { DeploymentPreference };
}

function seenBySam(properties: Readonly<Record<string, unknown>>): unknown {
  const { Environment, MemorySize, AutoPublishCodeSha256 } = properties;
  if (String(properties.AutoPublishAliasAllProperties) === 'true') return properties;
  return { Environment, MemorySize, AutoPublishCodeSha256 };
}

function fingerprint(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 20);
}

function aliasName(logicalId: string, given: unknown, parameters: Readonly<Record<string, unknown>>): string {
  const call = intrinsicOf(given);
  const value = call?.name === 'Ref' ? lookup(parameters, String(call.argument)) : given;
  if (typeof value !== 'string')
    return refuse(`${logicalId}: AutoPublishAlias must be a string or a Ref to a parameter.`);
  if (/^(?!\d+$)[\w-]+$/.test(value)) return value;
  return refuse(
    `${logicalId}: AutoPublishAlias ${JSON.stringify(value)} must be made of letters, digits, - and _, and not of digits alone.`,
  );
}

/** A value with every `Ref: X.Alias`, `GetAtt` and `${X.Version}` that SAM resolves put in the names of what it made. */
export function withReferables(value: unknown, referables: ReadonlyMap<string, string>): unknown {
  if (referables.size === 0) return value;
  if (Array.isArray(value)) return value.map((item) => withReferables(item, referables));
  if (typeof value !== 'object' || value === null) return value;
  const call = Object.keys(value).length === 1 ? intrinsicOf(value) : undefined;
  const renamed = call && renamedCall(call, referables);
  if (renamed) return renamed;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withReferables(item, referables)]),
  );
}

function renamedCall(
  { name, argument }: { name: string; argument: unknown },
  referables: ReadonlyMap<string, string>,
): unknown {
  if (name === 'Ref') {
    const made = referables.get(String(argument));
    return made && { Ref: made };
  }
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) {
    const [logicalId, ...attribute] = argument.join('.').split('.');
    const made = referables.get(`${logicalId}.${attribute[0]}`);
    return made && attribute.length > 1 ? { 'Fn::GetAtt': [made, attribute.slice(1).join('.')] } : undefined;
  }
  if (name !== 'Fn::Sub') return undefined;
  const [text, ...variables] = Array.isArray(argument) ? argument : [argument];
  const renamed = String(text).replace(
    /\$\{\s*(\w+\.\w+)((?:\.[\w.]+)?)\s*\}/g,
    (whole, id: string, rest: string) => {
      const made = referables.get(id);
      return made ? `\${${made}${rest}}` : whole;
    },
  );
  const others = variables.map((item) => withReferables(item, referables));
  return { 'Fn::Sub': Array.isArray(argument) ? [renamed, ...others] : renamed };
}
