// The same bytes again: an innocent second try by their owner, or somebody else's picture.

import type { Judgement } from './judgement.ts';
import type { PhotoStatus } from './photo.ts';

/** An earlier upload of the very same bytes. */
export interface SeenFile {
  riderId: string;
  photoId: string;
  status: PhotoStatus;
  /** The photo whose answer it was given, where it was a repeat itself. */
  sameAs?: string;
}

const FINAL_ANSWERS: readonly PhotoStatus[] = ['approved', 'retake', 'rejected'];
const LEAVES_NO_TRACE: readonly PhotoStatus[] = ['erased', 'failed'];

/**
 * DUPLICATE_FILE: the rider's own file that has its final answer passes, for it gets that answer again; another rider's file goes
 * to a person. What was measured counts uploads and names no rider.
 */
export function judgeSameFile(riderId: string, earlier: SeenFile[]): Judgement {
  const threshold = 'not seen from another rider';
  const repeated = repeatedFile(riderId, earlier);
  if (repeated) return { status: 'passed', measured: `answered before: ${repeated.status}`, threshold };
  const foreign = earlier.filter(
    (seen) => seen.riderId !== riderId && !LEAVES_NO_TRACE.includes(seen.status),
  );
  return {
    status: foreign.length > 0 ? 'review' : 'passed',
    measured: `seen ${foreign.length} times from other riders`,
    threshold,
  };
}

/** The first of the rider's own uploads of this file that has a final answer of its own: it is given again. */
export function repeatedFile(riderId: string, earlier: SeenFile[]): SeenFile | undefined {
  // An answer that was only repeated goes with the one that it repeated.
  return earlier.find(
    (seen) => seen.riderId === riderId && seen.sameAs === undefined && FINAL_ANSWERS.includes(seen.status),
  );
}
