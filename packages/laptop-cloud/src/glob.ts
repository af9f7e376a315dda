// Wildcards, for all who have them: IAM, event patterns and fault rules. Each reads its own spelling; all match here.
import { textsInOrder } from 'states-language';

/** Any text, the empty one too. */
export const ANY_TEXT: unique symbol = Symbol('any text');
/** Exactly one character, of however many code units. */
export const ANY_CHARACTER: unique symbol = Symbol('any character');

/** Literal text, or one of the two wildcards. */
export type GlobPart = string | typeof ANY_TEXT | typeof ANY_CHARACTER;

export interface GlobOptions {
  /** Whether `A` is `a`; false without. */
  ignoreCase?: boolean;
}

/**
 * Compiles `*` (any text) and `?` (one character) to a test of the whole text; both cross `/`, `:` and line ends, and nothing
 * escapes them. A pattern with spellings of its own comes as parts. Without `?` a test takes as many steps as both are long
 * together; with it at most their product, whatever they hold: it goes back to the last `*` alone.
 *
 * @example
 * compileGlob('s3:Get*', { ignoreCase: true })('S3:GetObject'); // true
 */
export function compileGlob(
  pattern: string | readonly GlobPart[],
  { ignoreCase = false }: GlobOptions = {},
): (text: string) => boolean {
  const fold = ignoreCase ? (text: string) => text.toLowerCase() : (text: string) => text;
  const parts = typeof pattern === 'string' ? parseGlob(pattern) : pattern;
  if (parts.every((part) => typeof part === 'string')) {
    const whole = fold(parts.join(''));
    return (text) => fold(text) === whole;
  }
  if (!parts.includes(ANY_CHARACTER)) {
    const matchesFolded = textsInOrder(literalsOf(parts).map(fold));
    return (text) => matchesFolded(fold(text));
  }
  const steps = parts.flatMap((part): Step[] => (typeof part === 'string' ? unitsOf(fold(part)) : [part]));
  return (text) => matches(steps, fold(text));
}

/** What stands between the stars. */
function literalsOf(parts: readonly GlobPart[]): string[] {
  const literals = [''];
  for (const part of parts) {
    if (typeof part === 'string') literals[literals.length - 1] += part;
    else literals.push('');
  }
  return literals;
}

/** A code unit, or a wildcard. */
type Step = number | Exclude<GlobPart, string>;

const unitsOf = (text: string) => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));

/** The parts of a pattern in which `*` and `?` are wildcards wherever they stand. */
export function parseGlob(pattern: string): GlobPart[] {
  return pattern
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part): GlobPart => (part === '*' ? ANY_TEXT : part === '?' ? ANY_CHARACTER : part));
}

function matches(steps: readonly Step[], text: string): boolean {
  let step = 0;
  let at = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (at < text.length) {
    const wanted = steps[step];
    if (wanted === ANY_TEXT) {
      lastStar = step++;
      resumeAt = at;
    } else if (wanted === ANY_CHARACTER) {
      step++;
      at = behindCharacter(text, at);
    } else if (wanted === text.charCodeAt(at)) {
      step++;
      at++;
    } else if (lastStar >= 0) {
      // The last star takes one character more; what earlier stars took can stay, for a later one could not take less.
      step = lastStar + 1;
      resumeAt = behindCharacter(text, resumeAt);
      at = resumeAt;
    } else {
      return false;
    }
  }
  while (steps[step] === ANY_TEXT) step++;
  return step === steps.length;
}

function behindCharacter(text: string, at: number): number {
  return at + (text.codePointAt(at)! > 0xffff ? 2 : 1);
}
