// The code of versions that are no longer the newest: the bundle they last ran, kept beside the one of today.
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Bundle, handlerIn } from './bundle.ts';
import { readRecord } from './cached-build.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** Keeps what lies in the function's build folder, if anything was ever built, as the code of this version. */
export async function freezeBundle(
  { buildFolder, frozenFolder }: { buildFolder: string; frozenFolder: string },
  { logicalId }: LambdaFunction,
  version: string,
): Promise<void> {
  const folder = resolve(buildFolder, logicalId);
  const frozen = join(frozenFolder, `${logicalId}.${version}`);
  if (!readRecord(folder) || readRecord(frozen)) return;
  // Whole or not at all: a copy that was interrupted has no record yet, which is why it may lie there already.
  await rm(frozen, { recursive: true, force: true });
  await cp(folder, frozen, { recursive: true, filter: (source) => source !== join(folder, RECORD) });
  await cp(join(folder, RECORD), join(frozen, RECORD));
}

/** The bundle of a version. Throws LambdaError for one that never ran here. */
export function frozenBundle(frozenFolder: string, lambdaFunction: LambdaFunction): Bundle {
  const { logicalId, version } = lambdaFunction;
  const folder = join(frozenFolder, `${logicalId}.${version}`);
  const record = readRecord(folder);
  if (!record)
    throw new LambdaError(
      'ResourceNotFoundException',
      `Version ${version} of ${logicalId} never ran on this laptop, so its code was not kept; invoke a newer one.`,
      404,
    );
  const { externals, inputs } = record;
  return {
    ...handlerIn(folder, lambdaFunction, record),
    folder,
    version: `frozen ${version}`,
    externals,
    sources: inputs,
  };
}

const RECORD = 'build.json';
