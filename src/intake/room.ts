// Holds uploads back until there is room: at most so many photos are checked at the same time.

export interface RoomOptions {
  /** Photos that may be checked at the same time. */
  limit: number;
  /** Rooms that share the limit, each without knowing what the others have let in a moment ago. */
  sharedBy: number;
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

/**
 * Those let in here a moment ago are counted on top of the table's number, which may not have them yet: for that moment there is
 * rather too little room than too much. Of what is free each room takes its share, the last one for granted.
 */
export function createRoom({ limit, sharedBy, countInFlight, now, sleep }: RoomOptions): Room {
  let letIn: number[] = [];
  let free = 0;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = async (): Promise<void> => {
    lookedAt = now();
    const counted = await countInFlight();
    letIn = letIn.filter((at) => lookedAt - at < UNSEEN_MS);
    free = Math.ceil((limit - counted - letIn.length) / sharedBy);
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
