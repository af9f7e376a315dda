// Code that nobody bundles runs where it lies, as `sam build` would only copy it: its packages are those of its own folder or
// of the folders above.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { believed, stateOf } from './cached-build.ts';
import { fingerprintOf, moduleOfHandler } from './function-code.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** Throws Error when the handler's module is gone; a change of any file in the folder makes another version. */
export function codeAsItIs(lambdaFunction: LambdaFunction) {
  const { codeFolder, handler } = lambdaFunction;
  return lately.of(`${codeFolder} ${handler}`, () => asItIsNow(lambdaFunction));
}

const lately = believed<ReturnType<typeof asItIsNow>>();

function asItIsNow(lambdaFunction: LambdaFunction) {
  const { codeFolder, handler, logicalId } = lambdaFunction;
  const file = moduleOfHandler(lambdaFunction);
  if (file === undefined) {
    const cause = new Error(`Handler ${handler} is in no .js, .mjs or .cjs file of ${codeFolder}`);
    throw new Error(`${logicalId}: ${cause.message}`, { cause });
  }
  const sources = Object.fromEntries(filesOf(codeFolder).map((source) => [source, stateOf(source)]));
  return {
    file,
    handlerName: handler.slice(handler.lastIndexOf('.') + 1),
    folder: codeFolder,
    version: fingerprintOf(sources),
    externals: [],
    sources,
  };
}

/** Files of the code itself: packages change with the lockfile, and hidden folders are others' business. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}
