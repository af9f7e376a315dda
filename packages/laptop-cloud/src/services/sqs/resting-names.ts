// The names of queues that were deleted within a minute: nobody can create another yet.
// Source: SQS API Reference, CreateQueue and DeleteQueue.
import type { Clock } from 'states-language';
import { ServiceError } from '../service.ts';
import { watchSetbacks } from '../setbacks.ts';
import { createSeenLately } from '../timing/seen-lately.ts';

const REST_MS = 60_000;

export interface RestingNames {
  /** From now on. */
  rest(name: string): void;
  /** Throws QueueDeletedRecently. */
  refuse(name: string): void;
}

export function createRestingNames(clock: Clock): RestingNames {
  const setback = watchSetbacks(clock);
  const resting = createSeenLately<true>(clock, REST_MS);
  return {
    rest: (name) => resting.remember(name, true),
    refuse(name) {
      resting.putBack(setback());
      if (!resting.find(name)) return;
      throw new ServiceError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      );
    },
  };
}
