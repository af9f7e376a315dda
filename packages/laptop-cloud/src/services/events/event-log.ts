// The latest events and what became of them, so that people can see what the buses carried.
import type { AwsEvent } from '../bus.ts';

export interface EventDelivery {
  ruleName: string;
  targetId: string;
  targetArn: string;
  status: 'pending' | 'delivered' | 'dead-lettered' | 'failed';
  error?: string;
}

export interface SeenEvent {
  busName: string;
  event: AwsEvent;
  /** One for each target of each rule that matched; empty when none did. */
  deliveries: EventDelivery[];
}

export interface EventLog {
  /** Oldest first, at most MAX_EVENTS. */
  recent(): SeenEvent[];
  add(seen: SeenEvent): void;
  onAdd(listener: (seen: SeenEvent) => void): void;
}

export const MAX_EVENTS = 1_000;

export function createEventLog(): EventLog {
  const listeners: ((seen: SeenEvent) => void)[] = [];
  const events: SeenEvent[] = [];
  return {
    recent: () => events.slice(-MAX_EVENTS),
    add(seen) {
      events.push(seen);
      // Cut rarely, so that an event costs the same however full the log is.
      if (events.length >= 2 * MAX_EVENTS) events.splice(0, events.length - MAX_EVENTS);
      for (const listener of listeners) listener(seen);
    },
    onAdd: (listener) => void listeners.push(listener),
  };
}
