// Buckets and objects on disk: `<bucket>/bucket.json`, `<bucket>/keys.jsonl` with the versions of each key (bucket-keys.ts),
// `<bucket>/blobs/<random>` with the bytes. Keys never become file names, so any key is safe.
// A change counts once its line is there; blobs that no line names are removed at the start after a crash.
import { randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { dropHalfWritten, replaceFile } from '../../atomic-file.ts';
import {
  type Bucket,
  type BucketSettings,
  DEFAULT_SETTINGS,
  NULL_VERSION,
  type ObjectDraft,
  type ObjectVersion,
} from './bucket.ts';
import { openBucketKeys } from './bucket-keys.ts';
import { type Content, writeFile } from './content.ts';
import { takeOverKeyFiles } from './key-files.ts';
import { dropLeftovers } from './leftovers.ts';

/** What a removal did. */
export interface Removal {
  /** The marker that now hides the key. */
  marker?: ObjectVersion;
  /** The version that is gone for good, with the sequencer of its removal. */
  removed?: ObjectVersion;
}

/** Sees the current version before a change and throws to prevent it. */
export type Guard = (current: ObjectVersion | undefined) => void;

export interface ObjectStore {
  buckets(): Bucket[];
  bucket(name: string): Bucket | undefined;
  /** Makes a bucket, or gives an existing one new settings. Throws on a name S3 would not take. */
  putBucket(name: string, settings: BucketSettings): void;
  /** Removes a bucket with all that is left in it. */
  removeBucket(bucket: Bucket): void;
  /** Where unfinished uploads of the bucket lie. */
  uploadsFolder(bucket: Bucket): string;
  /** Adds a version, or replaces the `null` one where the bucket does not keep versions. */
  write(
    bucket: Bucket,
    key: string,
    draft: ObjectDraft,
    content: Content | readonly Content[],
    guard?: Guard,
  ): Promise<ObjectVersion>;
  /** Removes a version for good, or what stands for the key when no version is named. */
  remove(bucket: Bucket, key: string, versionId?: string, guard?: Guard): Promise<Removal>;
  setTags(bucket: Bucket, key: string, versionId: string, tags: Record<string, string>): Promise<void>;
  read(bucket: Bucket, version: ObjectVersion): Promise<Buffer>;
  /** Where the bytes of a version lie, all of them or those of a range. */
  stretchOf(bucket: Bucket, version: ObjectVersion, range?: ByteRange): Content;
  /** The bytes from the first to the last, both among them: a few in memory, many as a stream that outlives the version. */
  send(bucket: Bucket, version: ObjectVersion, range: ByteRange): Promise<Buffer | Readable>;
  /** A sequencer after those of all changes so far, and before those of all to come. */
  moment(): string;
  /** The sequencer of the last change of a key; empty where none is known. Removals are known for a while only. */
  lastChange(bucket: Bucket, key: string): string;
  /** Where bodies of requests lie while they come. */
  readonly incoming: string;
  /** Nothing is read or written afterwards. */
  close(): Promise<void>;
}

export interface ByteRange {
  first: number;
  last: number;
}

/** Whole uploads take minutes; of so many removals the oldest is forgotten. */
const REMOVALS_KEPT = 10_000;
/** No bucket may be called so. */
const INCOMING = '.incoming';
/** Buckets on their way out. */
const REMOVED = '.removed-';
const BUCKET = 'bucket.json';
/** There while a process uses the folder: one that was killed has left it, and perhaps blobs that nothing names. */
const IN_USE = '.in-use';
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What belongs to access points, directory buckets and the like. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED_NAME = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Whether S3 would take it as a name. */
export function isBucketName(name: string): boolean {
  if (!BUCKET_NAME.test(name) || RESERVED_NAME.test(name)) return false;
  return !name.includes('..') && !/^\d+(\.\d+){3}$/.test(name);
}

/** Opens the store in a folder, made if missing. */
export function openStore(folder: string, now: () => number): ObjectStore {
  return new FolderStore(folder, now);
}

class FolderStore implements ObjectStore {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  readonly #locks = new Map<string, Promise<unknown>>();
  readonly incoming: string;
  readonly #removals = new Map<string, string>();
  #lastSequence = 0n;

  constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
    this.incoming = join(folder, INCOMING);
    mkdirSync(folder, { recursive: true });
    const wasKilled = existsSync(join(folder, IN_USE));
    writeFileSync(join(folder, IN_USE), '');
    for (const name of readdirSync(folder)) {
      if (name === INCOMING || name.startsWith(REMOVED)) rmSync(join(folder, name), { recursive: true });
      else if (existsSync(join(folder, name, BUCKET))) this.#know(loadBucket(folder, name));
    }
    mkdirSync(this.incoming);
    if (wasKilled) dropLeftovers(folder, this.#buckets);
  }

  #know(bucket: Bucket): void {
    this.#buckets.set(bucket.name, bucket);
    // The clock may have been put back since: what comes now is later all the same.
    const sequence = BigInt(`0x${bucket.keys.lastSequencer || 0}`);
    if (sequence > this.#lastSequence) this.#lastSequence = sequence;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#locks.values());
    for (const { keys } of this.#buckets.values()) keys.close();
    await Promise.all([...this.#buckets.values()].map(({ keys }) => keys.settled()));
    rmSync(join(this.#folder, IN_USE), { force: true });
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  putBucket(name: string, settings: BucketSettings): void {
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

  removeBucket(bucket: Bucket): void {
    this.#buckets.delete(bucket.name);
    bucket.keys.close();
    // At once, however far the removal gets: neither a part of the bucket is there at the next start, nor in the next one of its name.
    const removed = join(this.#folder, `${REMOVED}${randomUUID()}`);
    renameSync(join(this.#folder, bucket.name), removed);
    rmSync(removed, { recursive: true, force: true });
  }

  uploadsFolder(bucket: Bucket): string {
    return join(this.#folder, bucket.name, 'uploads');
  }

  write(
    bucket: Bucket,
    key: string,
    draft: ObjectDraft,
    content: Content | readonly Content[],
    guard?: Guard,
  ): Promise<ObjectVersion> {
    return this.#exclusively(bucket, key, async () => {
      guard?.(currentVersion(bucket, key));
      const blob = randomUUID();
      try {
        await writeBlob(this.#blobPath(bucket, blob), content);
        const version: ObjectVersion = { ...draft, ...this.#stamp(bucket), deleteMarker: false, blob };
        await this.#put(bucket, key, version);
        return version;
      } catch (error) {
        // A disk that is full is not to stay so for the bytes of an object that is not there.
        if (!isNamed(bucket, key, blob)) rmSync(this.#blobPath(bucket, blob), { force: true });
        throw error;
      }
    });
  }

  remove(bucket: Bucket, key: string, versionId?: string, guard?: Guard): Promise<Removal> {
    return this.#exclusively(bucket, key, async () => {
      guard?.(currentVersion(bucket, key));
      if (versionId === undefined && bucket.settings.versioning !== 'Off') {
        const marker = { ...MARKER, ...this.#stamp(bucket) };
        await this.#put(bucket, key, marker);
        return { marker };
      }
      const versions = bucket.keys.get(key) ?? [];
      const removed = versions.find((one) => one.versionId === (versionId ?? NULL_VERSION));
      if (!removed) return {};
      bucket.keys.set(
        key,
        versions.filter((one) => one !== removed),
      );
      await this.#dropBlobs(bucket, [removed]);
      const { sequencer } = this.#stamp(bucket);
      this.#noteRemoval(bucket, key, sequencer);
      return { removed: { ...removed, sequencer } };
    });
  }

  setTags(bucket: Bucket, key: string, versionId: string, tags: Record<string, string>): Promise<void> {
    return this.#exclusively(bucket, key, async () => {
      const versions = bucket.keys.get(key);
      if (!versions) return;
      bucket.keys.set(
        key,
        versions.map((one) => (one.versionId === versionId ? { ...one, tags } : one)),
      );
    });
  }

  async read(bucket: Bucket, version: ObjectVersion): Promise<Buffer> {
    if (!version.blob) return Buffer.alloc(0);
    return readBlob(this.#blobPath(bucket, version.blob), version.size);
  }

  stretchOf(bucket: Bucket, { blob, size }: ObjectVersion, range = { first: 0, last: size - 1 }): Content {
    if (!blob) return Buffer.alloc(0);
    return { path: this.#blobPath(bucket, blob), start: range.first, size: range.last - range.first + 1 };
  }

  async send(bucket: Bucket, version: ObjectVersion, { first, last }: ByteRange): Promise<Buffer | Readable> {
    if (version.size <= SMALL_BYTES) return (await this.read(bucket, version)).subarray(first, last + 1);
    const file = await open(this.#blobPath(bucket, version.blob ?? ''));
    return file.createReadStream({ start: first, end: last, highWaterMark: 64 * 1024 });
  }

  moment(): string {
    const sequence = BigInt(Math.floor(this.#now())) << 12n;
    this.#lastSequence = sequence > this.#lastSequence ? sequence : this.#lastSequence + 1n;
    return this.#lastSequence.toString(16).toUpperCase().padStart(16, '0');
  }

  lastChange(bucket: Bucket, key: string): string {
    const written = bucket.keys.get(key)?.[0]?.sequencer ?? '';
    const removed = this.#removals.get(`${bucket.name}/${key}`) ?? '';
    return removed > written ? removed : written;
  }

  #noteRemoval(bucket: Bucket, key: string, sequencer: string): void {
    const name = `${bucket.name}/${key}`;
    this.#removals.delete(name);
    this.#removals.set(name, sequencer);
    if (this.#removals.size > REMOVALS_KEPT) this.#removals.delete(this.#removals.keys().next().value!);
  }

  #blobPath(bucket: Bucket, blob: string): string {
    return join(this.#folder, bucket.name, 'blobs', blob);
  }

  // One change of a key at a time, so that conditions hold when the change happens.
  async #exclusively<T>(bucket: Bucket, key: string, change: () => Promise<T>): Promise<T> {
    const name = `${bucket.name}/${key}`;
    const turn = (this.#locks.get(name) ?? Promise.resolve()).then(change, change);
    this.#locks.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#locks.get(name) === turn) this.#locks.delete(name);
    }
  }

  #stamp(bucket: Bucket) {
    return {
      versionId: bucket.settings.versioning === 'Enabled' ? newVersionId() : NULL_VERSION,
      lastModified: this.#now(),
      sequencer: this.moment(),
    };
  }

  async #put(bucket: Bucket, key: string, version: ObjectVersion): Promise<void> {
    const before = bucket.keys.get(key) ?? [];
    const kept = before.filter((one) => version.versionId !== NULL_VERSION || one.versionId !== NULL_VERSION);
    bucket.keys.set(key, [version, ...kept]);
    await this.#dropBlobs(
      bucket,
      before.filter((one) => !kept.includes(one)),
    );
  }

  async #dropBlobs(bucket: Bucket, versions: ObjectVersion[]): Promise<void> {
    await Promise.all(
      versions.map(({ blob, size }) => blob && removeBlob(this.#blobPath(bucket, blob), size)),
    );
  }
}

function isNamed(bucket: Bucket, key: string, blob: string): boolean {
  return bucket.keys.get(key)?.some((version) => version.blob === blob) ?? false;
}

/** The version a request without a version id means: the newest, unless a delete marker hides the key. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.keys.get(key)?.[0];
  return newest?.deleteMarker ? undefined : newest;
}

// The MD5 of nothing, as S3 shows it for a marker.
const MARKER: Omit<ObjectVersion, 'versionId' | 'lastModified' | 'sequencer'> = {
  deleteMarker: true,
  size: 0,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  contentType: '',
  systemHeaders: {},
  metadata: {},
  tags: {},
  encryption: DEFAULT_SETTINGS.encryption,
};

function loadBucket(folder: string, name: string): Bucket {
  const root = join(folder, name);
  dropHalfWritten(join(root, BUCKET));
  const { createdAt, settings } = JSON.parse(readFileSync(join(root, BUCKET), 'utf8'));
  const keys = openBucketKeys(keysFile(folder, name));
  takeOverKeyFiles(join(root, 'keys'), keys);
  return { name, createdAt, settings: { ...DEFAULT_SETTINGS, ...settings }, keys };
}

function keysFile(folder: string, bucket: string): string {
  return join(folder, bucket, 'keys.jsonl');
}

/** What is no larger is read and written at one go: opening, writing and closing in turn by a thread each takes many times as long. */
const SMALL_BYTES = 1024 * 1024;

async function writeBlob(file: string, content: Content | readonly Content[]): Promise<void> {
  if (Buffer.isBuffer(content) && content.length <= SMALL_BYTES) writeFileSync(file, content);
  else await writeFile(file, isList(content) ? content : [content]);
}

function isList(content: Content | readonly Content[]): content is readonly Content[] {
  return Array.isArray(content);
}

/** One that is gone already stays so. */
async function removeBlob(file: string, size: number): Promise<void> {
  if (size > SMALL_BYTES) return rm(file, { force: true });
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function readBlob(file: string, size: number): Promise<Buffer> {
  return size <= SMALL_BYTES ? readFileSync(file) : await readFile(file);
}

function newVersionId(): string {
  return randomBytes(24).toString('base64').replaceAll('+', '.').replaceAll('/', '_');
}
