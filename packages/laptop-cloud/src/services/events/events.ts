// Amazon EventBridge on a laptop: buses, rules with full event patterns, and deliveries that are retried.
// Buses, rules and deliveries that are not over survive restarts; those of the template are as it says after each start.

import { join } from 'node:path';
import { type Clock, realClock } from 'states-language';
import * as z from 'zod';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { AwsEvent, Bus, DeliveryOptions } from '../bus.ts';
import { parseInput } from '../parse-input.ts';
import { jsonService } from '../protocols/json.ts';
import type { Principal, Service } from '../service.ts';
import { createEventBuses } from './event-buses.ts';
import { createEventLog, type SeenEvent } from './event-log.ts';
import { type EventOrigin, PutEventsEntry, toEvent } from './new-event.ts';
import { putEvents } from './put-events.ts';
import { resourceTypes } from './resource-types.ts';
import { createRouting } from './routing.ts';
import { ruleOperations } from './rule-operations.ts';
import { createScheduledRules, type ScheduledRules } from './scheduled-rules.ts';

export interface EventsOptions {
  bus: Bus;
  accountId: string;
  region: string;
  /** Where buses and rules are kept; without it they live as long as the process. */
  folder?: string;
  clock?: Clock;
  /** The role a rule delivers with; undefined: no such role. Without this option roles are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
  /** Gets a line for each delivery that is given up; stderr by default. */
  log?: (line: string) => void;
}

export interface Events {
  service: Service;
  resourceTypes: ResourceTypes;
  /** The latest events of all buses, oldest first; their deliveries change while they are under way. */
  recent(): SeenEvent[];
  /** Calls the listener with each event once, as soon as a bus has it. */
  onEvent(listener: (seen: SeenEvent) => void): void;
  /** Rules with a schedule, which fire once they are started. */
  scheduled: Pick<ScheduledRules, 'start' | 'upcoming'>;
  /** Goes on with the deliveries that an earlier process has left, and gives how many; the targets must be there. */
  resume(): number;
  close(): Promise<void>;
}

export function createEvents(options: EventsOptions): Events {
  const { bus, accountId, region, clock = realClock(), principalOf } = options;
  const report = options.log ?? ((line: string) => console.error(line));
  const { folder } = options;
  const buses = createEventBuses(
    { accountId, region },
    clock,
    folder === undefined ? null : join(folder, 'buses.json'),
  );
  const log = createEventLog();
  const routing = createRouting({
    bus,
    log,
    clock,
    report,
    ...(folder === undefined ? {} : { file: join(folder, 'deliveries.jsonl') }),
    ...(principalOf ? { principalOf } : {}),
  });
  const scheduled = createScheduledRules({
    accountId,
    region,
    buses,
    routing,
    clock,
    file: folder === undefined ? null : join(folder, 'scheduled.json'),
    log: report,
  });
  const origin = (): EventOrigin => ({ accountId, region, now: clock.now() });

  bus.onPublish((event) => {
    const isTaken = routing.route(buses.bus('default'), event);
    return isTaken ? routing.kept() : undefined;
  });
  bus.target('events', async (arn, input, delivery) => {
    const event = eventOf(input, delivery, origin());
    routing.route(buses.bus(arn), event, delivery.traceHeader);
    await routing.kept();
    return { EventId: event.id };
  });

  async function close(): Promise<void> {
    await scheduled.close();
    await routing.close();
  }

  return {
    service: jsonService({
      scope: 'events',
      version: '1.1',
      targetPrefix: 'AWSEvents',
      errors: ['ResourceNotFoundException'],
      operations: [putEvents(buses, routing, origin), ...ruleOperations(buses, scheduled)],
      log: report,
      close,
    }),
    resourceTypes: resourceTypes(buses, { accountId, region }),
    recent: log.recent,
    onEvent: log.onAdd,
    scheduled,
    resume: routing.resume,
    close,
  };
}

const DeliveredEvent = z.looseObject({
  version: z.literal('0'),
  id: z.string(),
  'detail-type': z.string(),
  source: z.string(),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.unknown(),
});
const DeliveryParameters = PutEventsEntry.pick({
  Source: true,
  DetailType: true,
  Resources: true,
  Time: true,
});

// Rules forward whole events; pipes send details and say of what type and source.
function eventOf(input: string, { parameters }: DeliveryOptions, origin: EventOrigin): AwsEvent {
  if (!parameters) return parseInput(DeliveredEvent, JSON.parse(input), 'ValidationException');
  const entry = parseInput(DeliveryParameters, parameters, 'ValidationException');
  return toEvent({ ...entry, Detail: input }, origin);
}
