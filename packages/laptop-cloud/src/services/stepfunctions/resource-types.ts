// The CloudFormation and SAM types that Step Functions serves, and how the template makes them.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { activityArn, roleArn, stateMachineArn } from '../../arns.ts';
import { pathHint } from '../../stack/near-path.ts';
import type { Resource, ResourceType, ResourceTypes, StackContext } from '../../stack/resource.ts';
import { parseJsonText } from '../json-text.ts';
import type { Activities } from './activities.ts';
import { checkDefinition, unavailableResources } from './definition-checks.ts';
import { definitionFromYaml, isYaml } from './definition-yaml.ts';
import type { MachineType } from './execution-record.ts';
import type { MachineVersions } from './machine-versions.ts';
import type { MachineSettings, StateMachines } from './state-machines.ts';
import { substitute, unusedSubstitutions } from './substitutions.ts';
import type { Offers } from './tasks/integrations.ts';
import { isRecord } from './tasks/sdk-schema.ts';
import { versionResourceTypes } from './version-resource-types.ts';

export interface ResourceTypeOptions {
  machines: StateMachines;
  versions: MachineVersions;
  activities: Activities;
  /** The folder that paths in the template start from. */
  baseDir: string;
  now(): number;
  /** Whether every state that has no service here is mocked, by the machine's name. */
  isMocked(machineName: string): boolean;
  offers: Offers;
}

const SHARED_IGNORED = {
  Tags: 'nothing on a laptop is looked up by tags',
  Logging: 'executions are always logged with their data, under the state folder',
  LoggingConfiguration: 'executions are always logged with their data, under the state folder',
  EncryptionConfiguration: 'state on a laptop is not encrypted',
};

export function stepFunctionsResourceTypes(options: ResourceTypeOptions): ResourceTypes {
  const machine: ResourceType = {
    properties: [],
    ignored: SHARED_IGNORED,
    ref: (name, context) => stateMachineArn(context, name),
    attributes: (name, context) => {
      const arn = stateMachineArn(context, name);
      return { Arn: arn, Name: name, StateMachineRevisionId: options.machines.revision(arn) };
    },
  };
  const samGiven = (resource: Resource, context: StackContext): Given => ({
    type: resource.properties['Type'],
    uri: resource.properties['DefinitionUri'],
    tracing: resource.properties['Tracing'],
    roleArn: roleArnOf(resource, context),
  });
  const plainGiven = ({ properties }: Resource): Given => ({
    type: properties['StateMachineType'],
    text: properties['DefinitionString'],
    tracing: properties['TracingConfiguration'],
    roleArn: String(properties['RoleArn']),
  });
  return {
    ...versionResourceTypes(options.versions, options.machines.revision),
    'AWS::Serverless::StateMachine': {
      ...machine,
      nameProperty: 'Name',
      properties: ['Name', 'Type', 'Definition', 'DefinitionUri', 'DefinitionSubstitutions', 'Tracing'],
      ignored: {
        ...SHARED_IGNORED,
        Role: 'the stack makes the role and its rights',
        Policies: 'the stack makes the role and its rights',
        PermissionsBoundary: 'the stack makes the role and its rights',
        PropagateTags: SHARED_IGNORED.Tags,
        RolePath: 'the stack makes the role and its rights',
      },
      notices: (resource, context) => unusedNotices(options, resource, samGiven(resource, context)),
      plan: (resource, context) => planMachine(options, resource, context, samGiven(resource, context)),
      check: (resource, context) => checkMachine(options, resource, samGiven(resource, context)),
      provision: async (resource, context) =>
        provisionMachine(options, resource, context, samGiven(resource, context)),
    },
    'AWS::StepFunctions::StateMachine': {
      ...machine,
      nameProperty: 'StateMachineName',
      properties: [
        'StateMachineName',
        'StateMachineType',
        'Definition',
        'DefinitionString',
        'DefinitionSubstitutions',
        'RoleArn',
        'TracingConfiguration',
      ],
      notices: (resource) => unusedNotices(options, resource, plainGiven(resource)),
      plan: (resource, context) => planMachine(options, resource, context, plainGiven(resource)),
      check: (resource) => checkMachine(options, resource, plainGiven(resource)),
      provision: async (resource, context) =>
        provisionMachine(options, resource, context, plainGiven(resource)),
    },
    'AWS::StepFunctions::Activity': {
      nameProperty: 'Name',
      properties: ['Name'],
      ignored: { Tags: SHARED_IGNORED.Tags, EncryptionConfiguration: SHARED_IGNORED.EncryptionConfiguration },
      ref: (name, context) => activityArn(context, name),
      attributes: (name, context) => ({ Arn: activityArn(context, name), Name: name }),
      provision: async ({ physicalName }, context) => {
        options.activities.create(activityArn(context, physicalName), physicalName, options.now());
      },
    },
  };
}

