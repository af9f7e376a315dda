// What AddPermission of SQS lets another account do. The rest of its operations are the owner's alone.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html
import { ServiceError } from '../service.ts';

const MOST_ACTIONS = 7;
const GRANTABLE = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
]);
const OWNERS = new Set([
  'AddPermission',
  'CancelMessageMoveTask',
  'CreateQueue',
  'DeleteQueue',
  'ListMessageMoveTasks',
  'ListQueues',
  'ListQueueTags',
  'RemovePermission',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
]);

/** Throws for actions that cannot be granted, each by its name. */
export function checkGrantable(actions: readonly string[]): void {
  if (actions.length > MOST_ACTIONS)
    throw new ServiceError(
      'OverLimit',
      `${actions.length} Actions were found, maximum allowed is ${MOST_ACTIONS}.`,
      403,
    );
  for (const action of actions) {
    if (GRANTABLE.has(action)) continue;
    const reason = OWNERS.has(action)
      ? 'Only the queue owner is allowed to invoke this action.'
      : 'Please refer to the appropriate WSDL for a list of valid actions.';
    throw new ServiceError(
      'InvalidParameterValue',
      `Value SQS:${action} for parameter ActionName is invalid. Reason: ${reason}`,
    );
  }
}
