// The cloud is most of all code: loaded when a command is sure to need it, and part by part. What Node reads of its compile cache
// stays in memory until it is flushed (findings/compile-cache-stays-in-memory.sh), in twice the bytes: 10 MB for all at once, that
// would lie scattered among what stays. Flushed after each part, they make room for the next.
import { readdirSync } from 'node:fs';
import { flushCompileCache, getCompileCacheDir } from 'node:module';

/** In this order each loads a tenth to a fifth of all. What one leaves out the last one loads: no part is missed if it moves. */
const PARTS = [
  () => import('zod'),
  () => import('../stack/stack.ts'),
  () => import('../services/s3/s3.ts'),
  () => import('../services/dynamodb/dynamodb.ts'),
  () => import('../services/stepfunctions/stepfunctions.ts'),
  () => import('../cloud-stores.ts'),
  () => import('../cloud-compute.ts'),
];

/** The module of the cloud. */
export async function loadCloud(): Promise<typeof import('../cloud.ts')> {
  // The first start has it all to write, for which the end is soon enough.
  if (!hasCompiled()) return import('../cloud.ts');
  for (const load of PARTS) {
    await load();
    flushCompileCache();
  }
  const cloud = await import('../cloud.ts');
  flushCompileCache();
  return cloud;
}

function hasCompiled(): boolean {
  const folder = getCompileCacheDir();
  return folder !== undefined && readdirSync(folder).length > 0;
}
