// Many complaints in few words.
import type * as z from 'zod';

/** An input may have a hundred thousand faults; nobody reads on after these. */
export const MOST_TOLD = 20;
const LONGEST_TEXT = 2000;

/** The issues in words, the first ones of many. */
export function complaintsOf(
  issues: readonly z.core.$ZodIssue[],
  words: (issue: z.core.$ZodIssue) => string,
  longest = LONGEST_TEXT,
): string {
  const text = firstOf(issues.slice(0, MOST_TOLD).map(words), issues.length, '; ');
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

/** Names, the first ones of many. */
export function namesOf(names: readonly string[]): string {
  return firstOf(names.slice(0, MOST_TOLD), names.length, ', ');
}

export function firstOf(told: readonly string[], count: number, between: string): string {
  return told.join(between) + (count > told.length ? `${between}and ${count - told.length} more` : '');
}
