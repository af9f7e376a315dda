// Versions and aliases of functions as templates have them, the ones that SAM makes for AutoPublishAlias included.
import { functionArn, splitFunctionName } from '../arns.ts';
import type { Resource, ResourceTypes, StackContext } from '../stack/resource.ts';
import type { FunctionAliases } from './function-aliases.ts';
import type { FunctionVersions, VersionRequest } from './function-versions.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { FunctionAlias } from './version-records.ts';

const IGNORED = { ProvisionedConcurrencyConfig: 'environments start when they are asked for' };

export interface VersionTypesOptions {
  versions: FunctionVersions;
  aliases: FunctionAliases;
  /** A function of the template, by name or ARN, which may still be planned only. Throws for one that is not there. */
  find(nameOrArn: string): LambdaFunction;
}

/** Both learn by planning what their names alone do not tell: a version its number, an alias its function. */
export function versionResourceTypes({ versions, aliases, find }: VersionTypesOptions): ResourceTypes {
  const numbers = new Map<string, number>();
  const aliasArns = new Map<string, string>();
  const numberOf = (logicalId: string) => numbers.get(logicalId) ?? 1;
  const aliasArn = (name: string, logicalId: string) =>
    aliasArns.get(logicalId) ?? `an alias ${name} not planned yet`;
  const versionArn = (nameOrArn: string, context: StackContext, logicalId: string) =>
    `${functionArn(context, splitFunctionName(nameOrArn).name)}:${numberOf(logicalId)}`;

  return {
    'AWS::Lambda::Version': {
      nameProperty: 'FunctionName',
      properties: ['FunctionName', 'Description'],
      ignored: IGNORED,
      ref: (name, context, logicalId = '') => versionArn(name, context, logicalId),
      attributes: (name, context, logicalId = '') => ({
        FunctionArn: versionArn(name, context, logicalId),
        Version: String(numberOf(logicalId)),
      }),
      plan(resource) {
        const before = numbers.get(resource.logicalId) ?? 1;
        const number = versions.plan(find(resource.physicalName), requestOf(resource));
        numbers.set(resource.logicalId, number);
        return number !== before;
      },
      provision: async (resource) => {
        await versions.publish(find(resource.physicalName), requestOf(resource));
      },
    },
    'AWS::Lambda::Alias': {
      nameProperty: 'Name',
      properties: ['Name', 'FunctionName', 'FunctionVersion', 'Description', 'RoutingConfig'],
      ignored: IGNORED,
      ref: (name, _, logicalId = '') => aliasArn(name, logicalId),
      attributes: (name, _, logicalId = '') => ({ AliasArn: aliasArn(name, logicalId) }),
      plan({ logicalId, physicalName, properties }) {
        const arn = `${find(text(properties, 'FunctionName')).arn}:${physicalName}`;
        const isNew = aliasArns.get(logicalId) !== arn;
        aliasArns.set(logicalId, arn);
        return isNew;
      },
      provision: async (resource) => {
        const lambdaFunction = find(text(resource.properties, 'FunctionName'));
        const alias = aliasOf(resource, lambdaFunction);
        for (const { version } of alias.routes) versions.qualified(lambdaFunction, version);
        aliases.plan(alias);
      },
    },
  };
}

function requestOf({ logicalId, properties, metadata }: Resource): VersionRequest {
  const publishing = metadata.AutoPublish as { Seen?: unknown } | undefined;
  return {
    owner: logicalId,
    ...(properties.Description === undefined ? {} : { description: text(properties, 'Description') }),
    ...(publishing === undefined ? {} : { seen: String(publishing.Seen) }),
  };
}

/** On a laptop a deployment is over at once; only weights that the template itself gives divide the traffic. */
function aliasOf(
  { logicalId, physicalName, properties }: Resource,
  { logicalId: functionId }: LambdaFunction,
) {
  if (!/^(?!\d+$)[\w-]{1,128}$/.test(physicalName))
    throw new Error(
      `Name ${physicalName} must be made of letters, digits, - and _, and not of digits alone.`,
    );
  const others = additionalWeights(properties.RoutingConfig);
  const rest = others.reduce((sum, { weight }) => sum - weight, 1);
  const alias: FunctionAlias = {
    functionId,
    name: physicalName,
    routes: [{ version: text(properties, 'FunctionVersion'), weight: rest }, ...others],
    owner: logicalId,
    ...(properties.Description === undefined ? {} : { description: text(properties, 'Description') }),
  };
  return alias;
}

function additionalWeights(value: unknown): { version: string; weight: number }[] {
  if (value === undefined) return [];
  const { AdditionalVersionWeights: weights, ...unknown } = Object(value) as Record<string, unknown>;
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) throw new Error(`RoutingConfig.${extra} is not supported on the laptop.`);
  if (!Array.isArray(weights) || weights.length !== 1)
    throw new Error('RoutingConfig.AdditionalVersionWeights must name one further version.');
  return weights.map((entry: unknown) => {
    const { FunctionVersion, FunctionWeight } = Object(entry) as Record<string, unknown>;
    const weight = Number(FunctionWeight);
    if (!(weight >= 0 && weight <= 1)) throw new Error('FunctionWeight must be from 0 to 1.');
    return { version: String(FunctionVersion), weight };
  });
}

function text(properties: Readonly<Record<string, unknown>>, name: string): string {
  const value = properties[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') throw new Error(`${name} must be a string.`);
  return value;
}