/** The role that the stack makes for a machine that names none. */
export function roleArnOf(resource: Resource, context: StackContext): string {
  const { Role } = resource.properties;
  if (typeof Role === 'string') return Role;
  return roleArn(context.accountId, `${context.stackName}-${resource.logicalId}Role`);
}

interface Given {
  type: unknown;
  /** Path of the definition's file. */
  uri?: unknown;
  /** Definition as text. */
  text?: unknown;
  tracing: unknown;
  roleArn: string;
}

function planMachine(
  options: ResourceTypeOptions,
  resource: Resource,
  context: StackContext,
  given: Given,
): boolean {
  const arn = stateMachineArn(context, resource.physicalName);
  return options.machines.plan(arn, settingsOf(options, resource, given));
}

function checkMachine(options: ResourceTypeOptions, resource: Resource, given: Given): void {
  const { definition, type } = settingsOf(options, resource, given);
  const { logicalId, physicalName } = resource;
  try {
    checkDefinition(definition, type);
  } catch (error) {
    throw new Error(`${logicalId}: ${(error as Error).message}`, { cause: error });
  }
  const unavailable = options.isMocked(physicalName) ? [] : unavailableResources(definition, options.offers);
  if (unavailable.length > 0) throw new Error(`${logicalId}: ${unavailable.join('; ')}`);
}

function provisionMachine(
  options: ResourceTypeOptions,
  resource: Resource,
  context: StackContext,
  given: Given,
): void {
  const { physicalName } = resource;
  const settings = settingsOf(options, resource, given);
  options.machines.put(stateMachineArn(context, physicalName), physicalName, settings, options.now());
}

function settingsOf(options: ResourceTypeOptions, resource: Resource, given: Given): MachineSettings {
  const { logicalId, properties } = resource;
  const template = definitionText(options.baseDir, resource, given);
  const filled = substitute(logicalId, template, properties['DefinitionSubstitutions']);
  const definition =
    typeof given.uri === 'string' && isYaml(given.uri) ? definitionFromYaml(filled, given.uri) : filled;
  // Values take no lines of their own, so that lines are those of the file.
  if (typeof given.uri === 'string' && !isYaml(given.uri)) parseJsonText(definition, given.uri);
  return {
    type: machineType(logicalId, given.type),
    definition,
    roleArn: given.roleArn,
    isTraced: isRecord(given.tracing) && given.tracing['Enabled'] === true,
    logging: { level: 'OFF', includeExecutionData: false },
  };
}

function unusedNotices(options: ResourceTypeOptions, resource: Resource, given: Given): string[] {
  const { DefinitionSubstitutions } = resource.properties;
  const unused = unusedSubstitutions(
    definitionText(options.baseDir, resource, given),
    DefinitionSubstitutions,
  );
  return unused.map(
    (key) => `${resource.logicalId}: DefinitionSubstitutions has ${key}, which the definition does not use.`,
  );
}

function machineType(logicalId: string, given: unknown): MachineType {
  if (given === undefined || given === 'STANDARD') return 'STANDARD';
  if (given === 'EXPRESS') return 'EXPRESS';
  throw new Error(`${logicalId}: its type must be STANDARD or EXPRESS, not ${String(given)}`);
}

function definitionText(baseDir: string, { logicalId, properties }: Resource, { uri, text }: Given): string {
  const { Definition } = properties;
  const sources = [uri, text, Definition].filter((source) => source !== undefined);
  if (sources.length !== 1)
    throw new Error(`${logicalId} needs exactly one definition, not ${sources.length}`);
  if (isRecord(Definition)) return JSON.stringify(Definition, null, 2);
  if (typeof text === 'string') return text;
  if (typeof uri !== 'string') throw new Error(`${logicalId}: DefinitionUri must be a path in this project`);
  const file = resolve(baseDir, uri);
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const why = `${(cause as Error).message}.${pathHint(file)}`;
    throw new Error(`${logicalId}: DefinitionUri ${uri} cannot be read: ${why}`, { cause });
  }
}
