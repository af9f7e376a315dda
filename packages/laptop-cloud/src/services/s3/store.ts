// Objects: versions by key, each with a blob. Keys never become file names, so any key is safe. A change counts once its line is there
// (bucket-keys.ts); blobs that no line names are removed at the start after a crash. Where it all lies on disk: bucket-folders.ts.
import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { type ByteRange, isSmall, readBlob, removeBlob, sendBlob, writeBlob } from './blobs.ts';
import {
  type Bucket,
  type BucketSettings,
  DEFAULT_SETTINGS,
  NULL_VERSION,
  type ObjectDraft,
  type ObjectVersion,
} from './bucket.ts';
import { BucketFolders } from './bucket-folders.ts';
import { ChangeOrder } from './change-order.ts';
import type { Content } from './content.ts';
import { RecentBlobs } from './recent-blobs.ts';

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

/** Opens the store in a folder, made if missing. */
export function openStore(folder: string, now: () => number): ObjectStore {
  return new FolderStore(folder, now);
}

class FolderStore implements ObjectStore {
  readonly #folders: BucketFolders;
  readonly #now: () => number;
  readonly #locks = new Map<string, Promise<unknown>>();
  readonly #order: ChangeOrder;
  readonly #recent = new RecentBlobs();
  readonly incoming: string;

  constructor(folder: string, now: () => number) {
    this.#now = now;
    this.#order = new ChangeOrder(now);
    this.#folders = new BucketFolders(folder, now);
    this.incoming = this.#folders.incoming;
    for (const { keys } of this.#folders.all()) this.#order.comesAfter(keys.lastSequencer);
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#locks.values());
    await this.#folders.close();
    this.#recent.clear();
  }

  buckets(): Bucket[] {
    return [...this.#folders.all()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  bucket(name: string): Bucket | undefined {
    return this.#folders.get(name);
  }

  putBucket(name: string, settings: BucketSettings): void {
    this.#folders.put(name, settings);
  }

  removeBucket(bucket: Bucket): void {
    this.#folders.remove(bucket);
  }

  uploadsFolder(bucket: Bucket): string {
    return this.#folders.uploads(bucket);
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
        await writeBlob(this.#folders.blob(bucket, blob), content);
        const version: ObjectVersion = { ...draft, ...this.#stamp(bucket), deleteMarker: false, blob };
        await this.#put(bucket, key, version);
        return version;
      } catch (error) {
        // A disk that is full is not to stay so for the bytes of an object that is not there.
        if (!isNamed(bucket, key, blob)) rmSync(this.#folders.blob(bucket, blob), { force: true });
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
      this.#order.noteRemoval(`${bucket.name}/${key}`, sequencer);
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
    const { blob, size } = version;
    if (!blob) return Buffer.alloc(0);
    return this.#recent.get(blob) ?? this.#kept(blob, await readBlob(this.#folders.blob(bucket, blob), size));
  }

  stretchOf(bucket: Bucket, { blob, size }: ObjectVersion, range = { first: 0, last: size - 1 }): Content {
    if (!blob) return Buffer.alloc(0);
    return { path: this.#folders.blob(bucket, blob), start: range.first, size: range.last - range.first + 1 };
  }

  async send(bucket: Bucket, { blob, size }: ObjectVersion, range: ByteRange): Promise<Buffer | Readable> {
    if (!blob) return Buffer.alloc(0);
    const recent = this.#recent.get(blob);
    if (recent) return recent.subarray(range.first, range.last + 1);
    const file = this.#folders.blob(bucket, blob);
    if (!isSmall(size)) return sendBlob(file, range);
    return this.#kept(blob, await readBlob(file, size)).subarray(range.first, range.last + 1);
  }

  #kept(blob: string, bytes: Buffer): Buffer {
    this.#recent.wasRead(blob, bytes);
    return bytes;
  }

  moment(): string {
    return this.#order.moment();
  }

  lastChange(bucket: Bucket, key: string): string {
    const written = bucket.keys.get(key)?.[0]?.sequencer ?? '';
    const removed = this.#order.removalOf(`${bucket.name}/${key}`);
    return removed > written ? removed : written;
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
      sequencer: this.#order.moment(),
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
    for (const { blob, size } of versions) {
      if (!blob) continue;
      this.#recent.forget(blob);
      await removeBlob(this.#folders.blob(bucket, blob), size);
    }
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

function newVersionId(): string {
  return randomBytes(24).toString('base64').replaceAll('+', '.').replaceAll('/', '_');
}
