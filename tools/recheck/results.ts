// What the children of a distributed Map came to, from the files that its ResultWriter wrote.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../smoke/clients.ts';

export interface Results {
  succeeded: unknown[];
  /** Errors, one for each child that failed. */
  failed: string[];
}

interface Manifest {
  ResultFiles: { SUCCEEDED?: { Key: string }[]; FAILED?: { Key: string }[] };
}

export async function readResults(
  { s3 }: Pick<Clients, 's3'>,
  manifest: { Bucket: string; Key: string },
): Promise<Results> {
  const text = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: manifest.Bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };
  const lines = async (files: { Key: string }[] = []) =>
    (await Promise.all(files.map((file) => text(file.Key)))).flatMap((content) =>
      content.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)])),
    );
  const { ResultFiles } = JSON.parse(await text(manifest.Key)) as Manifest;
  const failures = (await lines(ResultFiles.FAILED)) as { Error?: string }[];
  return {
    succeeded: await lines(ResultFiles.SUCCEEDED),
    failed: failures.map(({ Error: error = 'unknown' }) => error),
  };
}
