// Objects: versions by key, each with a blob. Keys never become file names, so any key is safe. A change counts once its line is there
// (bucket-keys.ts); blobs that no line names are removed at the start after a crash. Where it all lies on disk: bucket-folders.ts.
import type { ByteRange } from './blobs.ts';
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
import { ObjectBytes, type SentBytes } from './object-bytes.ts';
import { newVersionId } from './version-ids.ts';

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
  /** The bytes of a version, all of them or those of a range: themselves where they are few, else where they lie. */
  stretchOf(bucket: Bucket, version: ObjectVersion, range?: ByteRange): Content;
  /** The bytes from the first to the last, both among them: a few in memory, many as a stream that outlives the version. */
  send(bucket: Bucket, version: ObjectVersion, range: ByteRange): SentBytes | Promise<SentBytes>;
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
  readonly #bytes = new ObjectBytes((bucket, blob) => this.#folders.blob(bucket, blob));
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
    this.#bytes.close();
    await this.#folders.close();
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
    this.#bytes.forget(bucket);
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
      const blob = await this.#bytes.write(bucket, content);
      try {
        const version: ObjectVersion = { ...draft, ...this.#stamp(bucket, key), deleteMarker: false, blob };
        await this.#put(bucket, key, version);
        return version;
      } catch (error) {
        if (!isNamed(bucket, key, blob)) this.#bytes.undo(bucket, blob);
        throw error;
      }
    });
  }

  remove(bucket: Bucket, key: string, versionId?: string, guard?: Guard): Promise<Removal> {
    return this.#exclusively(bucket, key, async () => {
      guard?.(currentVersion(bucket, key));
      if (versionId === undefined && bucket.settings.versioning !== 'Off') {
        const marker = { ...MARKER, ...this.#stamp(bucket, key) };
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
      await this.#bytes.drop(bucket, removed);
      const { sequencer } = this.#stamp(bucket, key);
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

  read(bucket: Bucket, version: ObjectVersion): Promise<Buffer> {
    return this.#bytes.read(bucket, version);
  }

  stretchOf(bucket: Bucket, version: ObjectVersion, range?: ByteRange): Content {
    return this.#bytes.stretchOf(bucket, version, range);
  }

  send(bucket: Bucket, version: ObjectVersion, range: ByteRange): SentBytes | Promise<SentBytes> {
    return this.#bytes.send(bucket, version, range);
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
    const before = this.#locks.get(name);
    const turn = before ? before.then(change, change) : change();
    this.#locks.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#locks.get(name) === turn) this.#locks.delete(name);
    }
  }

  #stamp(bucket: Bucket, key: string) {
    return {
      versionId: bucket.settings.versioning === 'Enabled' ? newVersionId(bucket.name, key) : NULL_VERSION,
      lastModified: this.#now(),
      sequencer: this.#order.moment(),
    };
  }

  async #put(bucket: Bucket, key: string, version: ObjectVersion): Promise<void> {
    const before = bucket.keys.get(key) ?? [];
    const kept = before.filter((one) => version.versionId !== NULL_VERSION || one.versionId !== NULL_VERSION);
    bucket.keys.set(key, [version, ...kept]);
    for (const one of before) if (!kept.includes(one)) await this.#bytes.drop(bucket, one, true);
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
