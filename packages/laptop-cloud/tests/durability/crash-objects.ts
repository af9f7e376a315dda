// Buckets, objects and uploads, and the file of a bucket's keys.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../src/services/canonical-json.ts';
import { type BucketKeys, DEFAULT_SETTINGS, type ObjectVersion } from '../../src/services/s3/bucket.ts';
import { openBucketKeys } from '../../src/services/s3/bucket-keys.ts';
import { type ObjectStore, openStore } from '../../src/services/s3/store.ts';
import {
  listParts,
  listUploads,
  removeUpload,
  startUpload,
  writePart,
} from '../../src/services/s3/uploads.ts';
import type { Scenario } from './crash-scenario.ts';

const NOW = 1_700_000_000_000;

export const keysFile: Scenario<BucketKeys> = {
  open: (folder) =>
    openBucketKeys(join(folder, 'keys.jsonl'), { leastStaleBytes: 2_000, leastUnkeptBytes: 1 }),
  before: (keys) => {
    for (const key of ['a', 'b', 'c', 'd']) keys.set(key, [versionOf(key)]);
    for (let at = 0; at < 5; at += 1) keys.set('a', [versionOf(`a${at}`)]);
  },
  steps: [
    (keys) => keys.set('b', []),
    (keys) => keys.set('c', [versionOf('c2'), versionOf('c')]),
    (keys) => keys.keepIndex(),
    // With these more is stale than counts: the file is written anew, and some change meanwhile.
    ...['a5', 'a6', 'a7', 'a8'].map((name) => (keys: BucketKeys) => keys.set('a', [versionOf(name)])),
    (keys) => keys.set('d', []),
    (keys) => keys.set('e', [versionOf('e')]),
    (keys) => keys.settled(),
    (keys) => keys.set('c', []),
    (keys) => keys.keepIndex(),
    (keys) => keys.set('f', [versionOf('f')]),
    'reopen',
    (keys) => keys.set('b', [versionOf('b2')]),
    (keys) => keys.keepIndex(),
  ],
  known: (keys) => [...keys.from('')].map((key) => [key, keys.get(key)]),
  close: async (keys) => {
    keys.close();
    await keys.settled();
  },
  left: /^keys\.(jsonl|index)$/,
  anew: 'keys.jsonl',
};

export const objects: Scenario<{ store: ObjectStore; folder: string }> = {
  open: (folder) => ({ store: openStore(folder, () => NOW), folder }),
  steps: [
    ({ store }) => store.putBucket('photos', DEFAULT_SETTINGS),
    ({ store }) => put(store, 'one', 'first'),
    ({ store }) => put(store, 'one', 'second'),
    ({ store }) => put(store, 'two', 'other'),
    ({ store }) => store.remove(store.bucket('photos')!, 'two'),
    ({ store }) => store.putBucket('photos', { ...DEFAULT_SETTINGS, versioning: 'Enabled' }),
    ({ store }) => put(store, 'one', 'third'),
    ({ store }) => store.remove(store.bucket('photos')!, 'one'),
    ({ store }) => store.setTags(store.bucket('photos')!, 'one', 'null', { seen: 'yes' }),
    ({ store }) => upload(store),
    ({ store }) => part(store, 'piece'),
    ({ store }) => part(store, 'piece once more'),
    'reopen',
    ({ store }) => {
      const bucket = store.bucket('photos')!;
      return removeUpload(store, bucket, listUploads(store, bucket)[0]!.id);
    },
    ({ store }) => store.removeBucket(store.bucket('photos')!),
    ({ store }) => store.putBucket('photos', DEFAULT_SETTINGS),
    ({ store }) => put(store, 'three', 'new'),
    'reopen',
  ],
  known: ({ store, folder }) =>
    Promise.all(
      store.buckets().map(async (bucket) => {
        const { name, settings, keys } = bucket;
        const versions = [...keys.from('')].flatMap((key) =>
          // In one order, as what was read again has another.
          (keys.get(key) ?? []).map((one) => JSON.parse(canonicalJson({ key, ...one })) as ObjectVersion),
        );
        const bodies = await Promise.all(versions.map((one) => store.read(bucket, one).then(String)));
        const named = new Set(versions.map(({ blob }) => blob));
        const blobs = readdirSync(join(folder, name, 'blobs'));
        // Spare files have nothing in them but zeros.
        const unnamed = blobs.filter(
          (blob) => !named.has(blob) && readFileSync(join(folder, name, 'blobs', blob)).some(Boolean),
        );
        const uploads = listUploads(store, bucket);
        const parts = await Promise.all(uploads.map((one) => listParts(store, bucket, one)));
        const sizes = parts.map((list) => list.map(({ number, size }) => [number, size]));
        return { name, settings, versions, bodies, unnamed, uploads, sizes };
      }),
    ),
  anew: 'photos/bucket.json',
  later: ({ store }) => store.putBucket('photos', store.bucket('photos')?.settings ?? DEFAULT_SETTINGS),
  close: ({ store }) => store.close(),
  left: /^(\.in-use|photos\/(bucket\.json|keys\.jsonl|blobs\/[\w-]+|uploads\/\w+\/(upload\.json|1\.json|1\.\w+\.part)))$/,
};

/** As earlier releases left them. */
export const keyFiles: Scenario<{ store: ObjectStore; folder: string }> = {
  ...objects,
  isOutside: true,
  before: ({ folder }) => {
    mkdirSync(join(folder, 'photos', 'keys'), { recursive: true });
    for (const name of ['blobs', 'uploads']) mkdirSync(join(folder, 'photos', name));
    writeFileSync(
      join(folder, 'photos', 'bucket.json'),
      JSON.stringify({ createdAt: NOW, settings: DEFAULT_SETTINGS }),
    );
    for (const key of ['a', 'b', 'c']) {
      writeFileSync(
        join(folder, 'photos', 'keys', `${key}.json`),
        JSON.stringify({ key, versions: [versionOf(key)] }),
      );
      writeFileSync(join(folder, 'photos', 'blobs', `blob-${key}`), key);
    }
  },
  steps: [
    'reopen',
    ({ store }) => put(store, 'a', 'new'),
    ({ store }) => store.putBucket('photos', DEFAULT_SETTINGS),
  ],
};

function versionOf(name: string): ObjectVersion {
  return {
    ...draftOf(1),
    versionId: 'null',
    lastModified: NOW,
    sequencer: name,
    deleteMarker: false,
    blob: `blob-${name}`,
  };
}

function draftOf(size: number) {
  const { encryption } = DEFAULT_SETTINGS;
  return {
    size,
    etag: 'e'.repeat(32),
    contentType: 'text/plain',
    systemHeaders: {},
    metadata: {},
    tags: {},
    encryption,
  };
}

function put(store: ObjectStore, key: string, body: string): Promise<unknown> {
  return store.write(store.bucket('photos')!, key, draftOf(body.length), Buffer.from(body));
}

function upload(store: ObjectStore): Promise<unknown> {
  const { size: _, etag: __, ...description } = draftOf(0);
  return startUpload(store, store.bucket('photos')!, {
    key: 'large',
    startedAt: NOW,
    startedAfter: '',
    description,
    checksumType: 'FULL_OBJECT',
  });
}

function part(store: ObjectStore, body: string): Promise<void> {
  const bucket = store.bucket('photos')!;
  const checksum = { algorithm: 'CRC64NVME', value: '', type: 'FULL_OBJECT' } as const;
  const one = { number: 1, size: body.length, etag: 'e', checksum, lastModified: NOW };
  return writePart(store, bucket, listUploads(store, bucket)[0]!, one, Buffer.from(body));
}
