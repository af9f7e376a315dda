// A fault is broken on purpose: one rule says which calls, how often, and what happens to them.
import * as z from 'zod';

/**
 * What happens to a call that a rule picks.
 * error: it fails with `error` and `cause`. delay: it is carried out `ms` later. timeout: it fails as timed out.
 * crash: the process that does it exits. duplicate: it is carried out twice, the second answer counts.
 * drop: it is lost; nobody does it and nobody answers.
 */
export const FAULT_ACTIONS = ['error', 'delay', 'timeout', 'crash', 'duplicate', 'drop'] as const;
export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** Which calls of the picked kind are hit: the first is 1, `to` may be Infinity. */
export interface NthRange {
  from: number;
  to: number;
}

export interface FaultRule {
  /** Name of a Task state; `*` stands for any text, `?` for one character. One of state, resource and service is given. */
  state?: string;
  /** Resource of a Task state, an ARN; `*` stands for any text, `?` for one character. */
  resource?: string;
  /** A service call at the gateway: `rekognition` or `rekognition:DetectFaces`; `*` stands for any text, `?` for one character. */
  service?: string;
  /** Which of the picked calls are hit; all of them when absent. Counted per rule since the rules were set. */
  nth?: NthRange[];
  /** 0 to 1: how likely each picked call is hit. The same `seed` hits the same calls again. */
  probability?: number;
  seed?: number;
  do: FaultAction;
  error?: string;
  cause?: string;
  /** How long a `delay` is. */
  ms?: number;
}

export class FaultRuleError extends Error {
  override readonly name = 'FaultRuleError';
}

const SELECTORS = ['state', 'resource', 'service'] as const;

const Rule = z.strictObject({
  state: z.string().min(1).optional(),
  resource: z.string().min(1).optional(),
  service: z.string().min(1).optional(),
  nth: z.union([z.number(), z.string()]).optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
  do: z.enum(FAULT_ACTIONS),
  error: z.string().min(1).optional(),
  cause: z.string().optional(),
  ms: z.number().min(0).optional(),
});

/** Reads rules from the JSON of a rule file: one rule or a list. Throws FaultRuleError naming the rule and its bad part. */
export function parseFaultRules(value: unknown): FaultRule[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((entry, index) =>
    parseFaultRule(entry, list.length > 1 ? `fault rule ${index + 1}` : 'fault rule'),
  );
}

/** Reads one rule. `label` begins the message of the FaultRuleError it throws. */
export function parseFaultRule(value: unknown, label = 'fault rule'): FaultRule {
  const parsed = Rule.safeParse(value);
  if (!parsed.success)
    throw new FaultRuleError(`${label}: ${parsed.error.issues.map(describeIssue).join('; ')}`);
  const { nth, ...rest } = parsed.data;
  const given = SELECTORS.filter((selector) => rest[selector] !== undefined);
  const complaint = contradiction(given, rest);
  if (complaint) throw new FaultRuleError(`${label}: ${complaint}`);
  const present = Object.fromEntries(Object.entries(rest).filter(([, part]) => part !== undefined));
  return {
    ...(present as Omit<FaultRule, 'nth'>),
    ...(nth === undefined ? {} : { nth: parseNth(nth, label) }),
  };
}

/** `2`, `1-3`, `4-` (and every later one) and lists of them joined by `+`. */
export function parseNth(value: number | string, label = 'fault rule'): NthRange[] {
  return String(value)
    .split('+')
    .map((part) => {
      const [, from, dash, to] = /^([1-9]\d*)(?:(-)([1-9]\d*)?)?$/.exec(part.trim()) ?? [];
      const range = {
        from: Number(from),
        to: to ? Number(to) : dash ? Number.POSITIVE_INFINITY : Number(from),
      };
      if (from === undefined || range.to < range.from) {
        throw new FaultRuleError(`${label}: nth=${value} is not a count such as 1, 1-2, 3- or 1+4`);
      }
      return range;
    });
}

function contradiction(
  given: string[],
  rule: { do: FaultAction } & Partial<Record<string, unknown>>,
): string | undefined {
  if (given.length !== 1) {
    return `exactly one of state, resource and service says which calls are hit, not ${given.join(' and ') || 'none'}`;
  }
  if (rule.do === 'delay' && rule['ms'] === undefined) return 'do=delay needs ms=MILLISECONDS';
  if (rule.do !== 'delay' && rule['ms'] !== undefined) return `ms means nothing with do=${rule.do}`;
  if (rule.do !== 'error' && rule['error'] !== undefined) return `error means nothing with do=${rule.do}`;
  if (rule['seed'] !== undefined && rule['probability'] === undefined) return 'seed needs probability';
  return undefined;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return `unknown part ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_value') return `${where} must be one of ${issue.values.join(', ')}`;
  return where ? `${where}: ${issue.message}` : issue.message;
}
