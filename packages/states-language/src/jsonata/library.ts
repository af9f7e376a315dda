// The jsonata package. Loaded with the first expression, for machines of JSONPath need none of it; and by `require`, for an import
// holds the text of a CommonJS package twice (findings/import-holds-commonjs-text-twice.sh).
import { createRequire } from 'node:module';
import type jsonata from 'jsonata';
import { BoundedRegExp } from '../bounded-regexp.ts';

const require = createRequire(import.meta.url);
let library: typeof jsonata | undefined;

/** What the package's own function does: an expression, compiled. Throws its errors. */
export function compile(...given: Parameters<typeof jsonata>): ReturnType<typeof jsonata> {
  library ??= require('jsonata') as typeof jsonata;
  const [text, options] = given;
  // Its types ask for what RegExp has beside: it calls the constructor with an expression, and nothing else.
  return library(text, { ...options, RegexEngine: BoundedRegExp as never });
}
