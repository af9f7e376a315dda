// The operations on queues: make, find, describe, change, empty, redrive.
import * as z from 'zod';
import type { TableOperation as JsonOperation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { authorizeCall } from '../policies/resource-policy.ts';
import { authorize, ServiceError, type ServiceRequest } from '../service.ts';
import type { MoveTask, MoveTasks } from './move-tasks.ts';
import { SETTABLE_ATTRIBUTES } from './queue-attributes.ts';
import type { QueueEntry, Queues } from './queues.ts';

const QueueUrl = z.string();
const Texts = z.record(z.string(), z.string());
const OnlyQueue = z.strictObject({ QueueUrl });

const CreateQueue = z.strictObject({
  QueueName: z.string(),
  Attributes: Texts.optional(),
  tags: Texts.optional(),
});
const GetQueueUrl = z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() });
const ListQueues = z.strictObject({ QueueNamePrefix: z.string().optional(), MaxResults: z.int().optional() });
const GetQueueAttributes = z.strictObject({ QueueUrl, AttributeNames: z.array(z.string()).optional() });
const SetQueueAttributes = z.strictObject({ QueueUrl, Attributes: Texts });
const TagQueue = z.strictObject({ QueueUrl, Tags: Texts });
const UntagQueue = z.strictObject({ QueueUrl, TagKeys: z.array(z.string()) });
const StartMove = z.strictObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
});
const CancelMove = z.strictObject({ TaskHandle: z.string() });
const ListMoves = z.strictObject({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).optional() });

export interface QueueOperationsOptions {
  queues: Queues;
  moves: MoveTasks;
  accountId: string;
}

/** The table of queue operations, each authorized on the queue's ARN. */
export function queueOperations({
  queues,
  moves,
  accountId,
}: QueueOperationsOptions): Record<string, JsonOperation> {
  const urlOf = (request: ServiceRequest, name: string) => `${request.endpoint}/${accountId}/${name}`;

  function operation<T>(
    schema: z.ZodType<T>,
    run: (input: T, request: ServiceRequest) => unknown,
  ): JsonOperation {
    return async (raw, request) => run(parseInput(schema, raw, 'InvalidParameterValue'), request);
  }

  function on<T extends { QueueUrl: string }>(
    schema: z.ZodType<T>,
    action: string,
    run: (entry: QueueEntry, input: T, request: ServiceRequest) => unknown,
  ): JsonOperation {
    return operation(schema, (input, request) => {
      const entry = queues.byUrl(input.QueueUrl);
      authorizeCall(entry.policy, request.principal, `sqs:${action}`, entry.arn);
      return run(entry, input, request);
    });
  }

  return {
    CreateQueue: operation(CreateQueue, ({ QueueName, Attributes = {}, tags = {} }, request) => {
      authorize(request.principal, 'sqs:CreateQueue', queues.arnOf(QueueName));
      const entry = queues.create(QueueName, Attributes);
      for (const [key, value] of Object.entries(tags)) entry.tags.set(key, value);
      return { QueueUrl: urlOf(request, entry.name) };
    }),
    DeleteQueue: on(OnlyQueue, 'DeleteQueue', (entry) => queues.remove(entry)),
    GetQueueUrl: operation(GetQueueUrl, ({ QueueName, QueueOwnerAWSAccountId = accountId }, request) => {
      if (QueueOwnerAWSAccountId !== accountId)
        return queues.byUrl(`/${QueueOwnerAWSAccountId}/${QueueName}`);
      const entry = queues.named(QueueName);
      authorizeCall(entry.policy, request.principal, 'sqs:GetQueueUrl', entry.arn);
      return { QueueUrl: urlOf(request, entry.name) };
    }),
    ListQueues: operation(ListQueues, ({ QueueNamePrefix = '', MaxResults = 1000 }, request) => {
      authorize(request.principal, 'sqs:ListQueues', queues.arnOf('*'));
      const names = queues.all().map(({ name }) => name);
      const urls = names
        .filter((name) => name.startsWith(QueueNamePrefix))
        .map((name) => urlOf(request, name));
      return { QueueUrls: urls.slice(0, MaxResults) };
    }),
    GetQueueAttributes: on(GetQueueAttributes, 'GetQueueAttributes', (entry, { AttributeNames = [] }) => {
      const all = describe(entry);
      const unknown = AttributeNames.find(
        (name) => name !== 'All' && !(name in all) && !SETTABLE_ATTRIBUTES.includes(name),
      );
      if (unknown !== undefined)
        throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
      const wanted = Object.entries(all).filter(
        ([name]) => AttributeNames.includes('All') || AttributeNames.includes(name),
      );
      return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
    }),
    SetQueueAttributes: on(SetQueueAttributes, 'SetQueueAttributes', (entry, { Attributes }) =>
      queues.change(entry, Attributes),
    ),
    PurgeQueue: on(OnlyQueue, 'PurgeQueue', ({ queue }) => queue.purge()),
    ListDeadLetterSourceQueues: on(OnlyQueue, 'ListDeadLetterSourceQueues', ({ arn }, _, request) => ({
      queueUrls: queues
        .all()
        .filter(({ settings }) => settings.deadLetterArn === arn)
        .map(({ name }) => urlOf(request, name)),
    })),
    TagQueue: on(TagQueue, 'TagQueue', ({ tags }, { Tags }) => {
      for (const [key, value] of Object.entries(Tags)) tags.set(key, value);
    }),
    UntagQueue: on(UntagQueue, 'UntagQueue', ({ tags }, { TagKeys }) => {
      for (const key of TagKeys) tags.delete(key);
    }),
    ListQueueTags: on(OnlyQueue, 'ListQueueTags', ({ tags }) => ({ Tags: Object.fromEntries(tags) })),
    StartMessageMoveTask: operation(StartMove, (input, request) => {
      const source = queues.byArn(input.SourceArn);
      authorizeCall(source.policy, request.principal, 'sqs:StartMessageMoveTask', source.arn);
      if (!queues.all().some(({ settings }) => settings.deadLetterArn === source.arn)) {
        throw new ServiceError(
          'InvalidParameterValue',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      }
      const task = moves.start(source, {
        ...(input.DestinationArn === undefined ? {} : { destination: queues.byArn(input.DestinationArn) }),
        ...(input.MaxNumberOfMessagesPerSecond === undefined
          ? {}
          : { maxPerSecond: input.MaxNumberOfMessagesPerSecond }),
      });
      return { TaskHandle: task.handle };
    }),
    CancelMessageMoveTask: operation(CancelMove, ({ TaskHandle }, request) => {
      const task = moves.named(TaskHandle);
      authorize(request.principal, 'sqs:CancelMessageMoveTask', task.sourceArn);
      moves.cancel(task);
      return { ApproximateNumberOfMessagesMoved: task.moved };
    }),
    ListMessageMoveTasks: operation(ListMoves, ({ SourceArn, MaxResults = 1 }, request) => {
      const source = queues.byArn(SourceArn);
      authorizeCall(source.policy, request.principal, 'sqs:ListMessageMoveTasks', source.arn);
      return { Results: moves.of(source.arn).slice(0, MaxResults).map(describeMove) };
    }),
  };
}

function describe(entry: QueueEntry): Record<string, string> {
  const { visible, notVisible, delayed } = entry.queue.counts();
  return {
    ...entry.attributes,
    QueueArn: entry.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(entry.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(entry.modifiedAt / 1000)),
  };
}

function describeMove(task: MoveTask): Record<string, unknown> {
  return {
    ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
    Status: task.status,
    SourceArn: task.sourceArn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.maxPerSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt,
  };
}
