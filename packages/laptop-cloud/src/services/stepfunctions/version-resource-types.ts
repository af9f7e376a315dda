// Versions and aliases of state machines as templates have them, the ones that SAM makes for AutoPublishAlias included.
import * as z from 'zod';
import { checkShifting } from '../../stack/deployment-preference.ts';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import { readProperties } from '../template-values.ts';
import { type MachineVersions, type Route, splitQualifier } from './machine-versions.ts';

const Text = z.string();
const VersionProperties = z.strictObject({
  StateMachineArn: Text,
  StateMachineRevisionId: Text.optional(),
  Description: Text.max(256).optional(),
});
const RoutingConfiguration = z
  .array(z.strictObject({ StateMachineVersionArn: Text, Weight: z.coerce.number().int().min(0).max(100) }))
  .min(1)
  .max(2);
const AliasProperties = z.strictObject({
  Name: Text.optional(),
  Description: Text.max(256).optional(),
  StateMachineArn: Text.optional(),
  RoutingConfiguration: RoutingConfiguration.optional(),
  DeploymentPreference: z
    .strictObject({
      StateMachineVersionArn: Text,
      Type: Text,
      Percentage: z.coerce.number().optional(),
      Interval: z.coerce.number().optional(),
      Alarms: z.array(Text).optional(),
    })
    .optional(),
});

/** Both learn their ARNs by planning: what a version is numbered, and whose an alias is, the name alone does not tell. */
export function versionResourceTypes(
  versions: MachineVersions,
  /** The revision that the machine of this ARN has, or is planned to have. */
  revisionOf: (stateMachineArn: string) => string,
): ResourceTypes {
  const numbers = new Map<string, number>();
  const aliasArns = new Map<string, string>();

  /** The version that this resource published, as long as it asks for the same. */
  function owned(
    { StateMachineArn: arn, StateMachineRevisionId: revision }: VersionAsked,
    logicalId: string,
  ) {
    return versions
      .of(arn)
      .find(
        ({ owner, machine }) =>
          owner === logicalId && (revision ?? machine.revisionId) === machine.revisionId,
      );
  }
  const numberOf = (arn: string, logicalId: string) =>
    numbers.get(logicalId) ?? versions.of(arn).find(({ owner }) => owner === logicalId)?.number ?? 1;
  const aliasArn = (name: string, logicalId: string) =>
    aliasArns.get(logicalId) ?? savedAlias(versions, logicalId) ?? `an alias ${name} not planned yet`;

  return {
    'AWS::StepFunctions::StateMachineVersion': {
      nameProperty: 'StateMachineArn',
      properties: Object.keys(VersionProperties.shape),
      ignored: {},
      ref: (arn, _, logicalId = '') => `${arn}:${numberOf(arn, logicalId)}`,
      attributes: (arn, _, logicalId = '') => ({ Arn: `${arn}:${numberOf(arn, logicalId)}` }),
      plan({ logicalId, properties }) {
        const asked = readProperties(VersionProperties, properties);
        const before = numberOf(asked.StateMachineArn, logicalId);
        const number =
          owned(asked, logicalId)?.number ??
          versions.nextNumber(
            asked.StateMachineArn,
            asked.StateMachineRevisionId ?? revisionOf(asked.StateMachineArn),
          );
        numbers.set(logicalId, number);
        return number !== before;
      },
      async provision({ logicalId, properties }) {
        const asked = readProperties(VersionProperties, properties);
        if (owned(asked, logicalId)) return;
        versions.publish(asked.StateMachineArn, {
          owner: logicalId,
          ...(asked.StateMachineRevisionId === undefined ? {} : { revisionId: asked.StateMachineRevisionId }),
          ...(asked.Description === undefined ? {} : { description: asked.Description }),
        });
      },
    },
    'AWS::StepFunctions::StateMachineAlias': {
      nameProperty: 'Name',
      properties: Object.keys(AliasProperties.shape),
      ignored: {},
      ref: (name, _, logicalId = '') => aliasArn(name, logicalId),
      attributes: (name, _, logicalId = '') => ({ Arn: aliasArn(name, logicalId) }),
      plan({ logicalId, physicalName, properties }) {
        const [route] = routesOf(properties);
        const arn = `${splitQualifier(route!.stateMachineVersionArn).machineArn}:${physicalName}`;
        const isNew = aliasArn(physicalName, logicalId) !== arn;
        aliasArns.set(logicalId, arn);
        return isNew;
      },
      async provision(resource) {
        versions.putAlias(aliasOf(resource));
      },
    },
  };
}

type VersionAsked = z.output<typeof VersionProperties>;

function savedAlias(versions: MachineVersions, logicalId: string): string | undefined {
  const alias = versions.aliases().find(({ owner }) => owner === logicalId);
  return alias && `${alias.stateMachineArn}:${alias.name}`;
}

function aliasOf({ logicalId, physicalName, properties }: Resource) {
  const { Description } = readProperties(AliasProperties, properties);
  return {
    name: physicalName,
    routes: routesOf(properties),
    owner: logicalId,
    ...(Description === undefined ? {} : { description: Description }),
  };
}

/** On a laptop a deployment is over at once: all traffic goes to its version. */
function routesOf(properties: Readonly<Record<string, unknown>>): Route[] {
  const { RoutingConfiguration: routing, DeploymentPreference: preference } = readProperties(
    AliasProperties,
    properties,
  );
  if ((routing === undefined) === (preference === undefined))
    throw new Error('needs either RoutingConfiguration or DeploymentPreference');
  if (preference) {
    checkShifting(preference, 'DeploymentPreference');
    return [{ stateMachineVersionArn: preference.StateMachineVersionArn, weight: 100 }];
  }
  return routing!.map(({ StateMachineVersionArn, Weight }) => ({
    stateMachineVersionArn: StateMachineVersionArn,
    weight: Weight,
  }));
}
