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
  /** Oldest first: at most MAX_EVENTS that went to a target, and the last few that went nowhere. */
  recent(): SeenEvent[];
  add(seen: SeenEvent): void;
  onAdd(listener: (seen: SeenEvent) => void): void;
}

export const MAX_EVENTS = 1_000;
/**
 * Of the default bus, where services tell all they do and most of it is nobody's: thousands of executions would have V8 keep, move
 * and give up again two events each.
 */
const MAX_IDLE_EVENTS = 50;

export function createEventLog(): EventLog {
  const listeners: ((seen: SeenEvent) => void)[] = [];
  const taken = lastOf(MAX_EVENTS);
  const idle = lastOf(MAX_IDLE_EVENTS);
  let count = 0;
  return {
    recent: () => [...taken.all(), ...idle.all()].sort((a, b) => a.number - b.number).map(({ seen }) => seen),
    add(seen) {
      const isIdle = seen.busName === 'default' && seen.deliveries.length === 0;
      count += 1;
      (isIdle ? idle : taken).add({ number: count, seen });
      for (const listener of listeners) listener(seen);
    },
    onAdd: (listener) => void listeners.push(listener),
  };
}

interface Numbered {
  number: number;
  seen: SeenEvent;
}

/** The last so many of those that are added. */
function lastOf(most: number): { add(one: Numbered): void; all(): Numbered[] } {
  const list: Numbered[] = [];
  return {
    all: () => list.slice(-most),
    add(one) {
      list.push(one);
      // Cut rarely, so that one costs the same however many there are.
      if (list.length >= 2 * most) list.splice(0, list.length - most);
    },
  };
}
