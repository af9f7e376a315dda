// The same bytes again: an innocent second try by their owner, or somebody else's picture.

import { type Finding, finding } from './finding.ts';
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
 * DUPLICATE_FILE: the rider's own file that already has a final answer of its own gets it again (`repeats`, the first of them);
 * another rider's file goes to a person. What was measured counts uploads and names no rider.
 */
export function judgeSameFile(
  riderId: string,
  earlier: SeenFile[],
): { finding: Finding; repeats?: SeenFile } {
  const threshold = 'not seen from another rider';
  // An answer that was only repeated goes with the one that it repeated.
  const repeats = earlier.find(
    (seen) => seen.riderId === riderId && seen.sameAs === undefined && FINAL_ANSWERS.includes(seen.status),
  );
  if (repeats) {
    const measured = `answered before: ${repeats.status}`;
    return { finding: finding('DUPLICATE_FILE', 'passed', { measured, threshold }), repeats };
  }
  const foreign = earlier.filter(
    (seen) => seen.riderId !== riderId && !LEAVES_NO_TRACE.includes(seen.status),
  );
  return {
    finding: finding('DUPLICATE_FILE', foreign.length > 0 ? 'review' : 'passed', {
      measured: `seen ${foreign.length} times from other riders`,
      threshold,
    }),
  };
}
