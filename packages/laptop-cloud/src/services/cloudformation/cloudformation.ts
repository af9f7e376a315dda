// AWS CloudFormation on a laptop: says what the one stack is made of, so that tools find their names as they do on AWS.
// It makes and changes nothing: the template does that at each start.
// Source: AWS CloudFormation API Reference.

import * as z from 'zod';
import { stackId } from '../../stack/checked-parameters.ts';
import type { Stack } from '../../stack/stack.ts';
import { fromTable, type TableOperation as QueryOperation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { queryService } from '../protocols/query.ts';
import { type Service, ServiceError, type ServiceRequest } from '../service.ts';
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

  function operation<T>(
    name: string,
    schema: z.ZodType<T>,
    run: (input: T, stack: Stack) => unknown,
  ): QueryOperation {
    return async (raw, request) => {
      const input = parseInput(schema, raw, 'ValidationError');
      const stack = found(options.stack(), (input as { StackName?: string }).StackName);
      authorizeCall(request, `cloudformation:${name}`, stackId(stack.context));
      return run(input, stack);
    };
  }

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
      operations: fromTable({
        DescribeStacks: operation('DescribeStacks', DescribeStacks, (_, stack) => ({
          Stacks: [description(stack, created)],
        })),
        DescribeStackResources: operation(
          'DescribeStackResources',
          DescribeStackResources,
          (input, stack) => {
            if (input.StackName === undefined && input.PhysicalResourceId === undefined)
              throw new ServiceError('ValidationError', 'Either StackName or PhysicalResourceId is needed');
            const wanted = resources(stack).filter(
              (one) =>
                (input.LogicalResourceId ?? one.LogicalResourceId) === one.LogicalResourceId &&
                (input.StackName !== undefined || one.PhysicalResourceId === input.PhysicalResourceId),
            );
            if (input.StackName === undefined && wanted.length === 0)
              throw missing(`Stack for ${input.PhysicalResourceId} does not exist`);
            return { StackResources: wanted.map((one) => ({ ...one, Timestamp: created })) };
          },
        ),
        DescribeStackResource: operation('DescribeStackResource', DescribeStackResource, (input, stack) => {
          const one = resources(stack).find((each) => each.LogicalResourceId === input.LogicalResourceId);
          if (!one)
            throw missing(`Resource ${input.LogicalResourceId} does not exist for stack ${input.StackName}`);
          return { StackResourceDetail: { ...one, LastUpdatedTimestamp: created } };
        }),
        ListStackResources: operation('ListStackResources', ListStackResources, (_, stack) => ({
          StackResourceSummaries: resources(stack).map(({ StackId, StackName: name, ...one }) => ({
            ...one,
            LastUpdatedTimestamp: created,
          })),
        })),
      }),
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

// Unlike SNS, the other service of this protocol, it calls a refusal AccessDenied.
function authorizeCall({ principal }: ServiceRequest, action: string, arn: string): void {
  if (principal.can(action, arn)) return;
  const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${arn}`;
  throw new ServiceError('AccessDenied', message, 403);
}
