// Operations on state machines: create, update, describe, delete, list, validate.

import { validateStateMachine, variableReferences } from 'states-language';
import * as z from 'zod';
import { type Account, stateMachineArn } from '../../arns.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { checkArn, checkName, checkRoleArn } from './arns.ts';
import { checkDefinition } from './definition-checks.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Executions } from './executions.ts';
import type { MachineDeletion } from './machine-deletion.ts';
import { arnOf, type MachineVersions, splitQualifier } from './machine-versions.ts';
import { ANY, date, OWNED_KEY } from './operations.ts';
import { Arn, MaxResults, PageToken, page, Tags } from './request.ts';
import {
  hasSettings,
  type MachineSettings,
  notDeleting,
  type StateMachineRecord,
  type StateMachines,
  shownRevision,
} from './state-machines.ts';
import type { TagStore } from './tags.ts';

const Definition = z.string().min(1).max(1_048_576);
const Type = z.enum(['STANDARD', 'EXPRESS']);
const Tracing = z.strictObject({ enabled: z.boolean().optional() });
const Logging = z.strictObject({
  level: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional(),
  includeExecutionData: z.boolean().optional(),
  destinations: z
    .array(z.strictObject({ cloudWatchLogsLogGroup: z.strictObject({ logGroupArn: z.string() }) }))
    .optional(),
});
const PUBLISHING = {
  publish: z.boolean().default(false),
  versionDescription: z.string().max(256).optional(),
};
const DEFAULT_MAX_DIAGNOSTICS = 100;

export interface StateMachineOptions extends Account {
  machines: StateMachines;
  versions: MachineVersions;
  executions: Executions;
  tags: TagStore;
  deletion: MachineDeletion;
  now(): number;
}

export function stateMachineOperations(options: StateMachineOptions): Operation[] {
  const { machines, versions, executions, tags, deletion } = options;

  /** A version that creating or updating a machine publishes along with it. */
  function published(arn: string, request: { publish: boolean; versionDescription?: string | undefined }) {
    if (!request.publish) {
      if (request.versionDescription === undefined) return {};
      throw new ServiceError(
        'ValidationException',
        'Version description can only be set when publish is true',
      );
    }
    const description = request.versionDescription;
    return {
      stateMachineVersionArn: arnOf(versions.publish(arn, description === undefined ? {} : { description })),
    };
  }

  // An alias is described as the machine itself, under its own ARN; a version as it was published.
  function describeAny(arn: string) {
    const { machineArn, qualifier } = splitQualifier(arn);
    const version = versions.get(arn);
    if (version) {
      const { description, machine, createdMs } = version;
      return {
        ...describe(machine),
        status: statusOf(machines.required(machineArn)),
        stateMachineArn: arn,
        creationDate: date(createdMs),
        description,
      };
    }
    if (qualifier !== undefined && !versions.alias(arn)) versions.named(arn);
    return { ...describe(machines.required(machineArn)), stateMachineArn: arn };
  }

  return [
    defineOperation({
      name: 'CreateStateMachine',
      input: z.strictObject({
        name: z.string(),
        definition: Definition,
        roleArn: Arn,
        type: Type.default('STANDARD'),
        tracingConfiguration: Tracing.optional(),
        loggingConfiguration: Logging.optional(),
        tags: Tags.optional(),
        ...PUBLISHING,
      }),
      errors: [
        'ConflictException',
        'InvalidDefinition',
        'InvalidLoggingConfiguration',
        'InvalidName',
        'StateMachineAlreadyExists',
        'StateMachineDeleting',
      ],
      resource: ({ name }) => stateMachineArn(options, name),
      run: ({ input: request }) => {
        const arn = stateMachineArn(options, checkName(request.name));
        checkDefinition(request.definition, request.type);
        const settings: MachineSettings = {
          type: request.type,
          definition: request.definition,
          roleArn: checkRoleArn(request.roleArn),
          isTraced: request.tracingConfiguration?.enabled ?? false,
          logging: loggingOf(request.loggingConfiguration),
        };
        const known = notDeleting(machines.get(arn));
        if (known && !hasSettings(known, settings)) {
          throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
        }
        const machine = machines.put(arn, request.name, settings, options.now());
        if (request.tags) tags.add(arn, request.tags);
        return {
          stateMachineArn: arn,
          creationDate: date(machine.createdMs),
          ...published(arn, request),
        };
      },
    }),
    defineOperation({
      name: 'UpdateStateMachine',
      input: z.strictObject({
        stateMachineArn: Arn,
        definition: Definition.optional(),
        roleArn: Arn.optional(),
        tracingConfiguration: Tracing.optional(),
        loggingConfiguration: Logging.optional(),
        ...PUBLISHING,
      }),
      errors: [
        'ConflictException',
        'InvalidDefinition',
        'InvalidLoggingConfiguration',
        'MissingRequiredParameter',
        'StateMachineDeleting',
        'StateMachineDoesNotExist',
      ],
      resource: ({ stateMachineArn: arn }) => arn,
      run: ({ input: request }) => {
        const machine = machines.usable(checkArn(request.stateMachineArn, 'stateMachine'));
        const { definition, roleArn, tracingConfiguration, loggingConfiguration } = request;
        if (!definition && !roleArn && !tracingConfiguration && !loggingConfiguration && !request.publish) {
          throw new ServiceError(
            'MissingRequiredParameter',
            'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
          );
        }
        if (definition) checkDefinition(definition, machine.type);
        const settings: MachineSettings = {
          type: machine.type,
          definition: definition ?? machine.definition,
          roleArn: roleArn ? checkRoleArn(roleArn) : machine.roleArn,
          isTraced: tracingConfiguration ? (tracingConfiguration.enabled ?? false) : machine.isTraced,
          logging: loggingConfiguration ? loggingOf(loggingConfiguration) : machine.logging,
        };
        const changed = machines.put(machine.stateMachineArn, machine.name, settings, options.now());
        return {
          updateDate: date(changed.updatedMs),
          ...shownRevision(changed),
          ...published(changed.stateMachineArn, request),
        };
      },
    }),
    defineOperation({
      name: 'DescribeStateMachine',
      input: z.strictObject({
        stateMachineArn: Arn,
        includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA'),
      }),
      errors: ['ResourceNotFound', 'StateMachineDoesNotExist'],
      resource: ({ stateMachineArn: arn }) => arn,
      run: ({ input: { stateMachineArn: arn, includedData } }) => {
        const { definition, ...described } = describeAny(checkArn(arn, 'stateMachine'));
        return { ...described, ...definitionIn(definition, includedData) };
      },
    }),
    defineOperation({
      name: 'DescribeStateMachineForExecution',
      input: z.strictObject({
        executionArn: Arn,
        includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA'),
      }),
      errors: ['ExecutionDoesNotExist', 'ResourceNotFound', 'StateMachineDoesNotExist'],
      resource: ({ executionArn }) => executionArn,
      run: ({ input: { executionArn, includedData } }) => {
        const execution = executions.required(checkArn(executionArn, 'execution'));
        // A child of a map run names its machine as `machine/label`.
        const { machine } = versions.named(
          execution.stateMachineVersionArn ?? execution.stateMachineArn.replace(/\/.*$/, ''),
        );
        return {
          stateMachineArn: machine.stateMachineArn,
          name: machine.name,
          roleArn: execution.roleArn,
          updateDate: date(machine.updatedMs),
          loggingConfiguration: machine.logging,
          tracingConfiguration: { enabled: machine.isTraced },
          encryptionConfiguration: OWNED_KEY,
          ...shownRevision(machine),
          ...mapRunOf(execution),
          ...definitionIn(executions.definition(executionArn), includedData),
        };
      },
    }),
    defineOperation({
      name: 'DeleteStateMachine',
      input: z.strictObject({ stateMachineArn: Arn }),
      errors: [],
      resource: ({ stateMachineArn: arn }) => arn,
      run: ({ input: { stateMachineArn: arn } }) => deletion.begin(checkArn(arn, 'stateMachine')),
    }),
    defineOperation({
      name: 'ListStateMachines',
      input: z.strictObject({ maxResults: MaxResults, nextToken: PageToken }),
      errors: ['InvalidToken'],
      resource: ANY,
      run: ({ input: request }) => {
        const { items, nextToken } = page(machines.list().sort(byName), request, ({ name }) => name);
        const stateMachines = items.map(({ stateMachineArn: arn, name, type, createdMs }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: date(createdMs),
        }));
        return { stateMachines, nextToken };
      },
    }),
    defineOperation({
      name: 'ValidateStateMachineDefinition',
      input: z.strictObject({
        definition: Definition,
        type: Type.default('STANDARD'),
        severity: z.enum(['ERROR', 'WARNING']).default('ERROR'),
        maxResults: z.number().int().min(0).max(100).optional(),
      }),
      errors: [],
      resource: ANY,
      run: ({ input: { definition, type, severity, maxResults } }) => {
        const all = validateStateMachine(definition, type);
        const shown =
          severity === 'ERROR' ? all.filter((diagnostic) => diagnostic.severity === 'ERROR') : all;
        const limit = maxResults || DEFAULT_MAX_DIAGNOSTICS;
        return {
          result: all.some((diagnostic) => diagnostic.severity === 'ERROR') ? 'FAIL' : 'OK',
          diagnostics: shown.slice(0, limit),
          truncated: shown.length > limit,
        };
      },
    }),
  ];
}

