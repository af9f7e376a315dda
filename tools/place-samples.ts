// Sample events name pictures of samples/ in a bucket of that name. Before a step runs they are put where its role may read
// them: uploads under incoming/, working copies under derived/. Nobody hears of the uploads, so that no execution starts.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { UsableCloud } from 'laptop-cloud/cli';
import { ONLOOKER_KEY, UsageError } from 'laptop-cloud/cli';

const SAMPLES_BUCKET = 'rider-photos-samples';

interface Location {
  bucket: string;
  key: string;
}

/** The event with every sample in the photos bucket, and its location and version as they are there. */
export async function placeSamples(cloud: UsableCloud, event: unknown): Promise<unknown> {
  const s3 = new S3Client({ ...cloud.clientConfig, credentials: ONLOOKER_KEY });
  try {
    return await place(event, async (sample) => {
      const bucket = cloud.stack.outputs['PhotosBucket']!;
      const bytes = readSample(sample.key);
      const key = keyFor(sample);
      const { VersionId = 'null' } = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }),
      );
      return {
        ...sample,
        bucket,
        key,
        ...('versionId' in sample ? { versionId: VersionId } : {}),
      };
    });
  } finally {
    s3.destroy();
  }
}

/** Walks an event and exchanges each location in the samples bucket. */
async function place(value: unknown, put: (sample: Location) => Promise<Location>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => place(item, put)));
  if (typeof value !== 'object' || value === null) return value;
  if (isSample(value)) return put(value);
  const entries = Object.entries(value).map(async ([key, inner]) => [key, await place(inner, put)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function isSample(value: object): value is Location {
  return (
    'bucket' in value && value.bucket === SAMPLES_BUCKET && 'key' in value && typeof value.key === 'string'
  );
}

/** An upload lies where riders put it, everything else where steps put what they make. */
function keyFor(sample: Location): string {
  if ('riderId' in sample && 'photoId' in sample) return `incoming/${sample.riderId}/${sample.photoId}`;
  return `derived/samples/${path.posix.basename(sample.key)}`;
}

function readSample(name: string): Buffer {
  const file = path.join('samples', path.posix.basename(name));
  if (!existsSync(file)) throw new UsageError(`the event names ${name}, which is not in samples/`);
  return readFileSync(file);
}
