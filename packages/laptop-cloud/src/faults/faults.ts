// Decides which calls a set of fault rules hits. It only counts and matches; who asks carries the fault out.
import { compileGlob } from '../glob.ts';
import type { FaultRule } from './rule.ts';

/** One call that a rule may pick: a Task state's, or a service's at the gateway. */
export interface FaultCandidate {
  state?: string;
  resource?: string;
  /** Service and operation: `rekognition:DetectFaces`. */
  service?: string;
}

export interface Faults {
  readonly rules: readonly FaultRule[];
  /** The first rule that hits this call, if any. Every rule that picks the call counts it, hit or not. */
  take(call: FaultCandidate): FaultRule | undefined;
  /** Sets other rules; counting starts anew. */
  replace(rules: readonly FaultRule[]): void;
}

/** Keeps the counts of the rules. Without a seed, a rule with a probability draws from Math.random. */
export function createFaults(rules: readonly FaultRule[] = []): Faults {
  let counted = rules.map(startCounting);
  return {
    get rules() {
      return counted.map(({ rule }) => rule);
    },
    take(call) {
      let hit: FaultRule | undefined;
      for (const entry of counted) {
        if (!entry.picks(call)) continue;
        entry.count += 1;
        if (isDue(entry)) hit ??= entry.rule;
      }
      return hit;
    },
    replace(next) {
      counted = next.map(startCounting);
    },
  };
}

interface Counting {
  rule: FaultRule;
  count: number;
  picks(call: FaultCandidate): boolean;
  random(): number;
}

function startCounting(rule: FaultRule): Counting {
  return {
    rule,
    count: 0,
    picks: pickerOf(rule),
    random: rule.seed === undefined ? Math.random : seededRandom(rule.seed),
  };
}

function isDue({ rule, count, random }: Counting): boolean {
  const inRange = rule.nth?.some(({ from, to }) => count >= from && count <= to) ?? true;
  return inRange && (rule.probability === undefined || random() < rule.probability);
}

function pickerOf(rule: FaultRule): (call: FaultCandidate) => boolean {
  if (rule.state !== undefined) return matcher(rule.state, (call) => call.state);
  if (rule.resource !== undefined) return matcher(rule.resource, (call) => call.resource);
  const service = rule.service ?? '';
  return matcher(service.includes(':') ? service : `${service}:*`, (call) => call.service);
}

function matcher(
  pattern: string,
  read: (call: FaultCandidate) => string | undefined,
): (call: FaultCandidate) => boolean {
  const matches = compileGlob(pattern);
  return (call) => {
    const text = read(call);
    return text !== undefined && matches(text);
  };
}

/** Mulberry32: small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
