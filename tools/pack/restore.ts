// A package as it was before it was packed: its own package.json, nothing compiled.

import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Where package.json is kept while the published one stands in its place. */
export const SOURCE_MANIFEST = '.package.json.source';

/** Puts the own manifest back, if another one stands in its place. */
export async function restoreManifest(folder: string): Promise<void> {
  const kept = path.join(folder, SOURCE_MANIFEST);
  if (existsSync(kept)) await rename(kept, path.join(folder, 'package.json'));
}

/** The package as it was before it was packed. */
export async function cleanUp(folder: string): Promise<void> {
  await restoreManifest(folder);
  for (const made of ['dist', 'models']) await rm(path.join(folder, made), { recursive: true, force: true });
}
