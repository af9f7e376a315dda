// Buckets on disk: a folder each, with `bucket.json`, `keys.jsonl` (bucket-keys.ts), `blobs/` and `uploads/`; beside them what is on
// its way in or out.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { dropHalfWritten, replaceFile } from '../../atomic-file.ts';
import { readKeptObject } from '../kept-json.ts';
import { type Bucket, type BucketKeys, type BucketSettings, DEFAULT_SETTINGS } from './bucket.ts';
import { openBucketKeys } from './bucket-keys.ts';
import { isBucketName } from './bucket-name.ts';
import { takeOverKeyFiles } from './key-files.ts';
import { dropLeftovers } from './leftovers.ts';

/** No bucket may be called so. */
const INCOMING = '.incoming';
/** Buckets on their way out. */
const REMOVED = '.removed-';
const BUCKET = 'bucket.json';
interface BucketRecord {
  /** Milliseconds since 1970. */
  createdAt: number;
  settings: BucketSettings;
}

/** There while a process uses the folder: one that was killed has left it, and perhaps blobs that nothing names. */
const IN_USE = '.in-use';

export class BucketFolders {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  /** Where bodies of requests lie while they come. */
  readonly incoming: string;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
    this.incoming = join(folder, INCOMING);
    mkdirSync(folder, { recursive: true });
    const wasKilled = existsSync(join(folder, IN_USE));
    writeFileSync(join(folder, IN_USE), '');
    for (const name of readdirSync(folder)) {
      if (name === INCOMING || name.startsWith(REMOVED)) rmSync(join(folder, name), { recursive: true });
      else if (existsSync(join(folder, name, BUCKET))) this.#buckets.set(name, loadBucket(folder, name));
    }
    mkdirSync(this.incoming);
    if (wasKilled) dropLeftovers(folder, this.#buckets);
  }

  all(): Iterable<Bucket> {
    return this.#buckets.values();
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  put(name: string, settings: BucketSettings): void {
    if (!isBucketName(name)) {
      throw new Error(
        `BucketName ${name} is not valid: 3 to 63 lower-case letters, digits, dots and hyphens`,
      );
    }
    for (const part of ['blobs', 'uploads']) mkdirSync(join(this.#folder, name, part), { recursive: true });
    const bucket = this.#buckets.get(name) ?? {
      name,
      createdAt: this.#now(),
      settings,
      keys: openBucketKeys(keysFile(this.#folder, name)),
    };
    bucket.settings = settings;
    const file = join(this.#folder, name, BUCKET);
    replaceFile(file, JSON.stringify({ createdAt: bucket.createdAt, settings }));
    this.#buckets.set(name, bucket);
  }

  remove(bucket: Bucket): void {
    this.#buckets.delete(bucket.name);
    bucket.keys.close();
    // At once, however far the removal gets: neither a part of the bucket is there at the next start, nor in the next one of its name.
    const removed = join(this.#folder, `${REMOVED}${randomUUID()}`);
    renameSync(join(this.#folder, bucket.name), removed);
    rmSync(removed, { recursive: true, force: true });
  }

  uploads(bucket: Bucket): string {
    return join(this.#folder, bucket.name, 'uploads');
  }

  blob(bucket: Bucket, blob: string): string {
    // Asked for with every object that is written, and `join` would take as long as to open it.
    return `${this.#folder}${sep}${bucket.name}${sep}blobs${sep}${blob}`;
  }

  async close(): Promise<void> {
    for (const { keys } of this.#buckets.values()) {
      keepIndexOf(keys);
      keys.close();
    }
    await Promise.all([...this.#buckets.values()].map(({ keys }) => keys.settled()));
    rmSync(join(this.#folder, IN_USE), { force: true });
  }
}

function loadBucket(folder: string, name: string): Bucket {
  const root = join(folder, name);
  dropHalfWritten(join(root, BUCKET));
  const { createdAt, settings } = readKeptObject(join(root, BUCKET)) as BucketRecord;
  const keys = openBucketKeys(keysFile(folder, name));
  takeOverKeyFiles(join(root, 'keys'), keys);
  return { name, createdAt, settings: { ...DEFAULT_SETTINGS, ...settings }, keys };
}

/** A disk that does not take it makes the next start longer, and is no reason not to close. */
function keepIndexOf(keys: BucketKeys): void {
  try {
    keys.keepIndex();
  } catch (error) {
    console.error(`the next start takes longer: ${(error as Error).message}`);
  }
}

function keysFile(folder: string, bucket: string): string {
  return join(folder, bucket, 'keys.jsonl');
}
