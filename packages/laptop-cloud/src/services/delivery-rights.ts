// What a role has to allow whoever delivers with it: rules, pipes, functions that tell what became of an invocation.
import { serviceOf } from '../arns.ts';
import { authorize, type Principal, ServiceError } from './service.ts';

/** Actions by the service in the ARN of the target. */
export const DELIVERY_ACTIONS: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  sns: 'sns:Publish',
  lambda: 'lambda:InvokeFunction',
  states: 'states:StartExecution',
  events: 'events:PutEvents',
  logs: 'logs:PutLogEvents',
};

/** The action of a target; what nothing is ever delivered to has none. */
export function deliveryAction(targetArn: string): string {
  return DELIVERY_ACTIONS[serviceOf(targetArn)] ?? '';
}

/** Refuses a delivery with a role that is not there, or that does not allow it. */
export function authorizeRole(
  role: Principal | undefined,
  roleArn: string,
  targetArn: string,
  action = deliveryAction(targetArn),
): void {
  if (!role) throw new ServiceError('AccessDeniedException', `The role ${roleArn} does not exist.`);
  authorize(role, action, targetArn);
}
