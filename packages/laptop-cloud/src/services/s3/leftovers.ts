// What a process that was killed has left of changes that never counted: bytes that nothing names, uploads and buckets half-made.
import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dropHalfWritten, wholeFiles } from '../../atomic-file.ts';
import { readKeptObject } from '../kept-json.ts';
import type { Bucket, BucketKeys } from './bucket.ts';

/** Of all buckets in a folder. */
export function dropLeftovers(folder: string, buckets: ReadonlyMap<string, Bucket>): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('.')) continue;
    const bucket = buckets.get(name);
    if (!bucket) dropEmpty(join(folder, name));
    else {
      dropUnnamedBlobs(join(folder, name, 'blobs'), bucket.keys);
      dropHalfMadeUploads(join(folder, name, 'uploads'));
    }
  }
}

function dropUnnamedBlobs(folder: string, keys: BucketKeys): void {
  const named = new Set<string>();
  for (const key of keys.from('')) for (const { blob = '' } of keys.get(key) ?? []) named.add(blob);
  for (const blob of readdirSync(folder)) if (!named.has(blob)) rmSync(join(folder, blob));
}

function dropHalfMadeUploads(folder: string): void {
  for (const id of readdirSync(folder)) {
    const files = wholeFiles(join(folder, id));
    if (files.includes('upload.json')) dropUnnamedParts(join(folder, id), files);
    else rmSync(join(folder, id), { recursive: true });
  }
}

/** Parts whose description never came, or that another with their number has replaced. */
function dropUnnamedParts(folder: string, files: readonly string[]): void {
  const named = new Set<string>();
  for (const name of files) {
    if (!/^\d+\.json$/.test(name)) continue;
    const { file } = readKeptObject(join(folder, name)) as { file: string };
    // Of earlier releases it is the whole path, and the state folder may have been moved since.
    named.add(basename(file));
  }
  for (const name of files) if (name.endsWith('.part') && !named.has(name)) rmSync(join(folder, name));
}

/** A bucket that was killed while it was made has nothing in it; whatever has something stays. */
function dropEmpty(root: string): void {
  const keys = join(root, 'keys.jsonl');
  if (existsSync(keys) && statSync(keys).size === 0) rmSync(keys);
  dropHalfWritten(join(root, 'bucket.json'));
  for (const folder of [join(root, 'blobs'), join(root, 'uploads'), root])
    try {
      rmdirSync(folder);
    } catch {
      // Not there, or not empty.
    }
}
