// From when each schedule counts and when it was told last, in a file: a laptop that is off tells nothing.
import { loadJson, saveJsonSoon } from '../../json-list.ts';

interface KeptTime {
  arn: string;
  expression: string;
  /** From when a rate counts. */
  anchorMs: number;
  /** When it was due last. */
  lastMs?: number;
}

export interface KeptTimes {
  /** Begins with one that is new or has another expression now. */
  of(arn: string, expression: string): { anchorMs: number; lastMs?: number };
  told(arn: string, dueMs: number): void;
  forget(arn: string): void;
}

/** `file`: null keeps them as long as the process lives. */
export function keepTimes(file: string | null, now: () => number): KeptTimes {
  const all = new Map((loadJson(file) as KeptTime[]).map((one) => [one.arn, one]));
  const save = () => saveJsonSoon(file, [...all.values()]);
  return {
    of(arn, expression) {
      const known = all.get(arn);
      if (known?.expression === expression) return known;
      const fresh = { arn, expression, anchorMs: now() };
      all.set(arn, fresh);
      save();
      return fresh;
    },
    told(arn, dueMs) {
      const known = all.get(arn);
      if (!known) return;
      known.lastMs = dueMs;
      save();
    },
    forget(arn) {
      if (all.delete(arn)) save();
    },
  };
}
