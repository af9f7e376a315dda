// PutEvents: each entry goes its own way, and has its own answer.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';
import type { EventBus, EventBuses } from './event-buses.ts';
import {
  type EventOrigin,
  MAX_ENTRIES,
  MAX_REQUEST_BYTES,
  PutEventsEntry,
  sizeOf,
  toEvent,
} from './new-event.ts';
import type { Routing } from './routing.ts';

const PutEvents = z.strictObject({ Entries: z.array(PutEventsEntry).min(1).max(MAX_ENTRIES) });

/** The operation, authorized on the ARN of every bus it names. */
export function putEvents(buses: EventBuses, routing: Routing, origin: () => EventOrigin): Operation {
  function put(entry: PutEventsEntry, bus: EventBus | undefined, request: ServiceRequest): object {
    try {
      const event = toEvent(entry, origin());
      // AWS drops such events without a word; here a misspelt name is seen.
      if (!bus) {
        throw new ServiceError(
          'ResourceNotFoundException',
          `Event bus ${entry.EventBusName} does not exist.`,
        );
      }
      routing.route(bus, event, entry.TraceHeader ?? request.traceHeader);
      return { EventId: event.id };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { ErrorCode: error.code, ErrorMessage: error.message };
    }
  }

  return defineOperation({
    name: 'PutEvents',
    input: PutEvents,
    errors: [],
    resource({ Entries: entries }) {
      if (entries.reduce((size, entry) => size + sizeOf(entry), 0) > MAX_REQUEST_BYTES) {
        throw new ServiceError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        );
      }
      return entries.map(({ EventBusName = 'default' }) => {
        const bus = buses.find(EventBusName);
        return {
          arn: bus?.arn ?? buses.arnOf(EventBusName),
          bus,
          ...(bus?.policy ? { policy: bus.policy } : {}),
        };
      });
    },
    async run({ input: { Entries: entries }, resource, request }) {
      const results = entries.map((entry, index) => put(entry, resource[index]?.bus, request));
      await routing.kept();
      return {
        FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
        Entries: results,
      };
    },
  });
}
