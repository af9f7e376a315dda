// The operations on the policy of a bus, and the bus as its descriptions show it.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html
import * as z from 'zod';
import { PolicyError } from '../../policies/policy-error.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { policyStatements } from '../policy-statements.ts';
import { ServiceError } from '../service.ts';
import type { EventBus, EventBuses } from './event-buses.ts';

const EventBusName = z.string().optional();
const PutPermission = z.strictObject({
  EventBusName,
  Action: z.literal('events:PutEvents').optional(),
  Principal: z
    .string()
    .regex(/^(\d{12}|\*)$/)
    .optional(),
  StatementId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  Policy: z.string().optional(),
});
const RemovePermission = z.strictObject({
  EventBusName,
  StatementId: z.string().optional(),
  RemoveAllPermissions: z.boolean().optional(),
});

/** Each authorized on the ARN of the bus, by the caller's role alone. */
export function permissionOperations(buses: EventBuses): Operation[] {
  const busOf = (input: { EventBusName?: string | undefined }) => {
    const bus = buses.bus(input.EventBusName);
    return { arn: bus.arn, bus };
  };

  return [
    defineOperation({
      name: 'PutPermission',
      input: PutPermission,
      errors: ['PolicyLengthExceededException'],
      resource: busOf,
      run({ input: { Action, Principal, StatementId, Policy }, resource: { bus } }) {
        if (Policy !== undefined) return setPolicy(buses, bus, Policy);
        if (!Action || !Principal || !StatementId)
          throw invalid('Action, Principal and StatementId are required where no Policy is given.');
        const grant = { label: StatementId, accounts: [Principal], actions: [Action] };
        // A statement of the same id is replaced.
        const has = bus.attributes.Policy?.includes(`"Sid":"${StatementId}"`);
        const others = has ? { ...bus, attributes: withPolicy(STATEMENTS.remove(bus, StatementId)) } : bus;
        return setPolicy(buses, bus, STATEMENTS.add(others, grant));
      },
    }),
    defineOperation({
      name: 'RemovePermission',
      input: RemovePermission,
      errors: [],
      resource: busOf,
      run({ input: { StatementId, RemoveAllPermissions }, resource: { bus } }) {
        if (RemoveAllPermissions) return buses.setPolicy(bus, '');
        if (!StatementId) throw invalid('StatementId is required unless RemoveAllPermissions is true.');
        return buses.setPolicy(bus, STATEMENTS.remove(bus, StatementId));
      },
    }),
  ];
}

export function describeBus(bus: EventBus): Record<string, unknown> {
  return {
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    Policy: bus.attributes.Policy,
    CreationTime: bus.createdMs / 1000,
    LastModifiedTime: bus.modifiedMs / 1000,
  };
}

const STATEMENTS = policyStatements({
  refusal: () =>
    new ServiceError('ResourceNotFoundException', 'Statement with the provided id does not exist.'),
});

function withPolicy(text: string): EventBus['attributes'] {
  return text === '' ? {} : { Policy: text };
}

function setPolicy(buses: EventBuses, bus: EventBus, text: string): void {
  try {
    buses.setPolicy(bus, text);
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    throw invalid(`Parameter Policy is not valid. Reason: ${cause.message}`);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