/** What is not said is off. Throws InvalidLoggingConfiguration where what is logged has not one place to go. */
function loggingOf({
  level = 'OFF',
  includeExecutionData = false,
  destinations,
}: z.output<typeof Logging> = {}) {
  const count = destinations?.length ?? 0;
  if (count > 1 || (level !== 'OFF' && count === 0))
    throw new ServiceError(
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    );
  return { level, includeExecutionData, ...(destinations && { destinations }) };
}

function byName(one: StateMachineRecord, other: StateMachineRecord): number {
  return one.name < other.name ? -1 : 1;
}

/** What the definition says, and which variables its states read; metadata alone have an empty one. */
function definitionIn(definition: string, includedData: 'ALL_DATA' | 'METADATA_ONLY') {
  if (includedData === 'METADATA_ONLY') return { definition: '{}' };
  const references = variableReferences(definition);
  return {
    definition,
    ...(Object.keys(references).length > 0 ? { variableReferences: references } : {}),
  };
}

/** A child of a map run names its machine as `machine/label`. */
function mapRunOf({ mapRunArn, stateMachineArn }: ExecutionRecord) {
  return mapRunArn === undefined ? {} : { mapRunArn, label: stateMachineArn.replace(/^[^/]*\//, '') };
}

function statusOf({ isDeleting }: StateMachineRecord): 'ACTIVE' | 'DELETING' {
  return isDeleting ? 'DELETING' : 'ACTIVE';
}

function describe(machine: StateMachineRecord) {
  return {
    stateMachineArn: machine.stateMachineArn,
    name: machine.name,
    status: statusOf(machine),
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: date(machine.createdMs),
    loggingConfiguration: machine.logging,
    tracingConfiguration: { enabled: machine.isTraced },
    encryptionConfiguration: OWNED_KEY,
    ...shownRevision(machine),
  };
}
