// What an apply did, from the files that its Map wrote: the answers that changed come later, from the journey.

import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { recheckFolder } from '../../src/domain/recheck.ts';
import type { Clients } from '../smoke/clients.ts';
import { readResults } from './results.ts';

export interface Applied {
  reopened: number;
  doubted: number;
  left: number;
  /** Errors of photos. */
  failed: string[];
}

export async function readApplied(
  { s3 }: Pick<Clients, 's3'>,
  { PhotosBucket: Bucket }: { PhotosBucket: string },
  name: string,
): Promise<Applied> {
  const command = new ListObjectsV2Command({ Bucket, Prefix: `${recheckFolder(name)}applied/` });
  const { Contents = [] } = await s3.send(command);
  const manifests = Contents.flatMap(({ Key = '' }) => (Key.endsWith('/manifest.json') ? [Key] : []));
  const sum: Applied = { reopened: 0, doubted: 0, left: 0, failed: [] };
  for (const Key of manifests) {
    const { succeeded, failed } = await readResults({ s3 }, { Bucket, Key });
    sum.failed.push(...failed);
    for (const part of succeeded as Omit<Applied, 'failed'>[]) {
      sum.reopened += part.reopened;
      sum.doubted += part.doubted;
      sum.left += part.left;
    }
  }
  return sum;
}

export function appliedLines({ reopened, doubted, left, failed }: Applied): string {
  return [
    '',
    `  checked again: ${reopened}; approved, and a doubt noted: ${doubted}; left as they are: ${left}`,
    ...failed.map((error) => `  nothing could be done for one: ${error}`),
  ].join('\n');
}
