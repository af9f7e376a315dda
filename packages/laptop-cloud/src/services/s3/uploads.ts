// Unfinished multipart uploads on disk: `uploads/<upload id>/upload.json`, and per part `<number>.part` with its
// description in `<number>.json`.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { replaceFileSoon } from '../../atomic-file.ts';
import { readKeptObject } from '../kept-json.ts';
import type { Bucket, Checksum, ChecksumAlgorithm, ObjectDescription } from './bucket.ts';
import { type Content, writeFile } from './content.ts';
import { refuse } from './operation.ts';
import type { ObjectStore } from './store.ts';

export interface Upload {
  id: string;
  key: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** The sequencer of the last change of its key before. */
  startedAfter: string;
  description: ObjectDescription;
  /** Left open, parts may bring any, and the whole gets CRC64NVME. */
  checksumAlgorithm?: ChecksumAlgorithm;
  checksumType: Checksum['type'];
}

export interface Part {
  number: number;
  size: number;
  etag: string;
  checksum: Checksum;
  /** Milliseconds since 1970. */
  lastModified: number;
}

const ID = /^[0-9a-f]{48}$/;

export async function startUpload(
  store: ObjectStore,
  bucket: Bucket,
  upload: Omit<Upload, 'id'>,
): Promise<Upload> {
  const started = { ...upload, id: randomBytes(24).toString('hex') };
  const folder = join(store.uploadsFolder(bucket), started.id);
  await mkdir(folder);
  replaceFileSoon(join(folder, 'upload.json'), JSON.stringify(started));
  return started;
}

/** Throws NoSuchUpload when there is none with this id for this key. */
export async function readUpload(
  store: ObjectStore,
  bucket: Bucket,
  id: string,
  key: string,
): Promise<Upload> {
  const file = join(store.uploadsFolder(bucket), id, 'upload.json');
  if (!ID.test(id) || !existsSync(file)) refuse('NoSuchUpload', 404, { UploadId: id });
  const upload = readKeptObject(file) as Upload;
  return upload.key === key ? upload : refuse('NoSuchUpload', 404, { UploadId: id });
}

/** All unfinished uploads of a bucket, oldest first. */
export function listUploads(store: ObjectStore, bucket: Bucket): Upload[] {
  const folder = store.uploadsFolder(bucket);
  return readdirSync(folder)
    .map((id) => join(folder, id, 'upload.json'))
    .filter((file) => existsSync(file))
    .map((file) => readKeptObject(file) as Upload)
    .sort((a, b) => a.startedAt - b.startedAt);
}

/** Keeps a part; one sent before with the same number is replaced. */
export async function writePart(
  store: ObjectStore,
  bucket: Bucket,
  upload: Upload,
  part: Part,
  bytes: Content,
): Promise<void> {
  const file = join(store.uploadsFolder(bucket), upload.id, String(part.number));
  const content = `${file}.${randomBytes(6).toString('hex')}.part`;
  await writeFile(content, [bytes]);
  replaceFileSoon(`${file}.json`, JSON.stringify({ ...part, file: basename(content) }));
}

/** The parts so far, by number. */
export async function listParts(store: ObjectStore, bucket: Bucket, upload: Upload): Promise<Part[]> {
  const folder = join(store.uploadsFolder(bucket), upload.id);
  const files = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name));
  return files.map((name) => readKeptObject(join(folder, name)) as Part).sort((a, b) => a.number - b.number);
}

/** Where the bytes of a part lie. */
export async function contentOfPart(
  store: ObjectStore,
  bucket: Bucket,
  upload: Upload,
  part: Part,
): Promise<Content> {
  const folder = join(store.uploadsFolder(bucket), upload.id);
  const { file } = readKeptObject(join(folder, `${part.number}.json`)) as { file: string };
  // Of earlier releases it is the whole path, and the state folder may have been moved since.
  return { path: join(folder, basename(file)), start: 0, size: part.size };
}

export async function removeUpload(store: ObjectStore, bucket: Bucket, id: string): Promise<void> {
  if (!ID.test(id)) refuse('NoSuchUpload', 404, { UploadId: id });
  await rm(join(store.uploadsFolder(bucket), id), { recursive: true, force: true });
}
