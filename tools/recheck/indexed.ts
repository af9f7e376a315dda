// What a reindexing came to, from the files that its Map wrote.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../smoke/clients.ts';

export interface Indexed {
  indexed: number;
  passedOver: number;
  /** Ids of photos. */
  notIndexed: string[];
  /** Errors of batches. */
  failed: string[];
}

interface Manifest {
  ResultFiles: { SUCCEEDED?: { Key: string }[]; FAILED?: { Key: string }[] };
}

export async function readIndexed(
  { sfn, s3 }: Pick<Clients, 'sfn' | 's3'>,
  executionArn: string,
): Promise<Indexed> {
  const { output = '{}' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { Bucket, Key } = (JSON.parse(output) as { ResultWriterDetails: { Bucket: string; Key: string } })
    .ResultWriterDetails;
  const text = async (key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    return (await Body?.transformToString()) ?? '';
  };
  const lines = async (files: { Key: string }[] = []) =>
    (await Promise.all(files.map((file) => text(file.Key)))).flatMap((content) =>
      content.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)])),
    );
  const { ResultFiles } = JSON.parse(await text(Key)) as Manifest;
  const sum: Indexed = { indexed: 0, passedOver: 0, notIndexed: [], failed: [] };
  for (const part of (await lines(ResultFiles.SUCCEEDED)) as Indexed[]) {
    sum.indexed += part.indexed;
    sum.passedOver += part.passedOver;
    sum.notIndexed.push(...part.notIndexed);
  }
  for (const { Error: error = 'unknown' } of (await lines(ResultFiles.FAILED)) as { Error?: string }[])
    sum.failed.push(error);
  return sum;
}
