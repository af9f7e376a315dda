// The pages of a laptop: built from the sources and put into the stack's bucket whenever it starts.

import { S3Client } from '@aws-sdk/client-s3';
import type { Cloud } from 'laptop-cloud';
import { buildPages } from './build-pages.ts';
import { putPages } from './put-pages.ts';
import { siteSettings } from './site-settings.ts';

/** Rejects with esbuild's own words about sources that do not build. */
export async function deployPages(cloud: Cloud, folder: string): Promise<void> {
  const { outputs } = cloud.stack;
  const bucket = outputs['PagesBucket'];
  if (bucket === undefined) return;
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  try {
    await putPages(s3, bucket, await buildPages(folder), siteSettings(outputs));
  } finally {
    s3.destroy();
  }
}
