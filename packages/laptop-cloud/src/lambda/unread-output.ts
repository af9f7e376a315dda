// What a function has written and nobody has taken yet: beyond a bound its thread waits in the middle of writing, as a process on AWS
// waits for whoever reads its standard output. Else one that logs in a loop fills the memory of all who hand its lines on.

/** In characters. */
const MOST_UNREAD = 2 ** 20;
/** What is written at once travels in pieces of so many characters. */
const LONGEST_PIECE = 2 ** 18;
/** What a piece takes beside its text, so that many small ones count, too. */
const PIECE_COST = 64;

/** Counts what is under way; both threads see it. */
export type UnreadOutput = Int32Array<SharedArrayBuffer>;

export function countUnread(): UnreadOutput {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** In the thread that writes: hands a text on, and waits while too much is under way. */
export function writeCounted(unread: UnreadOutput, text: string, send: (piece: string) => void): void {
  for (let at = 0; at < text.length; at += LONGEST_PIECE) {
    const piece = text.length <= LONGEST_PIECE ? text : text.slice(at, at + LONGEST_PIECE);
    const cost = costOf(piece);
    let count = Atomics.add(unread, 0, cost) + cost;
    send(piece);
    while (count > MOST_UNREAD) {
      Atomics.wait(unread, 0, count);
      count = Atomics.load(unread, 0);
    }
  }
}

/** In the thread that hands it on: a piece has been taken. */
export function takeCounted(unread: UnreadOutput, piece: string): void {
  Atomics.sub(unread, 0, costOf(piece));
  Atomics.notify(unread, 0);
}

function costOf(piece: string): number {
  return piece.length + PIECE_COST;
}
