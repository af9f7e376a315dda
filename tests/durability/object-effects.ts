// What clients do to objects while their process is killed: puts, overwrites, copies, uploads in parts, deletes one by one and
// together, versions; and whether in the end all that was acknowledged is there as it was acknowledged.
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type Count, those } from './count.ts';

export const BUCKET = 'kept';
const VERSIONED = 'kept-versions';
const OVERWRITTEN = 4;
const UPLOAD_BYTES = 200_000;

/** Something read in the end: a key, and a version of it. */
interface Place {
  Bucket: string;
  Key: string;
  VersionId?: string;
}

export class ObjectEffects {
  /** Called with the key of what a client was told is there. */
  readonly #isPut: (key: string) => void;
  /** Bodies by their keys. */
  readonly #put = new Map<string, string>();
  readonly #copied = new Map<string, string>();
  readonly #deleted = new Set<string>();
  /** The body that was acknowledged last, and those after it whose requests had no answer. */
  readonly #overwritten = new Map<string, string[]>();
  /** Bodies by the ids of the versions, which are all under one key. */
  readonly #versions = new Map<string, string>();
  /** Keys of uploads in parts. */
  readonly #uploaded = new Set<string>();
  #puts = 0;
  #overwrites = 0;
  #made = 0;

  constructor(isPut: (key: string) => void) {
    this.#isPut = isPut;
  }

  async establish(s3: S3Client): Promise<void> {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new CreateBucketCommand({ Bucket: VERSIONED }));
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket: VERSIONED,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  }

  /** What is done over and over, each beside the others. */
  doings(s3: S3Client): (() => Promise<void>)[] {
    return [
      () => this.#putObject(s3),
      () => this.#overwrite(s3),
      () => this.#putVersion(s3),
      () => this.#uploadParts(s3),
    ];
  }

  async #putObject(s3: S3Client): Promise<void> {
    const Key = this.#name('object');
    const Body = Key.repeat(1 + (this.#made % 2000));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    this.#put.set(Key, Body);
    this.#isPut(Key);
    this.#puts++;
    if (this.#puts % 10 === 5) await this.#copy(s3, Key, Body);
    if (this.#puts % 10 > 0) return;
    const [one = '', ...others] = [...this.#put.keys()].slice(0, 3);
    // Whether they are there is not known until the answer comes.
    for (const key of [one, ...others]) this.#put.delete(key);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: one }));
    this.#deleted.add(one);
    const Delete = { Objects: others.map((key) => ({ Key: key })) };
    await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    for (const key of others) this.#deleted.add(key);
  }

  async #copy(s3: S3Client, from: string, body: string): Promise<void> {
    const Key = this.#name('copy');
    await s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key, CopySource: `${BUCKET}/${from}` }));
    this.#copied.set(Key, body);
    this.#isPut(Key);
  }

  /** One of a few keys gets another body. */
  async #overwrite(s3: S3Client): Promise<void> {
    const Body = this.#name('body').repeat(1 + (this.#made % 300));
    const Key = `overwritten-${this.#made % OVERWRITTEN}`;
    const bodies = this.#overwritten.get(Key) ?? [];
    this.#overwritten.set(Key, [...bodies, Body]);
    await s3.send(new PutObjectCommand({ Bucket: VERSIONED, Key, Body }));
    this.#overwritten.set(Key, [Body]);
    this.#overwrites++;
  }

  async #putVersion(s3: S3Client): Promise<void> {
    const Body = this.#name('version');
    const { VersionId = '' } = await s3.send(
      new PutObjectCommand({ Bucket: VERSIONED, Key: 'versions', Body }),
    );
    this.#versions.set(VersionId, Body);
  }

  async #uploadParts(s3: S3Client): Promise<void> {
    const Key = this.#name('parts');
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: VERSIONED, Key }));
    const upload = { Bucket: VERSIONED, Key, UploadId };
    const Body = bodyOfUpload(Key);
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body }));
    const Parts = [{ PartNumber: 1, ...(ETag ? { ETag } : {}) }];
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    this.#uploaded.add(Key);
  }

  /** Compares what is there with what must be. */
  async compare(s3: S3Client, count: Count): Promise<void> {
    const differs = (bodies: ReadonlyMap<string, string>, of: (name: string) => Place) => {
      const isOther = async (name: string) => (await bodyOf(s3, of(name))) !== bodies.get(name);
      return those([...bodies.keys()], isOther);
    };
    const kept = (Key: string): Place => ({ Bucket: BUCKET, Key });
    count('S3 puts', this.#put.size, await differs(this.#put, kept));
    count('S3 copies', this.#copied.size, await differs(this.#copied, kept));
    const isThere = async (key: string) => (await bodyOf(s3, kept(key))) !== undefined;
    count('S3 deletes, alone and together', this.#deleted.size, await those([...this.#deleted], isThere));
    const isOlder = async (Key: string) => {
      const body = await bodyOf(s3, { Bucket: VERSIONED, Key });
      return !this.#overwritten.get(Key)!.includes(body ?? '');
    };
    count('S3 overwrites', this.#overwrites, await those([...this.#overwritten.keys()], isOlder));
    const version = (VersionId: string): Place => ({ Bucket: VERSIONED, Key: 'versions', VersionId });
    count('S3 versions', this.#versions.size, await differs(this.#versions, version));
    const uploads = [...this.#uploaded];
    const isTorn = async (Key: string) =>
      (await bodyOf(s3, { Bucket: VERSIONED, Key })) !== bodyOfUpload(Key);
    count('S3 uploads in parts', uploads.length, await those(uploads, isTorn));
    count('S3 objects and versions in lists', ...(await this.#mislisted(s3)));
  }

  async #mislisted(s3: S3Client): Promise<[acknowledged: number, wrong: string[]]> {
    const listed = new Set<string | undefined>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket: BUCKET }))
      for (const { Key } of Contents) listed.add(Key);
    for (const id of await versionsIn(s3)) listed.add(id);
    const names = [...this.#put.keys(), ...this.#copied.keys(), ...this.#versions.keys()];
    const missing = names.filter((name) => !listed.has(name));
    return [names.length, [...missing, ...[...this.#deleted].filter((key) => listed.has(key))]];
  }

  #name(kind: string): string {
    return `${kind}-${this.#made++}`;
  }
}

function bodyOfUpload(key: string): string {
  return Buffer.alloc(UPLOAD_BYTES, key).toString();
}

async function bodyOf(s3: S3Client, place: Place): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand(place));
    return await Body?.transformToString();
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

async function versionsIn(s3: S3Client): Promise<string[]> {
  const ids: string[] = [];
  let from: { KeyMarker?: string; VersionIdMarker?: string } = {};
  for (;;) {
    const page = await s3.send(
      new ListObjectVersionsCommand({ Bucket: VERSIONED, Prefix: 'versions', ...from }),
    );
    for (const { VersionId = '' } of page.Versions ?? []) ids.push(VersionId);
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    if (!page.IsTruncated || !KeyMarker || !VersionIdMarker) return ids;
    from = { KeyMarker, VersionIdMarker };
  }
}
