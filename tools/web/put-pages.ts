// Puts built pages into the bucket that serves them: assets first, so that no page names what is not there yet.

import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../web/shared/settings.ts';
import type { PageFile, Pages } from './build-pages.ts';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  bin: 'application/octet-stream',
};

/** A year, for what has a name of its own; asked for again each time, for what has not. */
const CACHED = { asset: 'public, max-age=31536000, immutable', page: 'no-cache' };

const SIDE_BY_SIDE = 8;

/** Gives how many objects were put. Rejects with S3's own error. */
export async function putPages(
  s3: S3Client,
  bucket: string,
  { files }: Pages,
  settings: Settings,
): Promise<number> {
  const assets = files.filter(({ name }) => name.startsWith('assets/'));
  const pages = files.filter(({ name }) => !name.startsWith('assets/'));
  const told: PageFile = { name: 'settings.json', content: Buffer.from(JSON.stringify(settings)) };
  const put = async (batch: PageFile[]) => {
    for (let start = 0; start < batch.length; start += SIDE_BY_SIDE) {
      await Promise.all(batch.slice(start, start + SIDE_BY_SIDE).map((file) => putFile(s3, bucket, file)));
    }
    return batch.length;
  };
  return (await put(assets)) + (await put([told, ...pages, ...pages.flatMap(asFolder)]));
}

/** CloudFront knows no index of a folder: the page also lies under the folder's own name. */
function asFolder({ name, content }: PageFile): PageFile[] {
  return name.endsWith('/index.html') ? [{ name: name.slice(0, -'index.html'.length), content }] : [];
}

async function putFile(s3: S3Client, bucket: string, { name, content }: PageFile): Promise<void> {
  const extension = name.endsWith('/') ? 'html' : name.split('.').pop()!;
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: name,
      Body: content,
      ContentType: TYPES[extension] ?? 'application/octet-stream',
      CacheControl: name.startsWith('assets/') ? CACHED.asset : CACHED.page,
    }),
  );
}
