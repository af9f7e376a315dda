// Stretches of time, and how much of a window they cover together.

/** Milliseconds since 1970. */
export interface Span {
  startMs: number;
  endMs: number;
}

/** Milliseconds of the window in which at least one of the spans goes on. */
export function coveredMs(spans: readonly Span[], window: Span): number {
  let covered = 0;
  let reached = window.startMs;
  for (const { startMs, endMs } of spans.toSorted((a, b) => a.startMs - b.startMs)) {
    const end = Math.min(endMs, window.endMs);
    covered += Math.max(0, end - Math.max(startMs, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}

/** A piece of work known to be done by the end of the window, as late in it as can be, and no longer than it. */
export function endingWith(window: Span, durationMs: number): Span {
  return { startMs: Math.max(window.startMs, window.endMs - durationMs), endMs: window.endMs };
}
