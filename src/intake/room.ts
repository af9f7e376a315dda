// Holds uploads back until there is room: at most so many photos are checked at the same time.

export interface RoomOptions {
  /** Photos that may be checked at the same time. */
  limit: number;
  /** How many others like this one let photos in at the same time, this one included: each takes its share of what is free. */
  doors: number;
  /** Photos being checked, as the table knows them: a moment late. */
  countInFlight(): Promise<number>;
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface Room {
  /** Resolves when there is room for one more photo, which counts from then on; false when there was none until `untilMs`. */
  enter(untilMs: number): Promise<boolean>;
}

/** What was let in is in the table's index by then. */
const UNSEEN_MS = 700;
const LOOK_AGAIN_MS = 250;

/** Those let in here a moment ago are counted on top of the table's number, which does not have them yet. */
export function createRoom({ limit, doors, countInFlight, now, sleep }: RoomOptions): Room {
  let letIn: number[] = [];
  let free = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<void> => {
    lookedAt = now();
    const counted = await countInFlight();
    letIn = letIn.filter((at) => lookedAt - at < UNSEEN_MS);
    // Rounded up, so that the last place is not left empty: then there may be one photo more for each other door.
    free = Math.ceil((limit - counted - letIn.length) / doors);
  };
  return {
    async enter(untilMs) {
      for (;;) {
        if (free <= 0 || now() - lookedAt > LOOK_AGAIN_MS) await look();
        if (free > 0) break;
        if (now() + LOOK_AGAIN_MS > untilMs) return false;
        await sleep(LOOK_AGAIN_MS);
      }
      free -= 1;
      letIn.push(now());
      return true;
    },
  };
}
