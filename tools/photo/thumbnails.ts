// Puts the thumbnails of an approved photo where a person can open them.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { UsableCloud } from 'laptop-cloud/cli';
import { ONLOOKER_KEY } from 'laptop-cloud/cli';

interface StoredThumbnail {
  bucket: string;
  key: string;
}

/** Copies them from the bucket to `<state>/thumbnails/<rider>/<photo>/`. Paths as a person would type them. */
export async function saveThumbnails(
  cloud: UsableCloud,
  photo: { riderId: string; photoId: string },
  thumbnails: string,
): Promise<string[]> {
  const stored = JSON.parse(thumbnails) as StoredThumbnail[];
  if (stored.length === 0) return [];
  const kept = cloud.thumbnailFolder ?? cloud.stateFolder;
  const folder = path.join(kept, 'thumbnails', fileName(photo.riderId), photo.photoId);
  mkdirSync(folder, { recursive: true });
  const s3 = new S3Client({ ...cloud.clientConfig, credentials: ONLOOKER_KEY });
  try {
    return await Promise.all(
      stored.map(async ({ bucket, key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        const file = path.join(folder, path.posix.basename(key));
        writeFileSync(file, await Body!.transformToByteArray());
        return shorter(path.relative('.', file), file);
      }),
    );
  } finally {
    s3.destroy();
  }
}

/** A rider id may hold anything; a folder name may not. */
function fileName(riderId: string): string {
  return encodeURIComponent(riderId).replaceAll('*', '%2A').replaceAll('.', '%2E').slice(0, 200);
}

/** Relative where that is inside the working folder. */
function shorter(relative: string, absolute: string): string {
  return relative.startsWith('..') ? absolute : relative;
}
