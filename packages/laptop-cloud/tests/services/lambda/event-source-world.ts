// Queues that call functions, as a template makes them: real queues, mappings and HTTP; the functions are written inline.
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createIdentities } from '../../../src/identities.ts';
import type { Lambda } from '../../../src/lambda/lambda.ts';
import { LambdaError } from '../../../src/lambda/lambda-error.ts';
import { lambdaResourceTypes } from '../../../src/lambda/resource-types.ts';
import { createBus } from '../../../src/services/bus.ts';
import { createLambdaService } from '../../../src/services/lambda/lambda-service.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { provision } from '../../../src/stack/provision.ts';
import type { StackContext } from '../../../src/stack/resource.ts';
import { rolesOf } from '../../../src/stack/roles.ts';
import { readStack } from '../../../src/stack/stack.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const CONTEXT: StackContext = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' };

export interface SqsEvent {
  Records: { messageId: string; body: string; attributes: Record<string, string> }[];
}

export interface SourceWorld {
  clock: ManualClock;
  client: LambdaClient;
  limited: LambdaClient;
  /** What the function was called with, and may be asked to answer. */
  calls: { event: SqsEvent; arn: string; traceHeader?: string | undefined }[];
  logged: string[];
  send(body: unknown, attributes?: Record<string, MessageAttributeValue>, more?: object): Promise<string>;
  /** Messages in sight, and hidden. */
  counts(queue?: string): Promise<[number, number]>;
  /** As the laptop does once the template is there. */
  resume(): void;
  /** As the laptop ends: waits a moment, then cuts off what is under way. */
  pause(): Promise<void>;
  close(): Promise<void>;
}

export interface SourceWorldOptions {
  /** Resources beside the queues Photos and Dead. */
  template: string;
  /** Answers a batch, or fails as a function does. */
  handle?: (event: SqsEvent) => unknown;
  folder?: string;
  clock?: ManualClock;
}

const QUEUES = `
  Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: Dead } }
  Photos:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: Photos
      VisibilityTimeout: 60
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }`;

export async function createSourceWorld(options: SourceWorldOptions): Promise<SourceWorld> {
  const { handle = () => undefined, clock = manualClock() } = options;
  const calls: SourceWorld['calls'] = [];
  const logged: string[] = [];
  const place = { accountId: ACCOUNT_ID, region: REGION };
  const sqs = createSqs({
    ...place,
    bus: createBus(),
    clock,
    ...(options.folder === undefined ? {} : { folder: options.folder }),
  });
  const functions = new Map<string, unknown>();
  const lambda = {
    concurrency: 8,
    find(nameOrArn: string) {
      const found = functions.get(nameOrArn.split(':')[6] ?? nameOrArn);
      if (found) return found;
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    },
    functions: () => [...functions.values()],
    async invoke(arn: string, payload: string, { traceHeader }: { traceHeader?: string }) {
      const event = JSON.parse(payload) as SqsEvent;
      calls.push({ event, arn, traceHeader });
      try {
        return { payload: JSON.stringify((await handle(event)) ?? null) };
      } catch (error) {
        if (error instanceof LambdaError) throw error;
        return { payload: JSON.stringify({ errorMessage: String(error) }), functionError: 'Unhandled' };
      }
    },
  } as unknown as Lambda;
  const identities = createIdentities(ACCOUNT_ID);
  const service = createLambdaService({
    ...place,
    lambda,
    bus: createBus(),
    clock,
    queues: sqs.source,
    principalOf: identities.principalOf,
    ...(options.folder === undefined ? {} : { mappingsFile: join(options.folder, 'mappings.json') }),
    log: (line) => logged.push(line),
  });
  const registry = {
    addFunction: (one: { name: string }) => void functions.set(one.name, one),
    addLayer: () => undefined,
  };
  const functionType = lambdaResourceTypes({ baseDir: '.', inlineFolder: '.' }, registry)[
    'AWS::Serverless::Function'
  ]!;
  const { provision: make, ...withoutCode } = functionType;
  const types = {
    ...sqs.resourceTypes,
    ...service.resourceTypes,
    'AWS::Serverless::Function': {
      ...withoutCode,
      async provision({ physicalName, properties }: Parameters<NonNullable<typeof make>>[0]) {
        const arn = functionType.attributes(physicalName, CONTEXT)['Arn']!;
        const timeoutMs = Number(properties['Timeout'] ?? 3) * 1000;
        const reservedConcurrency = properties['ReservedConcurrentExecutions'];
        const roleArn = properties['Role'];
        registry.addFunction({ name: physicalName, arn, roleArn, timeoutMs, reservedConcurrency } as never);
      },
    },
  };
  const gateway = await startGateway([sqs.service, service.service], {
    limited: { arn: 'arn:aws:sts::000000000000:assumed-role/limited/x', can: () => false },
  });
  const queues = new SQSClient(gateway.clientConfig);
  const client = new LambdaClient(gateway.clientConfig);
  const limited = new LambdaClient(gateway.as('limited'));
  const urlOf = (queue: string) => `${gateway.endpoint}/${ACCOUNT_ID}/${queue}`;
  const world: SourceWorld = {
    clock,
    client,
    limited,
    calls,
    logged,
    async send(body, MessageAttributes, more = {}) {
      const { MessageId } = await queues.send(
        new SendMessageCommand({
          QueueUrl: urlOf('Photos'),
          MessageBody: typeof body === 'string' ? body : JSON.stringify(body),
          ...(MessageAttributes ? { MessageAttributes } : {}),
          ...more,
        }),
      );
      await settle();
      return MessageId!;
    },
    async counts(queue = 'Photos') {
      const { Attributes } = await queues.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(queue), AttributeNames: ['All'] }),
      );
      return [
        Number(Attributes?.['ApproximateNumberOfMessages']),
        Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']),
      ];
    },
    resume: service.resume,
    pause: service.pause,
    async close() {
      for (const each of [queues, client, limited]) each.destroy();
      await service.close();
      await gateway.close();
    },
  };
  try {
    const stack = readStack(`Resources:${QUEUES}${options.template}`, { context: CONTEXT, types });
    identities.setRoles(rolesOf(stack));
    await provision(stack, types);
  } catch (error) {
    await world.close();
    throw error;
  }
  return world;
}

/** A function called by the queue; properties of function and event as YAML flow text. */
export function starter(event = '', properties = ''): string {
  return `
  Starter:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: Starter
      Handler: starter.handler
      Runtime: nodejs24.x
      Timeout: 20
      ${properties}
      Events: { Waiting: { Type: SQS, Properties: { Queue: !GetAtt Photos.Arn, ${event} } } }`;
}
