// AWS CloudFormation on a laptop: says what the one stack is made of, so that tools find their names as they do on AWS.
// It makes and changes nothing: the template does that at each start.
// Source: AWS CloudFormation API Reference.

import * as z from 'zod';
import { stackId } from '../../stack/checked-parameters.ts';
import type { Stack } from '../../stack/stack.ts';
import { defineOperation } from '../operation.ts';
import { queryService } from '../protocols/query.ts';
import { type Service, ServiceError } from '../service.ts';
import { deployedType } from './deployed-type.ts';

export interface CloudFormationOptions {
  /** The stack once it is read; undefined while the cloud starts. */
  stack(): Stack | undefined;
  /** Milliseconds since 1970 at which the stack was made. */
  createdMs: number;
  log?: (line: string) => void;
}

const StackName = z.string();
const LogicalResourceId = z.string();
const DescribeStacks = z.strictObject({ StackName: StackName.optional() });
const DescribeStackResources = z.strictObject({
  StackName: StackName.optional(),
  PhysicalResourceId: z.string().optional(),
  LogicalResourceId: LogicalResourceId.optional(),
});
const DescribeStackResource = z.strictObject({ StackName, LogicalResourceId });
const ListStackResources = z.strictObject({ StackName });

export function createCloudFormation(options: CloudFormationOptions): { service: Service } {
  const created = new Date(options.createdMs);

  const stackNamed = (input: { StackName?: string | undefined }) => {
    const stack = found(options.stack(), input.StackName);
    return { arn: stackId(stack.context), stack };
  };

  const resources = (stack: Stack) =>
    stack.resources.map(({ logicalId, type }) => ({
      StackId: stackId(stack.context),
      StackName: stack.context.stackName,
      LogicalResourceId: logicalId,
      PhysicalResourceId: stack.ref(logicalId),
      ResourceType: deployedType(type),
      ResourceStatus: 'CREATE_COMPLETE',
      DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
    }));

  return {
    service: queryService({
      scope: 'cloudformation',
      version: '2010-05-15',
      namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
      ...(options.log ? { log: options.log } : {}),
      badInput: 'ValidationError',
      // Unlike SNS, the other service of this protocol.
      accessDenied: 'AccessDenied',
      operations: [
        defineOperation({
          name: 'DescribeStacks',
          input: DescribeStacks,
          errors: [],
          resource: stackNamed,
          run: ({ resource }) => ({ Stacks: [description(resource.stack, created)] }),
        }),
        defineOperation({
          name: 'DescribeStackResources',
          input: DescribeStackResources,
          errors: [],
          resource: stackNamed,
          run({ input, resource }) {
            if (input.StackName === undefined && input.PhysicalResourceId === undefined)
              throw new ServiceError('ValidationError', 'Either StackName or PhysicalResourceId is needed');
            const wanted = resources(resource.stack).filter(
              (one) =>
                (input.LogicalResourceId ?? one.LogicalResourceId) === one.LogicalResourceId &&
                (input.StackName !== undefined || one.PhysicalResourceId === input.PhysicalResourceId),
            );
            if (input.StackName === undefined && wanted.length === 0)
              throw missing(`Stack for ${input.PhysicalResourceId} does not exist`);
            return { StackResources: wanted.map((one) => ({ ...one, Timestamp: created })) };
          },
        }),
        defineOperation({
          name: 'DescribeStackResource',
          input: DescribeStackResource,
          errors: [],
          resource: stackNamed,
          run({ input, resource }) {
            const one = resources(resource.stack).find(
              (each) => each.LogicalResourceId === input.LogicalResourceId,
            );
            if (one) return { StackResourceDetail: { ...one, LastUpdatedTimestamp: created } };
            throw missing(`Resource ${input.LogicalResourceId} does not exist for stack ${input.StackName}`);
          },
        }),
        defineOperation({
          name: 'ListStackResources',
          input: ListStackResources,
          errors: [],
          resource: stackNamed,
          run: ({ resource }) => ({
            StackResourceSummaries: resources(resource.stack).map(({ StackId, StackName: name, ...one }) => ({
              ...one,
              LastUpdatedTimestamp: created,
            })),
          }),
        }),
      ],
    }),
  };
}

function description(stack: Stack, created: Date) {
  const pairs = (values: Readonly<Record<string, string>>, kind: string) =>
    Object.entries(values).map(([name, value]) => ({ [`${kind}Key`]: name, [`${kind}Value`]: value }));
  return {
    StackId: stackId(stack.context),
    StackName: stack.context.stackName,
    Parameters: pairs(stack.parameters, 'Parameter'),
    Outputs: pairs(stack.outputs, 'Output'),
    CreationTime: created,
    StackStatus: 'CREATE_COMPLETE',
    DisableRollback: false,
    EnableTerminationProtection: false,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

function found(stack: Stack | undefined, nameOrId: string | undefined): Stack {
  if (stack && [undefined, stack.context.stackName, stackId(stack.context)].includes(nameOrId)) return stack;
  throw missing(
    `Stack with id ${nameOrId ?? '(any)'} does not exist${stack ? `; this laptop runs ${stack.context.stackName}` : ' yet'}`,
  );
}

function missing(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}
