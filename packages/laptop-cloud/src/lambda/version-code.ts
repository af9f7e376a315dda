// The code of versions that do not follow the sources. Of those before the newest of the template it is the bundle they last ran; of
// those that the API publishes it is built, or copied where nothing is bundled, while they are published; what the API has made
// stays where it was unpacked.
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { type Bundle, type Bundler, handlerIn } from './bundle.ts';
import { readRecord } from './cached-build.ts';
import { codeAsItIs, filesOf } from './code-as-it-is.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { isMade, type MadeFunctions } from './made-functions.ts';
import type { FunctionVersion } from './version-records.ts';

/** Keeps what lies in the function's build folder, if anything was ever built, as the code of this version. */
export async function freezeBundle(
  { buildFolder, frozenFolder }: { buildFolder: string; frozenFolder: string },
  { logicalId }: LambdaFunction,
  version: string,
): Promise<void> {
  const folder = resolve(buildFolder, logicalId);
  const frozen = versionFolder(frozenFolder, logicalId, version);
  if (!readRecord(folder) || readRecord(frozen)) return;
  // Whole or not at all: a copy that was interrupted has no record yet, which is why it may lie there already.
  await rm(frozen, { recursive: true, force: true });
  await cp(folder, frozen, { recursive: true, filter: (source) => source !== join(folder, RECORD) });
  await cp(join(folder, RECORD), join(frozen, RECORD));
}

/** Keeps the code of a function of the template as it is now. Throws LambdaError with esbuild's own words. */
export async function keepCode(
  { bundler, frozenFolder, baseDir }: { bundler: Bundler; frozenFolder: string; baseDir: string },
  lambdaFunction: LambdaFunction,
  version: number,
): Promise<void> {
  const { logicalId, codeFolder, build } = lambdaFunction;
  const folder = versionFolder(frozenFolder, logicalId, String(version));
  if (!build.isAsItIs) return bundler.bundleInto(lambdaFunction, folder);
  const coming = `${folder}.coming`;
  await rm(coming, { recursive: true, force: true });
  await copyCode(codeFolder, coming, codeFolder === baseDir);
  await rm(folder, { recursive: true, force: true });
  await rename(coming, folder);
}

/** What was published, with the code that is kept of it. */
export function placedVersion(
  { made, frozenFolder }: { made: MadeFunctions; frozenFolder: string },
  { published, number, codeSha256 }: FunctionVersion,
): LambdaFunction {
  if (isMade(published)) return { ...published, kept: 'folder', codeFolder: made.folderOf(published) };
  // One of the template that nobody bundles was copied if the API has published it.
  if (!published.build.isAsItIs || codeSha256 === undefined) return { ...published, kept: 'bundle' };
  const codeFolder = versionFolder(frozenFolder, published.logicalId, String(number));
  return { ...published, kept: 'folder', codeFolder };
}

/** The code of a version. Throws LambdaError for one that never ran here. */
export function keptBundle(frozenFolder: string, lambdaFunction: LambdaFunction): Bundle {
  const { logicalId, version, kept } = lambdaFunction;
  if (kept === 'folder') return codeAsItIs(lambdaFunction);
  const folder = versionFolder(frozenFolder, logicalId, version);
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

/** Drops the code of a version that is deleted. */
export async function dropCode(frozenFolder: string, logicalId: string, version: string): Promise<void> {
  await rm(versionFolder(frozenFolder, logicalId, version), { recursive: true, force: true });
}

const RECORD = 'build.json';

function versionFolder(frozenFolder: string, logicalId: string, version: string): string {
  return join(frozenFolder, `${logicalId}.${version}`);
}

async function copyCode(from: string, to: string, isProject: boolean): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of filesOf(from)) {
    const place = join(to, relative(from, file));
    await mkdir(dirname(place), { recursive: true });
    await copyFile(file, place);
  }
  const packages = join(from, 'node_modules');
  // Those of the project are found from the version's folder, too.
  if (!isProject && existsSync(packages)) await cp(packages, join(to, 'node_modules'), { recursive: true });
  const manifest = join(to, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, JSON.stringify({ type: await typeAbove(from) }));
}

/** Whether modules of a folder without a package.json of its own are ESM, which a folder above says. */
async function typeAbove(folder: string): Promise<unknown> {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) return (JSON.parse(await readFile(manifest, 'utf8')) as { type?: unknown }).type;
  return dirname(folder) === folder ? undefined : typeAbove(dirname(folder));
}
