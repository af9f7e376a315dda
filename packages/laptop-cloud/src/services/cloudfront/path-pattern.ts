// Path patterns of cache behaviors: `*` for any text, `?` for one character, both across slashes; case counts.
// Source: Amazon CloudFront Developer Guide, "Path pattern".
import { compileGlob } from '../../glob.ts';

/** Compiles a pattern, with its first slash or without, to a test of whole paths. */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  return compileGlob(pattern.startsWith('/') || pattern === '*' ? pattern : `/${pattern}`);
}
