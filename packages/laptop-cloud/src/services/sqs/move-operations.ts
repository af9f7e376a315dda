// The operations that move messages from a dead-letter queue back, or elsewhere.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { type MoveTask, type MoveTasks, noQueueOf } from './move-tasks.ts';
import type { Queues } from './queues.ts';

const StartMove = z.strictObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
});
const CancelMove = z.strictObject({ TaskHandle: z.string() });
const ListMoves = z.strictObject({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).optional() });

/** What moving needs of the queue that messages leave. */
const MOVING = [
  'sqs:StartMessageMoveTask',
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
];

/** The operations on move tasks, each authorized on the ARN of the queue that messages leave. */
export function moveOperations(queues: Queues, moves: MoveTasks): Operation[] {
  const given = (parameter: string, wanted: string) => {
    const entry = queues.all().find(({ arn }) => arn === wanted);
    if (entry) return entry;
    throw noQueueOf(parameter);
  };
  const bySource = ({ SourceArn }: { SourceArn: string }) => given('SourceArn', SourceArn);

  return [
    defineOperation({
      name: 'StartMessageMoveTask',
      actions: [...MOVING, 'sqs:SendMessage'],
      input: StartMove,
      errors: ['ResourceNotFoundException', 'UnsupportedOperation'],
      // Whoever has messages moved needs the rights that moving them by hand would take.
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
      resource(input) {
        const source = bySource(input);
        const { DestinationArn } = input;
        const destination = DestinationArn === undefined ? [] : [given('DestinationArn', DestinationArn)];
        return [
          ...MOVING.map((action) => ({ arn: source.arn, policy: source.policy, action, entry: source })),
          ...destination.map((entry) => ({
            arn: entry.arn,
            policy: entry.policy,
            action: 'sqs:SendMessage',
            entry,
          })),
        ].map(({ policy, ...rest }) => ({ ...rest, ...(policy ? { policy } : {}) }));
      },
      run({ input: { DestinationArn, MaxNumberOfMessagesPerSecond }, resource: [first] }) {
        const source = first!.entry;
        if (!queues.all().some(({ settings }) => settings.deadLetterArn === source.arn)) {
          throw new ServiceError(
            'InvalidParameterValue',
            'Source queue must be configured as a Dead Letter Queue.',
          );
        }
        const task = moves.start(source, {
          ...(DestinationArn === undefined ? {} : { destination: queues.byArn(DestinationArn) }),
          ...(MaxNumberOfMessagesPerSecond === undefined
            ? {}
            : { maxPerSecond: MaxNumberOfMessagesPerSecond }),
        });
        return { TaskHandle: task.handle };
      },
    }),
    defineOperation({
      name: 'CancelMessageMoveTask',
      input: CancelMove,
      errors: ['ResourceNotFoundException', 'UnsupportedOperation'],
      resource({ TaskHandle }) {
        const task = moves.named(TaskHandle);
        return { arn: task.sourceArn, task };
      },
      run({ resource: { task } }) {
        moves.cancel(task);
        return { ApproximateNumberOfMessagesMoved: task.moved };
      },
    }),
    defineOperation({
      name: 'ListMessageMoveTasks',
      input: ListMoves,
      errors: ['ResourceNotFoundException', 'UnsupportedOperation'],
      resource: bySource,
      run: ({ input: { MaxResults = 1 }, resource }) => ({
        Results: moves.of(resource.arn).slice(0, MaxResults).map(describeMove),
      }),
    }),
  ];
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
