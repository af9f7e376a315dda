// State folders of earlier releases hold a file for each key, in `keys/`. Their keys are taken over at the first start.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { wholeFiles } from '../../atomic-file.ts';
import { readKeptObject } from '../kept-json.ts';
import type { BucketKeys, ObjectVersion } from './bucket.ts';

/** Whoever is killed on the way begins again. */
export function takeOverKeyFiles(folder: string, keys: BucketKeys): void {
  if (!existsSync(folder)) return;
  for (const file of wholeFiles(folder)) {
    if (!file.endsWith('.json')) continue;
    const { key, versions } = readKeptObject(join(folder, file)) as {
      key: string;
      versions: ObjectVersion[];
    };
    keys.set(key, versions);
  }
  rmSync(folder, { recursive: true });
}
