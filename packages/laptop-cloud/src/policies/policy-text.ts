// Texts of policies, with variables that the request fills in: `home/${aws:PrincipalAccount}/*`.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import { type GlobPart, parseGlob } from '../glob.ts';
import { refuse } from './policy-error.ts';
import type { RequestContext } from './request-context.ts';

/** A text between variables; a literal one is no pattern, whatever it holds. */
type Piece = { text: string; isLiteral: boolean } | { variable: string; default: string | undefined };

export interface PolicyText {
  /** The same for every request. */
  isFixed: boolean;
  /** The text as it stands; undefined where the request lacks what a variable names. */
  plain(context: RequestContext): string | undefined;
  /** The same with `*` and `?` as wildcards, but for those out of variables. */
  pattern(context: RequestContext): GlobPart[] | undefined;
}

export interface TextRules {
  /** Version 2012-10-17 knows variables; to an older one `${` is text. */
  hasVariables: boolean;
  /** Condition keys that a request may carry, in lower case; undefined where nobody will ask. */
  keys: readonly string[] | undefined;
}

/** Reads a text. Throws a PolicyError for a variable that no request of the laptop fills in. */
export function parsePolicyText(text: string, { hasVariables, keys }: TextRules, place: string): PolicyText {
  const pieces: Piece[] = hasVariables ? parseVariables(text) : [{ text, isLiteral: false }];
  for (const piece of pieces)
    if ('variable' in piece && keys && !keys.includes(piece.variable.toLowerCase()))
      refuse(place, `has the variable \${${piece.variable}}, which no request of the laptop fills in`);
  const fill = (piece: Piece, context: RequestContext) => {
    if (!('variable' in piece)) return piece.text;
    const value = context.get(piece.variable.toLowerCase());
    // A key with several values is no variable.
    return typeof value === 'string' ? value : piece.default;
  };
  return {
    isFixed: pieces.every((piece) => !('variable' in piece)),
    plain(context) {
      const texts = pieces.map((piece) => fill(piece, context));
      return texts.includes(undefined) ? undefined : texts.join('');
    },
    pattern(context) {
      const parts: GlobPart[] = [];
      for (const piece of pieces) {
        const filled = fill(piece, context);
        if (filled === undefined) return undefined;
        if ('variable' in piece || piece.isLiteral) parts.push(filled);
        else parts.push(...parseGlob(filled));
      }
      return parts;
    },
  };
}

function parseVariables(text: string): Piece[] {
  return text
    .split(/(\$\{[^{}]*\})/)
    .filter((piece) => piece !== '')
    .map((piece): Piece => {
      const [, name, given] = /^\$\{([^,{}]*)(?:,\s*'([^']*)'\s*)?\}$/.exec(piece) ?? [];
      if (name === undefined) return { text: piece, isLiteral: false };
      // The three characters that have a meaning of their own.
      if (name === '*' || name === '?' || name === '$') return { text: name, isLiteral: true };
      return { variable: name.trim(), default: given };
    });
}
