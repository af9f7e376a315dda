// What a reindexing came to, from the files that its Map wrote.

import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { Clients } from '../smoke/clients.ts';
import { readResults } from './results.ts';

export interface Indexed {
  indexed: number;
  passedOver: number;
  /** Ids of photos. */
  notIndexed: string[];
  /** Errors of batches. */
  failed: string[];
}

export async function readIndexed(
  { sfn, s3 }: Pick<Clients, 'sfn' | 's3'>,
  executionArn: string,
): Promise<Indexed> {
  const { output = '{}' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  const { ResultWriterDetails } = JSON.parse(output) as {
    ResultWriterDetails: { Bucket: string; Key: string };
  };
  const { succeeded, failed } = await readResults({ s3 }, ResultWriterDetails);
  const sum: Indexed = { indexed: 0, passedOver: 0, notIndexed: [], failed };
  for (const part of succeeded as Indexed[]) {
    sum.indexed += part.indexed;
    sum.passedOver += part.passedOver;
    sum.notIndexed.push(...part.notIndexed);
  }
  return sum;
}
