// Before `npm pack` of a package: compiles it and puts the published manifest in place, until postpack puts the own one back.

import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compilePackage } from './compile.ts';
import { guardPack } from './guard.ts';
import { type Manifest, publishedManifest, VENDORED } from './manifest.ts';
import { restoreManifest, SOURCE_MANIFEST } from './restore.ts';

const folder = process.cwd();
// Of a pack that was cut off: what lies in package.json is not ours.
await restoreManifest(folder);
const file = path.join(folder, 'package.json');
guardPack(folder);
const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
await compilePackage(folder);
await takeAlong(manifest.name);
await rename(file, path.join(folder, SOURCE_MANIFEST));
await writeFile(file, `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`);

/** Copies what the package has of another one into `models`. */
async function takeAlong(name: string): Promise<void> {
  const vendored = VENDORED[name];
  if (!vendored) return;
  const target = path.join(folder, 'models', vendored.package);
  const { resolve } = createRequire(path.join(folder, 'package.json'));
  const source = path.dirname(resolve(`${vendored.package}/package.json`));
  for (const part of vendored.files) {
    await mkdir(path.dirname(path.join(target, part)), { recursive: true });
    await copyFile(path.join(source, part), path.join(target, part));
  }
}
